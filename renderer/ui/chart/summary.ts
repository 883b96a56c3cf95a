import type { Cell, Column } from '#shared/value.ts'
import { nearestEdge } from './axis.ts'
import { foldOf, marksOf, mostMarks, type Plan } from './plan.ts'
import type { Axis, ChartSpec, Mark, Selection } from './types.ts'

/** A chart's summary by the axes of another one, held in the window: a move of the brush asks no engine. */
export interface HeldSummary {
  /** Takes in some rows of `summarySql`. */
  add(rows: { columns: readonly Column[]; page: { columns: readonly Cell[][] } }): void
  /** The same marks as `sliceSql` gives. */
  slice(selection: Selection): Mark[]
}

/** One page of a summary: for each row the mark it belongs to, its place on the brushed axes, and what is added up. */
interface Rows {
  mark: Int32Array
  places: Float64Array[]
  n: Float64Array
  m: Float64Array | null
  s: Float64Array | null
  /** 1 where `s` is not NULL. */
  given: Uint8Array | null
}

/** Two values of groups as that of both. NaN is the greatest, as DuckDB orders it. */
const joined = {
  least: (one: number, other: number) => (Number.isNaN(one) || other < one ? other : one),
  most: (one: number, other: number) => (Number.isNaN(other) || other > one ? other : one),
  sum: (one: number, other: number) => one + other,
}

const numbers = (cells: readonly Cell[]): Float64Array =>
  Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)))

/** An empty summary of the chart `spec`, by the axes that are brushed. */
export function holdSummary(spec: ChartSpec, brushed: Plan['axes']): HeldSummary {
  const fold = foldOf(spec)
  const join = fold === 'min' ? joined.least : fold === 'max' ? joined.most : joined.sum
  const axes = [brushed.x, ...(brushed.y ? [brushed.y] : [])]
  const words = axes.map(() => new Map<string | null, number>())
  const marks: Mark[] = []
  const known = new Map<string, number>()
  const pages: Rows[] = []

  /** A row's place on a brushed axis as a number: of its bin, its value, or its word. */
  const placesOf = (axis: Axis, index: number, cells: readonly Cell[]): Float64Array => {
    if (axis.as !== 'words') return numbers(cells)
    const codes = words[index] ?? new Map()
    return Float64Array.from(cells, (cell) => {
      const word = cell === null ? null : String(cell)
      const code = codes.get(word) ?? codes.size
      codes.set(word, code)
      return code
    })
  }

  /** For each brushed axis, whether a place is selected. */
  const testsOf = (selection: Selection): ((place: number) => boolean)[] =>
    axes.map((axis, index) => {
      if (axis.as === 'words') {
        if (!selection.words?.length) return () => true
        const chosen = new Set(selection.words.map((word) => words[index]?.get(word)))
        return (place) => chosen.has(place)
      }
      const ends = index === 0 ? selection.x : selection.y
      if (!ends) return () => true
      const [from, to] = axis.as === 'bins' ? ends.map((end) => nearestEdge(axis, end)) : ends
      return (place) => place >= (from ?? 0) && place < (to ?? 0)
    })

  return {
    add({ columns, page }) {
      const of = (name: string) => page.columns[columns.findIndex((column) => column.name === name)]
      const n = numbers(of('n') ?? [])
      const [s, m] = [of('s'), of('m')]
      const mark = Int32Array.from(marksOf({ columns, page }), ({ x, y, color }) => {
        const key = JSON.stringify([x, y, color])
        const found = known.get(key)
        if (found !== undefined) return found
        known.set(key, marks.length)
        return marks.push({ x, y, color, value: Number.NaN, rows: 0 }) - 1
      })
      const places = axes.map((axis, index) => placesOf(axis, index, of(`a${index}`) ?? []))
      pages.push({
        mark,
        places,
        n,
        m: m ? numbers(m) : null,
        s: s ? numbers(s) : null,
        given: s ? Uint8Array.from(s, (cell) => (cell === null ? 0 : 1)) : null,
      })
    },
    slice(selection) {
      const tests = testsOf(selection)
      const rows = new Float64Array(marks.length)
      const counted = new Float64Array(marks.length)
      const values = new Float64Array(marks.length)
      const valued = new Uint8Array(marks.length)
      for (const { mark, places, n, m, s, given } of pages) {
        for (let row = 0; row < n.length; row++) {
          if (!tests.every((test, index) => test(places[index]?.[row] ?? Number.NaN))) continue
          const at = mark[row] ?? 0
          rows[at] = (rows[at] ?? 0) + (n[row] ?? 0)
          if (m) counted[at] = (counted[at] ?? 0) + (m[row] ?? 0)
          if (!given?.[row]) continue
          const value = s?.[row] ?? 0
          values[at] = valued[at] ? join(values[at] ?? 0, value) : value
          valued[at] = 1
        }
      }
      const valueAt = (at: number): number => {
        if (fold === 'rows') return rows[at] ?? 0
        if (fold === 'count') return counted[at] ?? 0
        if (!valued[at]) return Number.NaN
        return fold === 'avg' ? (values[at] ?? 0) / (counted[at] ?? 0) : (values[at] ?? 0)
      }
      return marks
        .flatMap((mark, at) => (rows[at] ? [{ ...mark, rows: rows[at], value: valueAt(at) }] : []))
        .slice(0, mostMarks)
    },
  }
}

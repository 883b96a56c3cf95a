import * as Plot from '@observablehq/plot'
import { useEffect, useRef, useState } from 'react'
import { columnClass } from '../data-grid/cell-format.ts'
import css from './chart.module.css'
import type { ChartProps } from './lazy.tsx'
import { binWidth } from './query.ts'

interface Mark {
  x: number | string | Date
  y: number
  color: string
  rows: number
}

/** Rows as the marks take them. NULL has a name of its own, apart from the text 'NULL'. */
function marksOf({ spec, data, columns }: ChartProps): Mark[] {
  const place = (name: string) => data.values[data.columns.findIndex((column) => column.name === name)] ?? []
  const [xs, ys, colors, rows] = [place('x'), place('y'), place('color'), place('rows')]
  const time = columnClass(columns.find(({ name }) => name === spec.x)?.type ?? '') === 'time'
  const asX = (value: unknown) => {
    if (spec.kind === 'bar') return value === null ? '∅ NULL' : value === '' ? "''" : String(value)
    return time ? new Date(Number(value)) : Number(value)
  }
  return xs.map((value, row) => ({
    x: asX(value),
    y: ys[row] === null ? Number.NaN : Number(ys[row]),
    color: colors[row] === null || colors[row] === undefined ? '∅ NULL' : String(colors[row]),
    rows: Number(rows[row] ?? 0),
  }))
}

const dashes = ['', '6 3', '2 3', '8 3 2 3']

function build(props: ChartProps, size: { width: number; height: number }, token: (name: string) => string) {
  const { spec, columns } = props
  const marks = marksOf(props)
  const headed = (name: string | null) => {
    const column = columns.find((one) => one.name === name)
    return column ? `${column.name}${column.unit ? `, ${column.unit}` : ''}` : ''
  }
  const measure =
    spec.y === null || spec.aggregate === 'count' ? 'rows' : `${spec.aggregate} of ${headed(spec.y)}`
  const accent = token('cat-1')
  const grid = Plot.gridY({ stroke: token('border'), strokeOpacity: 1 })
  const common = {
    ...size,
    style: { background: 'transparent', color: token('muted') },
    marginLeft: 64,
    marginBottom: 40,
    color: { range: [1, 2, 3, 4, 5, 6, 7, 8].map((number) => token(`cat-${number}`)) },
  }
  const tip = { tip: { fill: token('panel'), stroke: token('border-strong') } }
  switch (spec.kind) {
    case 'bar': {
      // Names read from left to right: bars lie down.
      const longest = Math.max(0, ...marks.map(({ x }) => String(x).length))
      return Plot.plot({
        ...common,
        marginLeft: Math.min(180, 24 + longest * 7),
        x: { label: `${measure} →`, nice: true },
        y: {
          label: null,
          tickFormat: (name: string) => (name.length > 22 ? `${name.slice(0, 21)}…` : name),
        },
        marks: [
          Plot.gridX({ stroke: token('border'), strokeOpacity: 1 }),
          Plot.barX(marks, {
            x: 'y',
            y: 'x',
            fill: accent,
            sort: { y: null },
            insetTop: 1,
            insetBottom: 1,
            ...tip,
          }),
          Plot.ruleX([0], { stroke: token('border-strong') }),
          // The axis' own label would lie across the names.
          Plot.text([headed(spec.x)], {
            frameAnchor: 'top-left',
            dx: -12,
            dy: -14,
            textAnchor: 'end',
            fill: token('muted'),
          }),
        ],
      })
    }
    case 'histogram': {
      const first = Number(marks[0]?.x ?? 0)
      const last = Number(marks.at(-1)?.x ?? 1)
      const steps = marks.slice(1).map((mark, index) => Number(mark.x) - Number(marks[index]?.x))
      const most = spec.y === null ? binWidth({ min: first, max: last }, false) : Number.POSITIVE_INFINITY
      const width = steps.length === 0 ? 1 : Math.min(...steps, most)
      return Plot.plot({
        ...common,
        x: { label: `${headed(spec.x)} →` },
        y: { label: `↑ ${spec.y === null ? 'rows' : headed(spec.y)}`, nice: true },
        marks: [
          grid,
          Plot.rectY(marks, {
            x1: 'x',
            x2: (mark: Mark) => Number(mark.x) + width,
            y: 'y',
            fill: accent,
            inset: 0.5,
            ...tip,
          }),
          Plot.ruleY([0], { stroke: token('border-strong') }),
        ],
      })
    }
    case 'heat':
      return Plot.plot({
        ...common,
        x: { label: `${headed(spec.x)} →` },
        y: { label: `↑ ${headed(spec.y)}` },
        color: {
          type: 'log',
          range: [1, 2, 3, 4, 5, 6, 7].map((number) => token(`seq-${number}`)),
          interpolate: 'rgb',
          label: 'rows',
          legend: true,
        },
        marks: [
          Plot.dot(marks, { x: 'x', y: 'y', fill: 'rows', symbol: 'square', r: 4, stroke: 'none', ...tip }),
        ],
      })
    case 'point':
      return Plot.plot({
        ...common,
        color: { ...common.color, legend: spec.color !== null },
        x: { label: `${headed(spec.x)} →` },
        y: { label: `↑ ${headed(spec.y)}` },
        marks: [
          grid,
          Plot.dot(marks, {
            x: 'x',
            y: 'y',
            stroke: spec.color === null ? accent : 'color',
            r: 2.5,
            strokeOpacity: 0.7,
            ...tip,
          }),
        ],
      })
    case 'line': {
      const names = [...new Set(marks.map(({ color }) => color))]
      const series = spec.color !== null && names.length > 1
      const shown = series ? names.slice(0, 8) : names
      const kept = marks.filter(({ color }) => shown.includes(color))
      const options = {
        ...common,
        marginRight: series ? 96 : 24,
        color: { ...common.color, domain: shown },
        x: { label: `${headed(spec.x)} →` },
        y: { label: `↑ ${measure}`, nice: true, zero: false },
      }
      const lines = shown.map((name, index) =>
        Plot.line(
          kept.filter(({ color }) => color === name),
          {
            x: 'x',
            y: 'y',
            stroke: series ? 'color' : accent,
            strokeWidth: 1.5,
            // Beyond four series a dash tells them apart as well.
            strokeDasharray: dashes[Math.floor(index / 4)] ?? '',
          },
        ),
      )
      const scale = Plot.plot({ ...options, marks: lines }).scale('y')
      const ends = series ? lineEnds(kept, shown, (y) => Number(scale?.apply(y) ?? 0)) : []
      const words = (mark: Mark) =>
        [series && mark.color, xText(mark.x), `${mark.y.toLocaleString('en-US')} ${measure}`]
          .filter(Boolean)
          .join('\n')
      return Plot.plot({
        ...options,
        marks: [
          grid,
          ...lines,
          ...ends.flatMap(({ mark, dy }) => {
            const end = { x: 'x', y: 'y', textAnchor: 'start', dy } as const
            return [
              Plot.text([mark], { ...end, text: () => '━', fill: 'color', dx: 6, fontWeight: 'bold' }),
              Plot.text([mark], { ...end, text: 'color', fill: token('text'), dx: 22 }),
            ]
          }),
          Plot.ruleX(kept, Plot.pointerX({ x: 'x', stroke: token('border-strong') })),
          Plot.tip(kept, Plot.pointerX({ x: 'x', y: 'y', title: words, ...tip.tip })),
        ],
      })
    }
  }
}

function xText(x: Mark['x']): string {
  return x instanceof Date ? x.toISOString().slice(0, 16).replace('T', ' ') : x.toLocaleString('en-US')
}

/** The last mark of each line with the px that its name moves so that no two names touch. */
function lineEnds(marks: Mark[], names: string[], yOf: (y: number) => number): { mark: Mark; dy: number }[] {
  const lineHeight = 13
  const ends = names
    .flatMap((name) => {
      const mark = marks.findLast(({ color, y }) => color === name && Number.isFinite(y))
      return mark ? [{ mark, y: yOf(mark.y) }] : []
    })
    .sort((a, b) => a.y - b.y)
  let free = Number.NEGATIVE_INFINITY
  const placed = ends.map(({ mark, y }) => {
    const at = Math.max(y, free)
    free = at + lineHeight
    return { mark, dy: at - y }
  })
  return placed
}

/** The drawing, redone when its place, its data or the theme changes. */
export default function Drawing(props: ChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [theme, setTheme] = useState(0)
  useEffect(() => {
    const element = host.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    observer.observe(element)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const changed = () => setTheme((count) => count + 1)
    dark.addEventListener('change', changed)
    const attributes = new MutationObserver(changed)
    attributes.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      observer.disconnect()
      attributes.disconnect()
      dark.removeEventListener('change', changed)
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` counts changes of the tokens that are read here
  useEffect(() => {
    const element = host.current
    if (!element || size.width < 40 || size.height < 40) return
    const style = getComputedStyle(document.documentElement)
    const figure = build(props, size, (name) => style.getPropertyValue(`--lb-${name}`).trim())
    // Plot names its groups, which have no role to bear a name: the figure as a whole is the picture.
    for (const group of figure.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label')
    figure.setAttribute('role', 'img')
    figure.setAttribute(
      'aria-label',
      `${props.spec.kind} chart of ${props.spec.y ?? 'rows'} by ${props.spec.x}. Show as table lists its values.`,
    )
    element.replaceChildren(figure)
    return () => figure.remove()
  }, [props.spec, props.data, props.columns, size, theme])
  return <div ref={host} className={css.chart} />
}

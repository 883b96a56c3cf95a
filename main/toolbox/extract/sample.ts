import { isWord } from '#shared/sql/index.ts'
import type { Cell, Column } from '#shared/value.ts'
import { bareSet } from '../../engine/index.ts'
import { macroStatements } from '../dependencies.ts'
import { givenTable } from '../given.ts'
import type { Transform } from '../types.ts'
import { around } from './around.ts'
import type { ExtractContext, KnownSource } from './context.ts'
import type { HeaderParts } from './header.ts'
import type { Extractable } from './kind.ts'
import { type ChosenParam, callText, withParams } from './params.ts'
import { declaredParams, defaultLiteral, withDefaults } from './query-params.ts'

/** Rows of a generated test: enough to see what the transform does. */
const maxGiven = 3
const maxExpected = 20
/** Longer texts are no example of anything. */
const maxText = 200

interface Given {
  columns: Record<string, string>
  rows: Record<string, Cell>[]
}

/** What the engine says about the selection where it stands: types of what goes in, and the rows to learn from. */
export interface Sampled {
  /** Type of each column parameter by name; absent where the engine cannot say. */
  types: Record<string, string>
  arguments: Given | null
}

/** The values that the column parameters have in the statement. Null values where a column is personal. */
export async function sampleArguments(
  ctx: ExtractContext,
  text: string,
  selected: Extractable,
  params: readonly ChosenParam[],
): Promise<Sampled> {
  const columns = params.filter(({ kind, ofQuery }) => kind === 'column' && !ofQuery)
  if (columns.length === 0) return { types: {}, arguments: null }
  const { ctes, rows } = around(selected)
  const list = columns.map((param) => `${param.text} AS "${param.name}"`).join(', ')
  const fetched = await attempt(async () => {
    const ready = await ctx.ready(withDefaults(text, `${ctes}SELECT ${list} ${rows}\nLIMIT 500`))
    return ctx.native.call('query', { set: ready.set, sql: ready.sql, limit: 500, keep: false })
  })
  if (!fetched) return { types: {}, arguments: null }
  const types = Object.fromEntries(fetched.columns.map(({ name, type }) => [name, type]))
  const personal = columns.some(({ text: column }) => isPersonal(ctx.sources, column))
  const found = rowsOf(fetched.columns, fetched.page.columns)
  return { types, arguments: { columns: types, rows: personal ? [] : distinct(found) } }
}

/** A test of the transform from real rows, or null when none can be made that is small and repeats. */
export async function generatedTest(
  ctx: ExtractContext,
  text: string,
  selected: Extractable,
  transform: { name: string; params: readonly ChosenParam[]; reached: readonly Transform[] },
  sampled: Sampled,
): Promise<{ test: NonNullable<HeaderParts['test']>; returns: Column | undefined } | null> {
  const { name, params, reached } = transform
  const given: Record<string, Given> = {}
  for (const table of selected.tables) {
    const source = ctx.sources.find((one) => one.name === table.toLowerCase())
    const rows = source && (await attempt(() => sourceRows(ctx, text, selected, source)))
    if (!rows) return null
    given[source.name] = rows
  }
  const columns = params.filter(({ kind, ofQuery }) => kind === 'column' && !ofQuery)
  const input = Object.hasOwn(given, 't') ? 'input' : 't'
  if (columns.length > 0) {
    const { arguments: rows } = sampled
    if (!rows) return null
    const none = Object.fromEntries(columns.map((param) => [param.name, null]))
    given[input] = rows.rows.length > 0 ? rows : { ...rows, rows: [none] }
  }
  const declared = declaredParams(text)
  const literalOf = (param: ChosenParam): string => {
    const header = declared[param.text.slice(1)]
    return header ? defaultLiteral(header) : 'NULL'
  }
  const from = columns.length > 0 ? ` FROM ${input}` : ''
  const scalar = selected.kind === 'scalar'
  // What the user's own text gives, with columns for its columns: the macro is not asked.
  const original = withParams(selected, params, (param) =>
    param.ofQuery ? literalOf(param) : param.kind === 'constant' ? param.text : param.name,
  )
  const call = callText(
    name,
    params.map((param) => ({
      ...param,
      text: param.ofQuery ? literalOf(param) : param.kind === 'constant' ? param.text : param.name,
    })),
  )
  const statements = [
    ...Object.entries(given).flatMap(([table, rows]) => givenTable(table, rows)),
    ...(await macroStatements(ctx.native, reached)),
  ]
  const expected = await attempt(() =>
    ctx.native.call('query', {
      set: bareSet(statements),
      sql: scalar ? `SELECT (${original}\n) AS result${from}` : original,
      limit: maxExpected + 1,
      keep: false,
    }),
  )
  if (!expected) return null
  const expect = rowsOf(expected.columns, expected.page.columns)
  const names = new Set(expected.columns.map((column) => column.name))
  if (expect.length > maxExpected || names.size < expected.columns.length || tooLong(expect)) return null
  const inexact = expected.columns.some(({ type }) => /DOUBLE|FLOAT/.test(type))
  return {
    returns: expected.columns[0],
    test: {
      name: 'as in the query it came from',
      given,
      call: scalar ? `SELECT ${call} AS result${from}` : `SELECT * FROM ${call}`,
      expect,
      ...(inexact && { tolerance: 1e-9 }),
    },
  }
}

/** A few rows of a source that the selection reads, from where its own WHERE looks if it is that simple. */
async function sourceRows(
  ctx: ExtractContext,
  text: string,
  selected: Extractable,
  source: KnownSource,
): Promise<Given> {
  const columns = source.columns.filter(({ name }) => !name.startsWith('_'))
  const list = columns.map((column) => `"${column.name.replaceAll('"', '""')}"`).join(', ')
  const select = selected.tokens.find((token) => isWord(token, 'SELECT'))
  const narrow = select && selected.tables.length === 1 ? around({ ...selected, from: select.from }).rows : ''
  const fetch = async (rows: string) => {
    const ready = await ctx.ready(withDefaults(text, `SELECT ${list} ${rows}\nLIMIT ${maxGiven}`))
    const { columns: types, page } = await ctx.native.call('query', {
      set: ready.set,
      sql: ready.sql,
      limit: maxGiven,
      keep: false,
    })
    return { types, rows: rowsOf(types, page.columns) }
  }
  const found = (narrow && (await attempt(() => fetch(narrow)))) || (await fetch(`FROM "${source.name}"`))
  const rows = found.rows.map((row) =>
    Object.fromEntries(columns.map(({ name, personal }) => [name, personal ? null : (row[name] ?? null)])),
  )
  if (tooLong(rows)) throw new Error('too long for a test')
  return { columns: Object.fromEntries(found.types.map(({ name, type }) => [name, type])), rows }
}

const rowsOf = (columns: readonly Column[], cells: readonly Cell[][]): Record<string, Cell>[] =>
  (cells[0] ?? []).map((_, row) =>
    Object.fromEntries(
      columns.map(({ name, type }, index) => [name, written(cells[index]?.[row] ?? null, type)]),
    ),
  )

/** Digits of a whole number as people write it, where a number holds it. */
const written = (cell: Cell, type: string): Cell =>
  typeof cell === 'string' && /INT/.test(type) && Number.isSafeInteger(Number(cell)) ? Number(cell) : cell

/** The first rows that differ from each other. */
function distinct(rows: Record<string, Cell>[]): Record<string, Cell>[] {
  const seen = new Map(rows.map((row) => [JSON.stringify(row), row]))
  return [...seen.values()].filter((row) => !tooLong([row])).slice(0, maxGiven)
}

const tooLong = (rows: readonly Record<string, Cell>[]): boolean =>
  rows.some((row) => Object.values(row).some((cell) => JSON.stringify(cell).length > maxText))

function isPersonal(sources: readonly KnownSource[], column: string): boolean {
  const name = (column.split('.').at(-1) ?? '').replaceAll('"', '').toLowerCase()
  return sources.some(({ columns }) => columns.some((one) => one.personal && one.name.toLowerCase() === name))
}

/** A test is a gift: where the engine cannot make it, the extraction goes on without. Cancelling is no such case. */
async function attempt<T>(produce: () => Promise<T>): Promise<T | null> {
  try {
    return await produce()
  } catch (thrown) {
    if ((thrown as { kind?: unknown }).kind === 'cancelled') throw thrown
    return null
  }
}

import type { RecordBatch } from 'apache-arrow'
import { arrowBatch, arrowCells, deliveredList, describedColumns } from '#shared/arrow.ts'
import { resultDigest } from '#shared/digest/index.ts'
import { engineError } from '#shared/engine-error.ts'
import { AppError, cancelledError } from '#shared/errors.ts'
import { type CutPage, cutPage, longestList } from '#shared/long-cells.ts'
import { lex, quoteIdent, significant } from '#shared/sql/index.ts'
import type { Cell, Column, Page } from '#shared/value.ts'
import type { DeriveSpec } from '../handle.ts'
import type { Lease } from './owners.ts'

/** A result as it stands in an engine. */
export interface Table {
  lease: Lease
  /** SQL of the relation. */
  relation: string
  /** Row ids count from 0 without gaps, so that a page is a range of them; else it is an offset. */
  byRowId: boolean
  columns: Column[]
  rows: number
  /** The relation is a temporary table of ours, to be dropped. */
  temporary: boolean
}

let tables = 0
const newName = () => `lb_result_${++tables}`

/** Materialises a query's rows in the order it delivers them. */
export async function createTable(lease: Lease, sql: string, signal?: AbortSignal): Promise<Table> {
  const { connection } = lease
  const relation = newName()
  await connection.execute(`CREATE TEMP TABLE ${relation} AS\n${sql}`, signal).catch((thrown) => {
    const error = placed(thrown, sql)
    const special = error instanceof AppError && error.code === 'SQL_SYNTAX' ? specialStatement(sql) : null
    if (special === 'relation')
      return connection.execute(`CREATE TEMP TABLE ${relation} AS FROM ${inner(sql)}`, signal)
    if (special === 'rows') return connection.capture(sql, relation, signal)
    throw error
  })
  return { lease, relation, temporary: true, ...(await measure(lease, relation, relation)) }
}

/** Statements that yield rows and are no SELECT: some may stand in FROM, the others cannot. */
function specialStatement(sql: string): 'relation' | 'rows' | null {
  const first = significant(lex(sql))[0]
  const word = first ? sql.slice(first.from, first.to).toUpperCase() : ''
  if (['SHOW', 'DESCRIBE', 'DESC', 'SUMMARIZE'].includes(word)) return 'relation'
  return ['EXPLAIN', 'PRAGMA', 'CALL', 'EXECUTE'].includes(word) ? 'rows' : null
}

/** The error with its line and column in the user's text, before which one line of ours stood. */
function placed(thrown: unknown, sql: string): unknown {
  const wasSql = thrown instanceof AppError && thrown.kind === 'input' && thrown.cause !== undefined
  return wasSql ? engineError(thrown.cause, sql, 1) : thrown
}

/** A table of an image as the result, without copying a row: `sql` is the `SELECT * FROM source` that it answers. */
export async function imageTable(lease: Lease, sql: string, relation: string): Promise<Table> {
  return { lease, relation, temporary: false, ...(await measure(lease, inner(sql), relation)) }
}

/** The rows that meet `where`, in the order of `orderBy`; equal rows stay in the result's order. */
export async function deriveTable(
  base: Table,
  { where, orderBy }: DeriveSpec,
  signal?: AbortSignal,
): Promise<Table> {
  const keys = orderBy.map(
    ({ column, descending }) => `${quoteIdent(column)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  )
  const from = base.byRowId
    ? base.relation
    : `(SELECT *, row_number() OVER () AS lb_row FROM ${base.relation})`
  const sql = [
    // A condition may look at the other rows too, by the name that they have everywhere.
    `WITH result AS NOT MATERIALIZED (SELECT ${selectList(base)} FROM ${base.relation})`,
    `SELECT ${selectList(base)} FROM ${from}`,
    where === null ? '' : `WHERE (${where}\n)`,
    `ORDER BY ${[...keys, base.byRowId ? 'rowid' : 'lb_row'].join(', ')}`,
  ].join('\n')
  return beside(base, sql, signal)
}

/** The rows of a SELECT that sees the table as `result`, as a table beside it. */
export const keepTable = (base: Table, sql: string, signal?: AbortSignal): Promise<Table> =>
  beside(base, `${withResult(base)} SELECT * FROM ${inner(sql)}`, signal)

function beside(base: Table, sql: string, signal?: AbortSignal): Promise<Table> {
  return createTable(base.lease.share(), sql, signal).catch((thrown) => {
    base.lease.release()
    throw thrown
  })
}

/** Names the table `result` for a SELECT. Not materialised: it stands there already. */
const withResult = (table: Table): string =>
  `WITH result AS NOT MATERIALIZED (SELECT ${selectList(table)} FROM ${table.relation})`

const selectList = ({ columns }: Table): string => columns.map((column) => quoteIdent(column.name)).join(', ')

async function describe({ connection }: Lease, relation: string): Promise<Column[]> {
  return (await connection.read(`DESCRIBE FROM ${relation}`)).flatMap(describedColumns)
}

async function measure(lease: Lease, described: string, relation: string) {
  const columns = await describe(lease, described)
  // A column of that name hides the row id.
  const hidden = columns.some((column) => column.name.toLowerCase() === 'rowid')
  const last = hidden ? '-1' : 'coalesce(max(rowid), -1)'
  const counts = ['rows', 'last'].map((name) => ({ name, type: 'BIGINT' }))
  const found = await lease.connection.read(`SELECT count(*), ${last}::BIGINT FROM ${relation}`)
  const [rows, lastId] = cellsOf(counts, found).map((cells) => Number(cells[0]))
  return { columns, rows: rows ?? 0, byRowId: !hidden && lastId === (rows ?? 0) - 1 }
}

/** A user's SELECT as a relation; a line comment at its end must not swallow the parenthesis. */
const inner = (sql: string): string => `(${sql.replace(/;\s*$/, '')}\n)`

/** Rows `from` to `from + count` as cells; with `cut` long ones are cut, and the page says where. */
export async function readPage(table: Table, from: number, count: number, cut: boolean): Promise<Page> {
  const { byRowId, columns, lease, relation } = table
  const rows = byRowId
    ? `FROM ${relation} WHERE rowid >= ${from} AND rowid < ${from + count}`
    : `FROM ${relation} LIMIT ${count} OFFSET ${from}`
  const read = async (list: string, as: Column[]) =>
    cellsOf(as, await lease.connection.read(`SELECT ${list} ${rows}`))
  const short = cut ? await cutOf(table, rows) : null
  if (short) return short.page(from, await read(short.list, short.columns))
  return { from, columns: await read(deliveredList(columns), columns) }
}

/** How the page's long cells are cut; null when it has none. */
async function cutOf({ columns, lease }: Table, rows: string): Promise<CutPage | null> {
  const longest = longestList(columns)
  if (longest === null) return null
  const list = columns.map(({ name }) => quoteIdent(name)).join(', ')
  const found = await lease.connection.read(`SELECT ${longest} FROM (SELECT ${list} ${rows})`)
  const lengths = columns.map((_, index) => ({ name: `b${index}`, type: 'DOUBLE' }))
  const cells = cellsOf(lengths, found).map(([length]) => length ?? null)
  return cutPage(columns, cells, (column) => deliveredList([column]))
}

/** A SELECT that sees the table as `result`; at most `most` rows of it. */
export async function selectOver(table: Table, sql: string, most: number, signal?: AbortSignal) {
  const head = withResult(table)
  const { connection } = table.lease
  const described = await connection.read(`DESCRIBE ${head} SELECT * FROM ${inner(sql)}`)
  if (signal?.aborted) throw cancelledError('The query')
  const columns = described.flatMap(describedColumns)
  const query = `${head} SELECT ${deliveredList(columns)} FROM ${inner(sql)} LIMIT ${most}`
  return select(table.lease, query, columns, signal)
}

async function select(lease: Lease, sql: string, columns: Column[], signal?: AbortSignal) {
  const batches: RecordBatch[] = []
  await lease.connection.stream(sql, (batch) => void batches.push(batch), signal)
  return { columns, page: { from: 0, columns: cellsOf(columns, batches) } satisfies Page }
}

/** The cells of all batches, column by column. */
function cellsOf(columns: readonly Column[], batches: readonly RecordBatch[]): Cell[][] {
  const parts = batches.map((batch) => arrowCells(columns, batch))
  return columns.map((_, index) => parts.flatMap((part) => part[index] ?? []))
}

/** The result digest over all rows in the table's order. */
export const digestTable = ({ lease, columns, relation }: Table, signal?: AbortSignal): Promise<string> =>
  digestRows(lease, columns, relation, signal)

/** The result digest of a query in the order it delivers, row by row: no table is made of them. */
export async function digestQuery(lease: Lease, sql: string, signal?: AbortSignal): Promise<string> {
  return digestRows(lease, await describe(lease, inner(sql)), inner(sql), signal)
}

async function digestRows({ connection }: Lease, columns: Column[], relation: string, signal?: AbortSignal) {
  const digest = resultDigest(columns)
  await connection.stream(
    `SELECT ${deliveredList(columns)} FROM ${relation}`,
    (batch) => digest.add(arrowBatch(columns, batch)),
    signal,
  )
  return digest.hex()
}

/** Frees the table and its share of the connection. */
export function dropTable({ lease, relation, temporary }: Table): void {
  if (temporary && lease.database.dead() === null) {
    void lease.connection.execute(`DROP TABLE IF EXISTS ${relation}`).catch(() => undefined)
  }
  lease.release()
}

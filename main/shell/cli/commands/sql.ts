import { readFile, realpath } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import type { Command } from 'commander'
import type { NativeHandle, ResolvedStatement } from '#shared/contract/engine.ts'
import { AppError, inputError } from '#shared/errors.ts'
import { parseQueryFile } from '#shared/format/front-matter.ts'
import { type QueryParam, readParam } from '#shared/format/param.ts'
import { short } from '#shared/names.ts'
import { formatCount, formatDuration } from '#shared/quantity.ts'
import { quoteIdent, splitStatements } from '#shared/sql/index.ts'
import type { Cell, Page } from '#shared/value.ts'
import { errorOf, follow } from '../connect.ts'
import { cellText, table } from '../print.ts'
import type { Session } from '../session.ts'
import { listOf, type Run, several, text } from './run.ts'
import { exportSql, outputOf, type SqlOutput } from './sql-export.ts'
import { withFiles } from './with-files.ts'

/** Rows of one request. */
const pageRows = 5_000

/** sql QUERY|FILE. */
export function addSqlCommand(program: Command, run: Run): void {
  program
    .command('sql')
    .argument('[query]', 'a statement, or a .sql file of the workspace')
    .option('--at <snapshot>', '[source=]snapshot or time, several times', several)
    .option('--param <name=value>', 'a parameter of the query, several times', several)
    .option(
      '--file <path>',
      'a CSV, Parquet, JSON, Excel, Arrow or DuckDB file to query, several times',
      several,
    )
    .option('--limit <n>', 'rows that a table shows', '40')
    .option('--format <format>', 'table, csv, parquet, arrow, json or excel', undefined)
    .option('--out <file>', 'write a file, with its provenance beside it')
    .description('ask the snapshots in SQL (native engine)')
    .action(
      run(async (session, { args: [query], options }) => {
        const info = await session.open()
        const at = await atOf(session, listOf(options.at))
        const params = pairs(listOf(options.param), '--param')
        const output = outputOf(options.format, options.out)
        const limit = Math.max(0, Number(options.limit) || 40)
        await withFiles(session, listOf(options.file), async (files) => {
          // A file alone is asked for its rows.
          const [first] = files.flatMap(({ tables }) => tables)
          const asked = text(query) || (first ? `FROM ${quoteIdent(first.name)}` : '')
          if (asked === '') throw inputError('USAGE', 'Write a statement, or name a file by --file.')
          const statements = await statementsOf(asked, info.root)
          if (output && statements.length > 1) {
            throw inputError(
              'USAGE',
              'One statement at a time is written to a file. Name one with one statement.',
            )
          }
          const shared = statements.length > 1
          for (const statement of statements) {
            const values = valuesOf(statement, params)
            await ask(session, statement, { at, params: values, limit, shared, output })
          }
        })
        return 0
      }),
    )
}

/** `source=spec` for one source; a bare id is its own source's, a bare time that of every source. */
async function atOf({ client }: Session, given: string[]): Promise<Record<string, string>> {
  const named = pairs(
    given.filter((one) => one.includes('=')),
    '--at',
  )
  const bare = given.filter((one) => !one.includes('='))
  if (bare.length === 0) return named
  const snapshots = await client.lake.snapshots({})
  const at: Record<string, string> = {}
  for (const spec of bare) {
    const byId = /^[0-9a-f]{7,64}$/.test(spec) ? snapshots.filter(({ id }) => id.startsWith(spec)) : []
    for (const { source } of byId.length > 0 ? byId : snapshots) at[source] = spec
  }
  return { ...at, ...named }
}

interface Statement {
  sql: string
  /** Types of the parameters, as the file's header says them. */
  types: Record<string, string>
  file?: string
  /** The file within the workspace, if it is of it. */
  path?: string
  /** Line of the file on which the statement begins, from 1. */
  line: number
  /** What the file's header says of its parameters. */
  params: Record<string, QueryParam>
}

/** Given values over the header's defaults. Throws `PARAM_VALUE` for one that the header does not allow. */
function valuesOf({ params }: Statement, given: Record<string, string>): Record<string, Cell> {
  const values: Record<string, Cell> = { ...given }
  for (const [name, param] of Object.entries(params)) {
    const text = given[name]
    if (text === undefined) {
      if (param.default !== undefined) values[name] = param.default
      continue
    }
    const read = readParam(text, param)
    if ('problem' in read) throw inputError('PARAM_VALUE', `--param ${name}=${text}: ${read.problem}`)
    values[name] = read.value
  }
  return values
}

/** The statements of a query given as text or as a file, each with its place. */
async function statementsOf(query: string, root: string): Promise<Statement[]> {
  const isFile = /\.sql$/i.test(query) && !/\s(from|select)\s/i.test(query)
  if (!isFile) return splitStatements(query).map(({ text: sql }) => ({ sql, types: {}, params: {}, line: 1 }))
  const source = await readQuery(resolve(query), root)
    .catch((thrown) => {
      if (thrown instanceof AppError) throw thrown
      return readQuery(resolve(root, query), root)
    })
    .catch((thrown) => {
      if (thrown instanceof AppError) throw thrown
      throw inputError(
        'FILE_MISSING',
        'There is no such file. Name a .sql file, or write the statement itself.',
        { file: query },
      )
    })
  const path = [resolve(query), resolve(root, query)].map((file) => pathIn(root, file)).find(Boolean)
  const { params } = parseQueryFile(query, source).header
  const types = Object.fromEntries(Object.entries(params).map(([name, { type }]) => [name, type]))
  return splitStatements(source).map(({ text: sql, from }) => ({
    sql,
    types,
    params,
    file: query,
    ...(path && { path }),
    line: source.slice(0, from).split('\n').length,
  }))
}

/** A file's path in the workspace, with forward slashes; null for one outside of it. */
function pathIn(root: string, file: string): string | null {
  const path = relative(root, file).split(sep).join('/')
  return path.startsWith('..') ? null : path
}

/** A file of the workspace is not read through a link that leads out of it: a workspace may come from anywhere. */
async function readQuery(file: string, root: string): Promise<string> {
  const real = await realpath(file)
  const within = (path: string) => !relative(root, path).startsWith('..')
  if (within(file) && !within(real)) {
    throw inputError(
      'PATH_LINK',
      'This file is a link that leads out of the workspace, which is not followed. Use the file itself.',
      { file: relative(root, file) },
    )
  }
  return readFile(real, 'utf8')
}

interface Asked {
  at: Record<string, string>
  params: Record<string, Cell>
  /** Rows that a table shows. */
  limit: number
  /** Other statements stand beside it, which may make or need temporary tables. */
  shared: boolean
  /** Where rows go instead of a table. */
  output: SqlOutput | null
}

async function ask(
  session: Session,
  statement: Statement,
  { at, params, limit, shared, output }: Asked,
): Promise<void> {
  const { client, signal, onProgress, json, say, result } = session
  try {
    const resolved = await client.engine.resolve(
      { sql: statement.sql, at, params, types: statement.types },
      { signal },
    )
    if (output) {
      const path = statement.path ?? null
      return await exportSql(session, resolved, { sql: statement.sql, path, params }, output)
    }
    const { set, sql, wholeTable } = resolved
    const handle = await follow(
      client.engine.run({ set: set.id, sql, wholeTable, session: shared ? 'cli' : null }, { signal }),
      onProgress,
    )
    if (json) return result({ ...head(resolved, handle), rows: await allRows(session, handle) })
    const page = await client.engine.page({ handle: handle.handle, from: 0, count: Math.max(1, limit) })
    say(
      table(
        handle.columns.map(({ name, type }) => ({ title: name, right: isNumber(type) })),
        rowsOf(page).map((row) => row.map(cellText)),
      ),
      `${formatCount(handle.rows)} rows x ${handle.columns.length}, ${formatDuration(handle.ms)}, native, ${handle.threads} threads${resolved.reads.map(({ source, snapshot, file }) => `, ${source} ${short(snapshot)}${file ? ' (not of the lake)' : ''}`).join('')}`,
    )
    await client.engine.close({ handle: handle.handle })
  } catch (thrown) {
    throw placed(errorOf(thrown), statement)
  }
}

/** Errors say their line within the statement; the user counts lines of the file. */
function placed(error: AppError, { file, line }: Statement): AppError {
  const place = {
    ...error.place,
    ...(file !== undefined && { file }),
    ...(error.place.line !== undefined && { line: error.place.line + line - 1 }),
  }
  return AppError.fromData({ ...error.toData(), place })
}

const head = ({ reads }: ResolvedStatement, { columns, rows, ms, threads }: NativeHandle) => ({
  columns,
  rowCount: rows,
  ms,
  engine: { name: 'native', threads },
  reads,
})

async function allRows({ client, signal }: Session, { handle, rows }: NativeHandle): Promise<Cell[][]> {
  const all: Cell[][] = []
  for (let from = 0; from < rows; from += pageRows) {
    signal.throwIfAborted()
    all.push(...rowsOf(await client.engine.page({ handle, from, count: Math.min(pageRows, rows - from) })))
  }
  return all
}

function rowsOf({ columns }: Page): Cell[][] {
  const length = columns[0]?.length ?? 0
  return Array.from({ length }, (_, row) => columns.map((column) => column[row] ?? null))
}

const isNumber = (type: string): boolean =>
  /^(U?(TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL)/.test(type)

function pairs(given: string[], option: string): Record<string, string> {
  return Object.fromEntries(
    given.map((one) => {
      const at = one.indexOf('=')
      if (at < 1) throw inputError('USAGE', `${option} takes name=value, and got \`${one}\`.`)
      return [one.slice(0, at), one.slice(at + 1)]
    }),
  )
}

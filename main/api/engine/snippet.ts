import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'
import { asNative, type EngineContext } from './context.ts'
import { resolveStatement } from './resolve.ts'
import { vocabularyOf } from './vocabulary.ts'

/**
 * The text to paste into Python or R: it opens the images of the same snapshots read-only with duckdb, makes the same
 * views and macros, and runs the statement. Only the images that the statement reads are opened.
 */
export async function querySnippet(
  app: EngineContext['app'],
  workspace: EngineContext['workspace'],
  {
    sql,
    at,
    language,
    params = {},
    types = {},
  }: {
    sql: string
    at: Record<string, string>
    language: 'python' | 'r'
    params?: Record<string, Cell>
    types?: Record<string, string>
  },
): Promise<string> {
  const ctx = { app, workspace }
  const resolved = await resolveStatement(ctx, { sql, at, params, types })
  const { images, statements } = asNative(ctx, resolved.set)
  const setup = [
    "SET TimeZone = 'UTC'",
    ...images.map(({ alias, path }) => `ATTACH ${quoteText(path)} AS ${quoteIdent(alias)} (READ_ONLY)`),
    ...statements,
  ]
  const reads = resolved.reads.map(({ source, snapshot }) => `${source} at ${snapshot.slice(0, 7)}`)
  const { version } = await vocabularyOf(app)
  const facts = { setup, sql: resolved.sql, reads, version }
  return language === 'python' ? python(facts) : r(facts)
}

interface Facts {
  setup: string[]
  sql: string
  reads: string[]
  version: string
}

const about = ({ reads }: Facts): string =>
  reads.length === 0 ? 'Reads no source.' : `Reads ${reads.join(', ')}, read-only.`

function python(facts: Facts): string {
  const lines = facts.setup.map((statement) => `    ${pythonText(statement)},`)
  return `# ${about(facts)}
# pip install duckdb==${facts.version} pandas
import duckdb

connection = duckdb.connect()
for statement in [
${lines.join('\n')}
]:
    connection.execute(statement)

result = connection.sql(${pythonText(facts.sql)}).df()
print(result)
`
}

function r(facts: Facts): string {
  const lines = facts.setup.map((statement) => `  ${rText(statement)}`)
  return `# ${about(facts)}
# install.packages("duckdb"), version ${facts.version} or later
library(duckdb)

connection <- dbConnect(duckdb())
for (statement in c(
${lines.join(',\n')}
)) {
  dbExecute(connection, statement)
}

result <- dbGetQuery(connection, ${rText(facts.sql)})
print(result)
`
}

/** Raw where that reads better: several lines, no backslash and no three quotes. */
function pythonText(text: string): string {
  const raw = text.includes('\n') && !text.includes('\\') && !text.includes('"""') && !text.endsWith('"')
  return raw ? `"""${text}"""` : JSON.stringify(text)
}

function rText(text: string): string {
  const raw = /[\n\\"]/.test(text) && !text.includes(')---"')
  return raw ? `r"---(${text})---"` : JSON.stringify(text)
}

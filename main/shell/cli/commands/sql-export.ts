import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ResolvedStatement } from '#shared/contract/engine.ts'
import { inputError } from '#shared/errors.ts'
import { ExportFormat, exportEndings } from '#shared/export-format.ts'
import { formatBytes, formatCount } from '#shared/quantity.ts'
import type { Cell } from '#shared/value.ts'
import { follow } from '../connect.ts'
import type { Session } from '../session.ts'

/** Where rows go instead of the terminal's table. */
export interface SqlOutput {
  format: ExportFormat
  /** The file; null for the standard output. */
  out: string | null
}

/** The output that options ask for; null for a table. Throws `USAGE`. */
export function outputOf(format: unknown, out: unknown): SqlOutput | null {
  const file = typeof out === 'string' ? out : null
  if (format === undefined && file === null) return null
  if (format === 'table') {
    if (file === null) return null
    throw inputError('USAGE', 'A table is for the terminal. Give a file another --format, such as csv.')
  }
  const ending = file === null ? '' : extname(file).slice(1).toLowerCase()
  const asked = format ?? ExportFormat.options.find((one) => exportEndings[one] === ending)
  const known = ExportFormat.safeParse(asked)
  if (!known.success) {
    throw inputError('USAGE', `--format is one of table, ${ExportFormat.options.join(', ')}.`)
  }
  const isText = known.data === 'csv' || known.data === 'json'
  if (file === null && !isText && process.stdout.isTTY) {
    throw inputError(
      'USAGE',
      `A terminal cannot show ${known.data}. Name a file by --out, or send the output on by > or |.`,
    )
  }
  return { format: known.data, out: file }
}

/** Writes a statement's rows to the output; a file gets its provenance beside it. */
export async function exportSql(
  { client, signal, onProgress, download, say, result }: Session,
  resolved: ResolvedStatement,
  asked: { sql: string; path: string | null; params: Record<string, Cell> },
  { format, out }: SqlOutput,
): Promise<void> {
  const file = out === null ? `result.${exportEndings[format]}` : basename(out)
  const { set, sql, reads } = resolved
  const about = { file, query: asked.sql, path: asked.path, params: asked.params, reads }
  const made = await follow(client.engine.export({ set: set.id, sql, format, about }, { signal }), onProgress)
  if (out === null) return pipeline(await download(made.download), process.stdout, { end: false })
  const to = resolve(out)
  await save(await download(made.download), to)
  await save(await download(made.provenance), `${to}.provenance.json`)
  say(
    `${out}: ${formatCount(made.rows)} rows, ${formatBytes(made.bytes)}; where they come from stands in ${out}.provenance.json`,
  )
  result({ file: to, provenance: `${to}.provenance.json`, rows: made.rows, bytes: made.bytes })
}

/** Whole or not at all: what stood there before stays until all is written. */
async function save(content: Readable, to: string): Promise<void> {
  const temporary = `${to}.${process.pid}.tmp`
  try {
    await pipeline(content, createWriteStream(temporary, { flags: 'wx', flush: true }))
    await rename(temporary, to)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}

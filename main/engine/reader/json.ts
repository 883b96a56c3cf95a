import { once } from 'node:events'
import { closeSync, createReadStream, createWriteStream, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteText } from '#shared/sql/index.ts'
import { type ImageWriter, writeImage } from './image.ts'
import { textFiles, textOf } from './text.ts'
import type { ReadFile, ReadResult } from './types.ts'

/** A JSON array, JSON Lines, or one object after another; of lines, those that are no JSON are kept as rejects. */
export async function readJson(input: ReadFile, gzip: boolean, signal: AbortSignal): Promise<ReadResult> {
  const text = await textOf(input, gzip, signal)
  const reads = [input.file, ...textFiles(input.folder)]
  const lines = startOf(text.path) === '{'
  const made = await writeImage({ ...input, reads, image: 'data.duckdb' }, signal, async (writer) => {
    try {
      await writer.write(relationOf(text.path))
    } catch (thrown) {
      if (!lines || signal.aborted) throw thrown
      await goodLines(writer, text.path, join(input.folder, 'lines'))
    }
  })
  return {
    format: 'json',
    used: { encoding: text.encoding },
    notes: text.notes,
    available: [],
    tables: [{ table: null, ...made }],
  }
}

/** The types are those that all records fit: no record is left out for its type. */
const relationOf = (path: string): string =>
  `read_json(${quoteText(path)}, sample_size = -1, maximum_object_size = 67108864, union_by_name = true)`

function startOf(path: string): string {
  const fd = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(4096)
    const text = buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, 0))
    return text.replace(/^[\s\uFEFF]+/, '')[0] ?? ''
  } finally {
    closeSync(fd)
  }
}

async function goodLines(writer: ImageWriter, path: string, to: string): Promise<void> {
  const { connection } = writer
  const good = createWriteStream(to)
  const bad = await connection.createAppender('rejects', 'main', 'out')
  let row = 0
  let kept = 0
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    row++
    if (line.trim() === '') continue
    if (isRecord(line)) {
      kept++
      if (!good.write(`${line}\n`)) await once(good, 'drain')
      continue
    }
    bad.appendBigInt(BigInt(row))
    bad.appendVarchar('not JSON')
    bad.appendNull()
    bad.appendVarchar(line.slice(0, 65_536))
    bad.endRow()
  }
  bad.closeSync()
  good.end()
  await finished(good)
  if (kept > 0) await writer.write(relationOf(to))
  else await emptyTable(connection)
}

const emptyTable = (connection: DuckDBConnection) =>
  connection.run('CREATE TABLE out.main.data (json VARCHAR)')

function isRecord(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

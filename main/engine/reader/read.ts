import type { HandlerWork } from '../../worker/index.ts'
import { readArrow } from './arrow/index.ts'
import { readCsv } from './csv.ts'
import { readDuckdb } from './duckdb.ts'
import { unreadable } from './errors.ts'
import { readJson } from './json.ts'
import { type Kind, kindOf } from './kind.ts'
import { readParquet } from './parquet.ts'
import type { ReadFile, ReadResult } from './types.ts'
import { watch } from './watchdog.ts'
import { readXlsx } from './xlsx/index.ts'

/** Reads a file into table images in its folder. Throws AppErrors that say what of the file is not read. */
export async function readFile(input: ReadFile, { signal, onProgress }: HandlerWork): Promise<ReadResult> {
  const calledOff = watch(input.folder, input.bounds)
  const kind = kindOf(input.file, input.name)
  onProgress({ phase: 'Read', done: 0, total: null, unit: 'rows', detail: input.name })
  try {
    return await byKind(kind, input, signal)
  } catch (thrown) {
    throw unreadable(thrown, kind.format)
  } finally {
    calledOff()
  }
}

function byKind({ format, gzip }: Kind, input: ReadFile, signal: AbortSignal): Promise<ReadResult> {
  if (format === 'csv') return readCsv(input, gzip, signal)
  if (format === 'json') return readJson(input, gzip, signal)
  if (format === 'parquet') return readParquet(input, signal)
  if (format === 'xlsx') return readXlsx(input, signal)
  return format === 'arrow' ? readArrow(input, signal) : readDuckdb(input, signal)
}

import { quoteText } from '#shared/sql/index.ts'
import { writeImage } from './image.ts'
import type { ReadFile, ReadResult } from './types.ts'

/** A Parquet file as a table. */
export async function readParquet(input: ReadFile, signal: AbortSignal): Promise<ReadResult> {
  const made = await writeImage({ ...input, reads: [input.file], image: 'data.duckdb' }, signal, (writer) =>
    writer.write(`read_parquet(${quoteText(input.file)})`),
  )
  return { format: 'parquet', used: {}, notes: [], available: [], tables: [{ table: null, ...made }] }
}

import { type DuckDBConnection, DuckDBDataChunk, type DuckDBValue } from '@duckdb/node-api'
import { RecordBatchReader, type Schema } from 'apache-arrow'
import { AppError, inputError } from '#shared/errors.ts'
import { quoteIdent } from '#shared/sql/index.ts'
import { writeImage } from '../image.ts'
import type { ReadFile, ReadResult } from '../types.ts'
import { type Conversion, conversionOf } from './convert.ts'
import { plainMessages } from './plain.ts'

/** An Arrow IPC file or stream (Feather 2 is one) as a table. */
export async function readArrow(input: ReadFile, signal: AbortSignal): Promise<ReadResult> {
  const made = await writeImage({ ...input, reads: [], image: 'data.duckdb' }, signal, async (writer) => {
    await load(writer.connection, input, signal)
    await writer.write('cells')
  })
  return { format: 'arrow', used: {}, notes: [], available: [], tables: [{ table: null, ...made }] }
}

/** Rows of a chunk of DuckDB. */
const chunkRows = 2048

async function load(
  connection: DuckDBConnection,
  { file, bounds }: ReadFile,
  signal: AbortSignal,
): Promise<void> {
  try {
    const reader = await RecordBatchReader.from(plainMessages(file, bounds.memory / 2, signal))
    await reader.open()
    const columns = columnsOf(reader.schema)
    const list = columns.map(({ name, of }) => `${quoteIdent(name)} ${of.type}`)
    await connection.run(`CREATE TEMP TABLE cells (${list.join(', ')})`)
    const appender = await connection.createAppender('cells', 'main', 'temp')
    const types = columns.map(({ of }) => of.type)
    for await (const { data } of reader) {
      for (let from = 0; from < data.length; from += chunkRows) {
        signal.throwIfAborted()
        const rows = Math.min(chunkRows, data.length - from)
        const chunk = DuckDBDataChunk.create(types, rows)
        for (const [place, { of }] of columns.entries()) {
          const child = data.children[place]
          const values: DuckDBValue[] = []
          for (let row = from; row < from + rows; row++) values.push(child ? of.read(child, row) : null)
          chunk.setColumnValues(place, values)
        }
        appender.appendDataChunk(chunk)
      }
    }
    appender.closeSync()
  } catch (thrown) {
    if (thrown instanceof AppError || signal.aborted) throw thrown
    throw inputError(
      'HAND_ARROW',
      `It cannot be read as Arrow: ${(thrown as Error).message}. Write it again, e.g. with \`pyarrow.feather.write_feather\`.`,
    )
  }
}

function columnsOf(schema: Schema): { name: string; of: Conversion }[] {
  const taken = new Set<string>()
  if (schema.fields.length === 0) throw inputError('HAND_EMPTY', 'It has no columns.')
  return schema.fields.map(({ name: given, type }, index) => {
    const base = given || `column${index}`
    let name = base
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base}_${n}`
    taken.add(name.toLowerCase())
    return { name, of: conversionOf(type) }
  })
}

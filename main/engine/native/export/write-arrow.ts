import { AsyncByteQueue, Data, Field, RecordBatch, RecordBatchFileWriter, Schema, Struct } from 'apache-arrow'
import { parseType } from '#shared/digest/index.ts'
import { arrowType } from './arrow-column.ts'
import { toArrow } from './arrow-data.ts'
import { fileOut } from './file-out.ts'
import type { RowBatch, RowStream } from './row-stream.ts'

/** Characters and bytes of a batch: offsets count to 2 GiB, and a batch stands in memory. */
const mostBytes = 1 << 28

/**
 * Writes rows as an Arrow IPC file (Feather 2), with `about` in the schema's metadata. Each chunk is one batch, unless
 * its text is too much for one.
 */
export async function writeArrow({ columns, batches }: RowStream, to: string, about: string): Promise<void> {
  const file = fileOut(to)
  try {
    const types = columns.map(({ type }) => parseType(type))
    const fields = columns.map(({ name }, index) => {
      const type = types[index]
      return new Field(name, arrowType(type ?? { kind: 'NULL' }), true)
    })
    const schema = new Schema(fields, new Map([['lakebench_provenance', about]]))
    const make = types.map((type, index) => toArrow(type, columns[index]?.name ?? ''))
    const writer = new RecordBatchFileWriter()
    writer.reset(intoFile(file.write), schema)
    for await (const batch of batches()) {
      for (const [from, end] of slices(batch)) {
        const children = make.map((toData, index) => {
          const column = batch.columns[index]
          return toData(Array.from({ length: end - from }, (_, row) => column?.value(from + row) ?? null))
        })
        const rows = new Data(new Struct(fields), 0, end - from, 0, undefined, children)
        writer.write(new RecordBatch(schema, rows))
      }
    }
    writer.finish()
  } finally {
    file.close()
  }
}

/** A sink of the writer that holds nothing back. */
function intoFile(write: (piece: Uint8Array) => void): AsyncByteQueue {
  const queue = new AsyncByteQueue()
  queue.write = (piece) => write(piece as Uint8Array)
  return queue
}

/** Ranges of a chunk's rows whose text fits a batch each. */
function slices({ rows, columns }: RowBatch): [number, number][] {
  const ranges: [number, number][] = []
  let from = 0
  let bytes = 0
  for (let row = 0; row < rows; row++) {
    let size = 0
    for (const column of columns) {
      const value = column.value(row)
      if (typeof value === 'string') size += value.length * 3
      else if (value instanceof Uint8Array) size += value.length
    }
    if (bytes + size > mostBytes && row > from) {
      ranges.push([from, row])
      from = row
      bytes = 0
    }
    bytes += size
  }
  ranges.push([from, rows])
  return ranges
}

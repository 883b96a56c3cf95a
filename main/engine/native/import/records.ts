import { isUtf8 } from 'node:buffer'

/** Whole lines in one text: the engine splits them. Only where no line needs a look of its own. */
export interface Piece {
  /** Line of the object on which it begins, from 1. */
  first: number
  text: string
}

/** One record that needed a look of its own. */
export interface Single {
  row: number
  raw: string
  /** JSON array of a CSV record's fields, where splitting at the delimiter would not do. */
  fields: string | null
  /** Why it is no record. */
  problem: string | null
}

export interface Records {
  pieces: Piece[]
  singles: Single[]
}

/** A longer line is no record, and would not fit memory. */
export const longestLine = 64 << 20
/** How much of an overlong line is kept as its raw text. */
const keptOfLong = 1 << 16
/** Lines are handed on in pieces of about this size. */
const pieceBytes = 4 << 20

export const tooLong = `longer than ${longestLine >> 20} MB`
export const notUtf8 = 'no UTF-8 text'

/** Cuts bytes into pieces of whole lines. The last piece may lack its line end. */
export async function* linePieces(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<{ bytes: Buffer; long: boolean }, void, void> {
  let held: Buffer[] = []
  let size = 0
  let skipping = false
  for await (let chunk of chunks) {
    if (skipping) {
      const end = chunk.indexOf(10)
      if (end < 0) continue
      skipping = false
      chunk = chunk.subarray(end + 1)
    }
    held.push(chunk)
    size += chunk.length
    if (size < pieceBytes) continue
    const last = chunk.lastIndexOf(10)
    if (last < 0) {
      if (size <= longestLine) continue
      yield { bytes: Buffer.concat(held), long: true }
      held = []
      size = 0
      skipping = true
      continue
    }
    yield { bytes: Buffer.concat([...held.slice(0, -1), chunk.subarray(0, last + 1)]), long: false }
    held = [chunk.subarray(last + 1)]
    size = chunk.length - last - 1
  }
  if (size > 0 && !skipping) yield { bytes: Buffer.concat(held), long: false }
}

/** The lines of an NDJSON object. */
export async function* ndjsonRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<Records, void, void> {
  let row = 1
  for await (const { bytes: whole, long } of linePieces(chunks)) {
    const bytes = row === 1 ? withoutBom(whole) : whole
    if (long) {
      yield { pieces: [], singles: [overlong(bytes, row++)] }
      continue
    }
    yield plainOrSingles(bytes, row)
    row += countLines(bytes)
  }
}

export const overlong = (bytes: Buffer, row: number): Single => ({
  row,
  raw: `${bytes.subarray(0, keptOfLong).toString('utf8')}…`,
  fields: null,
  problem: tooLong,
})

function plainOrSingles(bytes: Buffer, first: number): Records {
  if (isUtf8(bytes)) return { pieces: [{ first, text: bytes.toString('utf8') }], singles: [] }
  const singles: Single[] = []
  let row = first
  for (let from = 0; from < bytes.length; row++) {
    const end = bytes.indexOf(10, from)
    const line = bytes.subarray(from, end < 0 ? bytes.length : end)
    from = end < 0 ? bytes.length : end + 1
    const raw = line.toString('utf8')
    if (raw.trim() === '') continue
    singles.push({ row, raw: raw.replace(/\r$/, ''), fields: null, problem: isUtf8(line) ? null : notUtf8 })
  }
  return { pieces: [], singles }
}

function countLines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return count
}

function withoutBom(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

import { isUtf8 } from 'node:buffer'
import { StringDecoder } from 'node:string_decoder'
import { linePieces, longestLine, notUtf8, type Records, type Single, tooLong } from './records.ts'

export interface CsvFormat {
  delimiter: string
  header: boolean
  quote: string
  encoding: 'utf-8' | 'latin-1' | 'utf-16'
  null: string
}

/** A quoted field longer than this is a quote that nobody closed. */
const longestQuoted = 1 << 20

/** Records of a CSV object with the names of its columns; null without a header line. */
export async function* csvRecords(
  chunks: AsyncIterable<Buffer>,
  format: CsvFormat,
): AsyncGenerator<Records & { header: string[] | null }, void, void> {
  let header: string[] | null = null
  let headed = !format.header
  let row = 1
  let rest = ''
  for await (const { text, broken, final } of texts(chunks, format)) {
    const whole = rest + text
    rest = ''
    const singles: Single[] = []
    let from = 0
    if (!headed) {
      // The header is the first line that is not empty.
      for (;;) {
        const record = readRecord(whole, from, format, final)
        if (!record || (record.end >= whole.length && !final && !record.closed)) break
        from = record.end
        row += record.lines
        if (record.raw === '') {
          if (from >= whole.length) break
          continue
        }
        header = columnNames(record.values.map((value) => value ?? ''))
        headed = true
        break
      }
      if (!headed) {
        rest = whole.slice(from)
        continue
      }
    }
    const plain = !broken && !whole.includes(format.quote, from)
    if (plain && whole.length - from <= longestLine) {
      const end = final ? whole.length : whole.lastIndexOf('\n') + 1
      if (end > from) {
        const piece = whole.slice(from, end)
        yield { header, pieces: [{ first: row, text: piece }], singles: [] }
        row += lineEnds(piece)
        from = end
      }
      rest = whole.slice(from)
      continue
    }
    while (from < whole.length) {
      const record = readRecord(whole, from, format, final)
      if (!record) break
      from = record.end
      if (record.raw !== '') singles.push(singleOf(record, row, broken))
      row += record.lines
    }
    rest = whole.slice(from)
    if (singles.length > 0) yield { header, pieces: [], singles }
  }
}

interface CsvRecord {
  raw: string
  /** Fields; null is the text that means NULL. */
  values: (string | null)[]
  quoted: boolean
  problem: string | null
  /** Where the next record begins. */
  end: number
  /** Line ends in it. */
  lines: number
  closed: boolean
}

function singleOf({ raw, values, quoted, problem }: CsvRecord, row: number, broken: boolean): Single {
  // A text that was decoded from broken bytes shows it by this character.
  const encoding = broken && raw.includes('\uFFFD') ? notUtf8 : null
  const long = raw.length > longestLine ? tooLong : null
  const wrong = long ?? encoding ?? problem
  return {
    row,
    raw: long ? `${raw.slice(0, 65_536)}…` : raw,
    fields: wrong === null && quoted ? JSON.stringify(values) : null,
    problem: wrong,
  }
}

/** The record at `from`; null when its end has not been read yet. */
function readRecord(text: string, from: number, format: CsvFormat, final: boolean): CsvRecord | null {
  const lineEnd = text.indexOf('\n', from)
  if (lineEnd < 0 && !final) {
    return text.length - from > longestLine ? plainRecord(text, from, text.length, format) : null
  }
  const stop = lineEnd < 0 ? text.length : lineEnd
  const quoteAt = text.indexOf(format.quote, from)
  if (quoteAt < 0 || quoteAt >= stop) return plainRecord(text, from, stop, format)
  return quotedRecord(text, from, stop, format, final)
}

function plainRecord(text: string, from: number, stop: number, format: CsvFormat): CsvRecord {
  const raw = withoutReturn(text.slice(from, stop))
  const values = raw.split(format.delimiter).map((value) => (value === format.null ? null : value))
  const closed = stop < text.length
  return { raw, values, quoted: false, problem: null, end: stop + 1, lines: 1, closed }
}

function quotedRecord(
  text: string,
  from: number,
  stop: number,
  format: CsvFormat,
  final: boolean,
): CsvRecord | null {
  const { quote, delimiter } = format
  const values: (string | null)[] = []
  const bad = (problem: string): CsvRecord => ({
    raw: withoutReturn(text.slice(from, stop)),
    values: [],
    quoted: true,
    problem,
    end: stop + 1,
    lines: 1,
    closed: stop < text.length,
  })
  let at = from
  for (;;) {
    if (text[at] !== quote) {
      const lineEnd = text.indexOf('\n', at)
      const end = lineEnd < 0 ? text.length : lineEnd
      const next = text.indexOf(delimiter, at)
      if (next >= 0 && next < end) {
        values.push(nullOr(text.slice(at, next), format))
        at = next + 1
        continue
      }
      if (lineEnd < 0 && !final) return null
      values.push(nullOr(withoutReturn(text.slice(at, end)), format))
      return done(end)
    }
    let value = ''
    let open = at + 1
    for (;;) {
      const close = text.indexOf(quote, open)
      if (close < 0 || close - at > longestQuoted) {
        if (close < 0 && !final && text.length - at <= longestQuoted) return null
        return bad('a quote that is not closed')
      }
      value += text.slice(open, close)
      at = close + 1
      if (at >= text.length && !final) return null
      if (text[at] !== quote) break
      value += quote
      open = at + 1
    }
    values.push(value)
    if (text[at] === delimiter) {
      at++
      continue
    }
    const end = text[at] === '\r' && (text[at + 1] === '\n' || at + 1 >= text.length) ? at + 1 : at
    if (end >= text.length && !final) return null
    if (end >= text.length || text[end] === '\n') return done(end)
    return bad('text after a closing quote')
  }

  function done(end: number): CsvRecord {
    const raw = withoutReturn(text.slice(from, end))
    return {
      raw,
      values,
      quoted: true,
      problem: null,
      end: end + 1,
      lines: lineEnds(raw) + 1,
      closed: end < text.length,
    }
  }
}

const nullOr = (value: string, format: CsvFormat): string | null => (value === format.null ? null : value)
const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

function lineEnds(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** A column without a name, or with one that another has, gets one of its own. */
function columnNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name, index) => {
    const base = name.trim() || `column${index + 1}`
    let unique = base
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${base}_${n}`
    taken.add(unique.toLowerCase())
    return unique
  })
}

interface Text {
  text: string
  /** Some bytes were no text in this encoding. */
  broken: boolean
  final: boolean
}

/** Pieces of the object's text. The last is empty and says so. */
async function* texts(
  chunks: AsyncIterable<Buffer>,
  { encoding }: CsvFormat,
): AsyncGenerator<Text, void, void> {
  if (encoding === 'utf-8') {
    let first = true
    for await (const { bytes, long } of linePieces(chunks)) {
      const text = bytes.toString('utf8')
      const start = first && text.charCodeAt(0) === 0xfeff ? 1 : 0
      first = false
      yield { text: `${text.slice(start)}${long ? '\n' : ''}`, broken: !isUtf8(bytes), final: false }
    }
  } else if (encoding === 'latin-1') {
    for await (const bytes of chunks) yield { text: bytes.toString('latin1'), broken: false, final: false }
  } else {
    let decoder: { write(bytes: Buffer): string; end(): string } | null = null
    for await (const bytes of chunks) {
      const big = bytes[0] === 0xfe && bytes[1] === 0xff
      decoder ??= big ? bigEndian() : new StringDecoder('utf16le')
      const text = decoder.write(bytes)
      yield { text: text.replace(/^\uFEFF/, ''), broken: false, final: false }
    }
    const rest = decoder?.end() ?? ''
    if (rest) yield { text: rest, broken: false, final: false }
  }
  yield { text: '', broken: false, final: true }
}

function bigEndian() {
  const little = new StringDecoder('utf16le')
  let held = Buffer.alloc(0)
  return {
    write(bytes: Buffer) {
      const all = Buffer.concat([held, bytes])
      const even = all.length & ~1
      held = all.subarray(even)
      return little.write(Buffer.from(all.subarray(0, even)).swap16())
    },
    end: () => little.end(),
  }
}

import { closeSync, openSync, readSync } from 'node:fs'
import { gunzipSync, constants as zlib } from 'node:zlib'
import type { HandFormat } from '#shared/contract/hand.ts'
import { inputError } from '#shared/errors.ts'

/** What a file is, by its first bytes, and by its ending where these say nothing. */
export interface Kind {
  format: HandFormat
  /** Its text is packed by gzip. */
  gzip: boolean
}

const headBytes = 64 * 1024

/** Throws `HAND_KIND` with what to do instead. */
export function kindOf(file: string, name: string): Kind {
  const head = headOf(file)
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  const inner = gzip ? unpackedHead(head) : head
  const plain = gzip ? name.replace(/\.gz$/i, '') : name
  const format = formatOf(inner, plain)
  if (gzip && format !== 'csv' && format !== 'json') {
    throw refused(`it holds ${format} inside of gzip. Unpack it first`)
  }
  return { format, gzip }
}

function headOf(file: string): Buffer {
  const fd = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(headBytes)
    return buffer.subarray(0, readSync(fd, buffer, 0, headBytes, 0))
  } finally {
    closeSync(fd)
  }
}

function unpackedHead(head: Buffer): Buffer {
  try {
    // A few bytes, since they may unpack to a thousand times as many.
    const first = head.subarray(0, 4096)
    return gunzipSync(first, { finishFlush: zlib.Z_SYNC_FLUSH }).subarray(0, headBytes)
  } catch {
    throw refused('its gzip is damaged from the start. Make the file again')
  }
}

function formatOf(head: Buffer, name: string): HandFormat {
  const begins = (text: string, at = 0) =>
    head.subarray(at, at + text.length).equals(Buffer.from(text, 'latin1'))
  if (begins('PAR1')) return 'parquet'
  if (begins('PARE')) throw refused('it is Parquet with encryption. Write it without')
  if (begins('ARROW1') || (begins('\xff\xff\xff\xff') && head.readInt32LE(4) > 0)) return 'arrow'
  if (begins('FEA1'))
    throw refused('it is Feather of version 1. Write it as version 2 (`df.to_feather(path)`)')
  if (begins('DUCK', 8)) return 'duckdb'
  if (begins('PK\x03\x04')) {
    if (/\.(xlsx|xlsm)$/i.test(name) || head.includes('xl/') || head.includes('[Content_Types].xml'))
      return 'xlsx'
    throw refused('it is a ZIP archive. Unpack it and drop the files in it')
  }
  if (begins('\xd0\xcf\x11\xe0')) {
    throw refused(
      'it is an old Excel file (.xls), or an Excel file with a password. Save it as .xlsx without',
    )
  }
  if (begins('SQLite format 3')) throw refused('it is a SQLite database. Export its tables as CSV')
  if (begins('\x28\xb5\x2f\xfd')) throw refused('it is packed by zstd. Unpack it first (`zstd -d`)')
  if (begins('BZh') || begins('\xfd7zXZ')) throw refused('it is packed. Unpack it first')
  if (begins('%PDF')) throw refused('it is a PDF. Copy its table and paste it')
  return textFormat(head, name)
}

function textFormat(head: Buffer, name: string): HandFormat {
  const zeros = countOf(head, 0)
  const wide = isWide(head)
  if (zeros > 0 && !wide) {
    throw refused(
      'its bytes are no table that is known here. CSV, Parquet, JSON, Excel, Arrow and DuckDB files are',
    )
  }
  if (/\.(json|ndjson|jsonl|geojson)$/i.test(name)) return 'json'
  if (/\.(csv|tsv|tab|txt|psv)$/i.test(name)) return 'csv'
  return /^\uFEFF?\s*[[{]\s*["{}\]]/.test(head.toString('utf8')) ? 'json' : 'csv'
}

/** Whether text is UTF-16: by its mark, or since every other byte is zero. */
export function isWide(head: Buffer): 'little' | 'big' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'little'
  if (head[0] === 0xfe && head[1] === 0xff) return 'big'
  const even = head.filter((byte, place) => byte === 0 && place % 2 === 0).length
  const odd = countOf(head, 0) - even
  const half = head.length / 2
  if (half < 2) return null
  if (odd > half * 0.4 && even < half * 0.05) return 'little'
  if (even > half * 0.4 && odd < half * 0.05) return 'big'
  return null
}

const countOf = (bytes: Buffer, wanted: number): number => bytes.filter((byte) => byte === wanted).length

const refused = (why: string) => inputError('HAND_KIND', `This file cannot be read as a table: ${why}.`)

import { isUtf8 } from 'node:buffer'
import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { ReadOptions } from '#shared/contract/hand.ts'
import { inputError } from '#shared/errors.ts'
import { isWide } from './kind.ts'
import type { ReadFile } from './types.ts'

type Encoding = NonNullable<ReadOptions['encoding']>

/** A file's text as UTF-8. */
export interface Utf8 {
  path: string
  encoding: Encoding
  notes: string[]
}

const pieceBytes = 1 << 20
/** What unpacks to more than this many times its size, once it is large, was made to do harm. */
const mostTimes = 200
const largeBytes = 256 << 20

/** The names that reading text may use in its folder. */
export const textFiles = (folder: string) => ['unpacked', 'utf8', 'lines'].map((name) => join(folder, name))

/** The text of a file, unpacked and in UTF-8; a copy where it was not. Throws `HAND_GZIP` and `HAND_BOMB`. */
export async function textOf(
  { file, options, folder, bounds }: ReadFile,
  gzip: boolean,
  signal: AbortSignal,
): Promise<Utf8> {
  const path = gzip ? await unpack(file, join(folder, 'unpacked'), bounds.written, signal) : file
  const encoding = options.encoding ?? (await guessed(path, signal))
  if (encoding === 'utf-8') return { path, encoding, notes: [] }
  const to = join(folder, 'utf8')
  await convert(path, to, encoding, signal)
  const words = encoding === 'utf-16' ? 'UTF-16' : 'windows-1252 (Latin-1)'
  return { path: to, encoding, notes: [`Its text is ${words} and was converted.`] }
}

async function unpack(file: string, to: string, most: number, signal: AbortSignal): Promise<string> {
  const { size } = statSync(file)
  let bytes = 0
  async function* bounded(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > most / 2 || (bytes > largeBytes && bytes > size * mostTimes)) throw bomb(bytes, size)
      yield chunk
    }
  }
  try {
    await pipeline(createReadStream(file), createGunzip(), bounded, createWriteStream(to), { signal })
  } catch (thrown) {
    if (/^Z_|ERR_STREAM_PREMATURE/.test(String((thrown as NodeJS.ErrnoException).code))) {
      throw inputError('HAND_GZIP', 'Its gzip breaks off or is damaged. Fetch or make the file again.')
    }
    throw thrown
  }
  return to
}

/** The refusal of what unpacks to far more than it is. */
export const bomb = (bytes: number, packed: number) =>
  inputError(
    'HAND_BOMB',
    `It unpacks to more than ${Math.round(bytes / 2 ** 20)} MB, ${Math.round(bytes / Math.max(1, packed))} times its size, and was given up. If that is right, unpack it yourself and drop what is in it.`,
  )

async function guessed(path: string, signal: AbortSignal): Promise<Encoding> {
  let first = true
  let held = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, {
    highWaterMark: pieceBytes,
    signal,
  }) as AsyncIterable<Buffer>) {
    if (first && isWide(chunk.subarray(0, 4096))) return 'utf-16'
    first = false
    const whole = held.length > 0 ? Buffer.concat([held, chunk]) : chunk
    const cut = wholeCharacters(whole)
    if (!isUtf8(whole.subarray(0, cut))) return 'windows-1252'
    held = Buffer.from(whole.subarray(cut))
  }
  return isUtf8(held) ? 'utf-8' : 'windows-1252'
}

/** Length without the bytes of a character that goes on in the next piece. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) return bytes.length - back
  }
  return bytes.length
}

async function convert(path: string, to: string, encoding: Encoding, signal: AbortSignal): Promise<void> {
  async function* decoded(chunks: AsyncIterable<Buffer>) {
    let decoder: TextDecoder | undefined
    for await (const chunk of chunks) {
      const wide = isWide(chunk.subarray(0, 4096))
      const label = encoding === 'utf-16' ? (wide === 'big' ? 'utf-16be' : 'utf-16le') : encoding
      decoder ??= new TextDecoder(label)
      yield decoder.decode(chunk, { stream: true })
    }
    yield decoder?.decode() ?? ''
  }
  const read = createReadStream(path, { highWaterMark: pieceBytes })
  await pipeline(read, decoded, createWriteStream(to), { signal })
}

/** What DuckDB takes for a line at most. */
const longestLine = 2_000_000

/** Refuses text whose lines have no end, before anything tries to make sense of them. Throws `HAND_LINE`. */
export async function refuseLongLines(path: string, signal: AbortSignal): Promise<void> {
  let length = 0
  let line = 1
  for await (const chunk of createReadStream(path, {
    highWaterMark: pieceBytes,
    signal,
  }) as AsyncIterable<Buffer>) {
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      if (length + end - from > longestLine) throw tooLong(line)
      line++
      length = 0
      from = end + 1
    }
    length += chunk.length - from
    if (length > longestLine) throw tooLong(line)
  }
}

const tooLong = (line: number) =>
  inputError('HAND_LINE', `Line ${line} is longer than 2 MB, so this is no table by lines. Check the file.`)

import { createReadStream, readFileSync, statSync } from 'node:fs'
import { createGunzip, gunzipSync } from 'node:zlib'
import { Decompress } from 'fzstd'

export type Compression = 'none' | 'gzip' | 'zstd'

/** An object's bytes end where they should not; what came before was handed over. */
export class CutOff extends Error {}

/** Where the data broke off, if it did: the line, and what was left of it. */
export interface Break {
  problem: string | null
  row: number
  raw: string
}

/**
 * The lines before a break, as if the object ended there. What follows the last line end is held back until it is
 * known to be whole, so that half a value is never taken for one.
 */
export async function* untilBreak(
  chunks: AsyncIterable<Buffer>,
  found: Break,
  byLine: boolean,
): AsyncGenerator<Buffer, void, void> {
  let held: Buffer[] = []
  try {
    for await (const chunk of chunks) {
      const last = byLine ? chunk.lastIndexOf(10) + 1 : chunk.length
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) found.row++
      if (last === 0) {
        held.push(chunk)
        continue
      }
      yield Buffer.concat([...held, chunk.subarray(0, last)])
      held = [chunk.subarray(last)]
    }
    yield Buffer.concat(held)
  } catch (thrown) {
    if (!(thrown instanceof CutOff)) throw thrown
    found.problem = thrown.message
    found.row++
    found.raw = Buffer.concat(held).subarray(0, 65_536).toString('utf8')
  }
}

/** Objects up to this size are read at once. */
const smallBytes = 1 << 20

/** An object's bytes, decompressed, in pieces. Throws `CutOff` after the last readable byte of a broken object. */
export async function* decoded(
  file: string,
  compression: Compression,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, void> {
  if (compression === 'none') {
    if (statSync(file).size <= smallBytes) yield readFileSync(file)
    else yield* createReadStream(file, { highWaterMark: smallBytes, signal }) as AsyncIterable<Buffer>
  } else if (compression === 'gzip') {
    yield* gunzipped(file, signal)
  } else {
    yield* unzstd(file, signal)
  }
}

async function* gunzipped(file: string, signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
  if (statSync(file).size <= smallBytes / 8) {
    try {
      yield gunzipSync(readFileSync(file), { maxOutputLength: 64 * smallBytes })
      return
    } catch {
      // as a stream it gives what can be read before the break, and holds no bomb in memory
    }
  }
  const source = createReadStream(file, { signal })
  const gunzip = createGunzip({ chunkSize: smallBytes })
  source.on('error', (error) => gunzip.destroy(error))
  source.pipe(gunzip)
  try {
    for await (const chunk of gunzip) yield chunk as Buffer
  } catch (thrown) {
    signal.throwIfAborted()
    throw new CutOff('the gzip data is broken or ends early', { cause: thrown })
  } finally {
    source.destroy()
  }
}

async function* unzstd(file: string, signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
  let out: Uint8Array[] = []
  const stream = new Decompress((chunk) => void out.push(chunk))
  const take = () => {
    const chunks = out
    out = []
    return chunks.filter(({ length }) => length > 0).map((chunk) => Buffer.from(chunk))
  }
  const broken = (cause?: unknown) => new CutOff('the zstd data is broken or ends early', { cause })
  let bytes = 0
  for await (const chunk of createReadStream(file, { signal }) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    try {
      stream.push(new Uint8Array(chunk))
    } catch (thrown) {
      yield* take()
      throw broken(thrown)
    }
    yield* take()
  }
  if (bytes === 0) throw broken()
  try {
    stream.push(new Uint8Array(0), true)
  } catch (thrown) {
    yield* take()
    throw broken(thrown)
  }
  yield* take()
}

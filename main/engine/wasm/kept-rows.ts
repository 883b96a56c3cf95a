import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'

/** What marks the end of an Arrow IPC stream; the engine does not hand it over, and wants it. */
const end = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]

/** Beyond this, stream, copy and table together come near the 4 GiB of the engine: such rows are made again. */
const largest = 512 * 2 ** 20

/**
 * The Arrow stream of `<digest>.arrows`, with its end; null when it is not kept, is not as it was written (an engine that
 * is given damaged bytes may break), cannot be read or is too large.
 */
export function readKeptRows(folder: string, digest: string): Uint8Array | null {
  let descriptor: number | null = null
  try {
    descriptor = openSync(join(folder, `${digest}.arrows`), 'r')
    const { size } = fstatSync(descriptor)
    if (size > largest) return null
    const bytes = new Uint8Array(size + end.length)
    for (let at = 0; at < size; ) {
      const read = readSync(descriptor, bytes, at, size - at, at)
      if (read === 0) return null
      at += read
    }
    const sha256 = createHash('sha256').update(bytes.subarray(0, size)).digest('hex')
    if (sha256 !== readFileSync(join(folder, `${digest}.sha256`), 'utf8')) return null
    bytes.set(end, size)
    return bytes
  } catch {
    return null
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}

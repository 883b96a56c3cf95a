import { closeSync, openSync, writeSync } from 'node:fs'

/** Bytes collected before they are written. */
const collected = 1 << 20

/** A new file that is written piece by piece. Throws when it is there already. */
export function fileOut(to: string): { write(piece: string | Uint8Array): void; close(): void } {
  const file = openSync(to, 'wx', 0o600)
  let waiting: Uint8Array[] = []
  let bytes = 0
  const flush = () => {
    const all = Buffer.concat(waiting)
    for (let at = 0; at < all.length; ) at += writeSync(file, all, at)
    waiting = []
    bytes = 0
  }
  return {
    write(piece) {
      const added = typeof piece === 'string' ? Buffer.from(piece) : piece
      waiting.push(added)
      bytes += added.length
      if (bytes >= collected) flush()
    },
    close() {
      try {
        flush()
      } finally {
        closeSync(file)
      }
    },
  }
}

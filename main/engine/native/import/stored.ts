import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'

// The engine reads the store's files and knows no more of it than their names, which are part of the format on disk.

/** The file of an object in the store. */
export function storedObject(home: string, sha256: string): string {
  return join(home, 'objects', sha256.slice(0, 2), sha256.slice(2))
}

/** A snapshot's manifest, in pieces of text. */
export function* manifestText(home: string, snapshot: string): Generator<string, void, void> {
  const fd = openSync(join(home, 'snapshots', `${snapshot}.ndjson`), 'r')
  try {
    const buffer = Buffer.allocUnsafe(1 << 18)
    const decoder = new StringDecoder('utf8')
    for (let got = 1; got > 0; ) {
      got = readSync(fd, buffer, 0, buffer.length, null)
      yield decoder.write(buffer.subarray(0, got))
    }
    yield decoder.end()
  } finally {
    closeSync(fd)
  }
}

/** The digest of a file's bytes. */
export function sha256OfFile(file: string): string {
  const hash = createHash('sha256')
  const fd = openSync(file, 'r')
  try {
    for (;;) {
      const got = readSync(fd, piece, 0, piece.length, null)
      if (got === 0) return hash.digest('hex')
      hash.update(piece.subarray(0, got))
    }
  } finally {
    closeSync(fd)
  }
}

const piece = Buffer.allocUnsafeSlow(1 << 20)

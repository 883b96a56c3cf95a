import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

const chunkBytes = 256 * 1024

/** A file's text in pieces, read as they are asked for; the file is closed when the reader leaves. */
export function* readText(file: string): Generator<string, void, void> {
  const fd = openSync(file, 'r')
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes)
    const decoder = new StringDecoder('utf8')
    for (;;) {
      const count = readSync(fd, buffer, 0, chunkBytes, null)
      if (count === 0) break
      yield decoder.write(buffer.subarray(0, count))
    }
    const rest = decoder.end()
    if (rest) yield rest
  } finally {
    closeSync(fd)
  }
}

/** Whole lines of a file, without their ends. A last line that is cut off is left out. */
export function* readLines(file: string): Generator<string, void, void> {
  let rest = ''
  for (const text of readText(file)) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

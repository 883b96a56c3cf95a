import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { decompress } from 'fzstd'
import { inputError } from '#shared/errors.ts'
import { lz4Frame } from './lz4.ts'

/*
 * Feather files are packed as a rule, and apache-arrow 17 reads no packed batch. So each message is handed on as one
 * that is not packed: its buffers are laid out anew, and the numbers that say where they lie are changed in place.
 * https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
 */

const broken = (why: string) =>
  inputError('HAND_ARROW', `The Arrow file breaks off or is damaged (${why}). Write it again.`)

/** The messages of an Arrow file or stream, unpacked, as a stream. Throws `HAND_ARROW`. */
export async function* plainMessages(
  file: string,
  most: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const fd = openSync(file, 'r')
  const { size } = statSync(file)
  const read = (at: number, bytes: number): Buffer => {
    if (bytes < 0 || bytes > most || at + bytes > size) throw broken(`at byte ${at}`)
    const buffer = Buffer.alloc(bytes)
    if (readSync(fd, buffer, 0, bytes, at) !== bytes) throw broken(`at byte ${at}`)
    return buffer
  }
  try {
    // A file is a stream between its mark and its footer.
    let at = size >= 8 && read(0, 6).toString('latin1') === 'ARROW1' ? 8 : 0
    while (at + 8 <= size) {
      signal.throwIfAborted()
      let length = read(at, 4).readInt32LE(0)
      at += 4
      if (length === -1) {
        length = read(at, 4).readInt32LE(0)
        at += 4
      }
      if (length === 0) return
      const message = messageOf(read(at, length))
      at += length
      const body = read(at, message.bodyLength)
      at += message.bodyLength
      yield* message.unpacked(body, most)
    }
  } finally {
    closeSync(fd)
  }
}

interface Message {
  bodyLength: number
  unpacked(body: Buffer, most: number): Uint8Array[]
}

/** Fields of flatbuffers: where a table's field lies, 0 for one that is absent. */
function fieldAt(bytes: Buffer, table: number, field: number): number {
  const vtable = table - bytes.readInt32LE(table)
  const slot = 4 + 2 * field
  if (slot + 2 > bytes.readUInt16LE(vtable)) return 0
  const offset = bytes.readUInt16LE(vtable + slot)
  return offset === 0 ? 0 : table + offset
}

const follow = (bytes: Buffer, at: number): number => at + bytes.readUInt32LE(at)

const kinds = { dictionary: 2, batch: 3 }

function messageOf(head: Buffer): Message {
  try {
    const root = follow(head, 0)
    const bodyAt = fieldAt(head, root, 3)
    const bodyLength = bodyAt ? Number(head.readBigInt64LE(bodyAt)) : 0
    const kindAt = fieldAt(head, root, 1)
    const kind = kindAt ? head[kindAt] : 0
    const asIs: Message = { bodyLength, unpacked: (body) => [framed(head), body] }
    if (kind !== kinds.batch && kind !== kinds.dictionary) return asIs
    const header = follow(head, fieldAt(head, root, 2))
    const batch = kind === kinds.dictionary ? follow(head, fieldAt(head, header, 1)) : header
    const compression = fieldAt(head, batch, 3)
    if (compression === 0) return asIs
    const codecAt = fieldAt(head, follow(head, compression), 0)
    const codec = codecAt ? head.readInt8(codecAt) : 0
    const unpacked = (body: Buffer, most: number) => {
      const buffers = follow(head, fieldAt(head, batch, 2))
      const pieces = unpackBuffers(head, buffers, body, codec, most)
      const whole = Buffer.concat(pieces)
      head.writeBigInt64LE(BigInt(whole.length), bodyAt)
      head.writeUInt16LE(0, batch - head.readInt32LE(batch) + 4 + 2 * 3)
      return [framed(head), whole]
    }
    return { bodyLength, unpacked }
  } catch (thrown) {
    throw thrown instanceof RangeError ? broken('a message is not whole') : thrown
  }
}

function framed(head: Buffer): Buffer {
  const prefix = Buffer.alloc(8)
  prefix.writeInt32LE(-1, 0)
  prefix.writeInt32LE(head.length, 4)
  return Buffer.concat([prefix, head])
}

/** Unpacks each buffer and writes its new place into the message; pieces are aligned to 8 bytes. */
function unpackBuffers(
  head: Buffer,
  vector: number,
  body: Buffer,
  codec: number,
  most: number,
): Uint8Array[] {
  const pieces: Uint8Array[] = []
  let place = 0
  const count = head.readUInt32LE(vector)
  for (let index = 0; index < count; index++) {
    const at = vector + 4 + index * 16
    const offset = Number(head.readBigInt64LE(at))
    const length = Number(head.readBigInt64LE(at + 8))
    const bytes =
      length === 0
        ? new Uint8Array()
        : unpackBuffer(body.subarray(offset, offset + length), codec, most - place)
    head.writeBigInt64LE(BigInt(place), at)
    head.writeBigInt64LE(BigInt(bytes.length), at + 8)
    const padding = (8 - (bytes.length % 8)) % 8
    pieces.push(bytes, new Uint8Array(padding))
    place += bytes.length + padding
  }
  return pieces
}

function unpackBuffer(packed: Buffer, codec: number, most: number): Uint8Array {
  const size = Number(packed.readBigInt64LE(0))
  const rest = packed.subarray(8)
  if (size === -1) return rest
  if (size < 0 || size > most) throw broken('a buffer is larger than the memory for it')
  try {
    const bytes = codec === 0 ? lz4Frame(rest, size) : decompress(rest, new Uint8Array(size))
    if (bytes.length === size) return bytes
  } catch {
    // Said below: whichever way it is damaged.
  }
  throw broken('a packed buffer is not whole')
}

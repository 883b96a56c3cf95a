/** The bytes of an LZ4 frame; `size` is how many there must be. Throws RangeError on anything else. */
export function lz4Frame(frame: Uint8Array, size: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  if (view.getUint32(0, true) !== 0x184d2204) throw new RangeError('not an LZ4 frame')
  const flags = frame[4] ?? 0
  // Magic, flags and block size; the content's size and the dictionary's id where the flags say so; a checksum.
  let at = 4 + 2 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0) + 1
  const out = new Uint8Array(size)
  let length = 0
  for (;;) {
    const head = view.getUint32(at, true)
    at += 4
    if (head === 0) break
    const bytes = head & 0x7fffffff
    const block = frame.subarray(at, at + bytes)
    if (block.length !== bytes) throw new RangeError('LZ4 breaks off')
    if (head >>> 31) {
      out.set(block, length)
      length += bytes
    } else length = lz4Block(block, out, length)
    at += bytes + (flags & 16 ? 4 : 0)
  }
  if (length !== size) throw new RangeError('LZ4 has another size than it says')
  return out
}

/** Unpacks one block after what `out` holds up to `from`; answers where it ends. */
function lz4Block(block: Uint8Array, out: Uint8Array, from: number): number {
  let at = 0
  let to = from
  const counted = (first: number) => {
    let count = first
    for (let byte = 255; first === 15 && byte === 255; ) {
      byte = byteAt(block, at++)
      count += byte
    }
    return count
  }
  while (at < block.length) {
    const token = byteAt(block, at++)
    const literals = counted(token >> 4)
    if (at + literals > block.length) throw new RangeError('LZ4 breaks off')
    out.set(block.subarray(at, at + literals), to)
    at += literals
    to += literals
    if (at >= block.length) break
    const back = byteAt(block, at) | (byteAt(block, at + 1) << 8)
    at += 2
    const match = counted(token & 15) + 4
    if (back === 0 || back > to || to + match > out.length) throw new RangeError('LZ4 points outside')
    if (back >= match) out.copyWithin(to, to - back, to - back + match)
    else for (let place = 0; place < match; place++) out[to + place] = out[to + place - back] ?? 0
    to += match
  }
  return to
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new RangeError('LZ4 breaks off')
  return byte
}

/** A picture that a BLOB holds: its type, and its size in px as its own header says. */
export interface PictureFacts {
  type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'
  width: number
  height: number
}

/**
 * What picture the bytes begin, by their content and never by a name; null for anything else. Formats that can hold
 * markup or scripts (SVG, HTML) are not among them.
 */
export function pictureOf(bytes: Uint8Array): PictureFacts | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (from: number, length: number) => String.fromCharCode(...bytes.subarray(from, from + length))
  if (bytes.length < 30) return null
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') {
    return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
  }
  if (text(0, 6) === 'GIF89a' || text(0, 6) === 'GIF87a') {
    return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) }
  }
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') return webp(text(12, 4), bytes, view)
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff ? jpeg(bytes, view) : null
}

function webp(chunk: string, bytes: Uint8Array, view: DataView): PictureFacts | null {
  const type = 'image/webp'
  const of3 = (at: number) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
  if (chunk === 'VP8X') return { type, width: of3(24) + 1, height: of3(27) + 1 }
  if (chunk === 'VP8 ') {
    return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  }
  if (chunk !== 'VP8L') return null
  const bits = view.getUint32(21, true)
  return { type, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
}

/** The first frame's header says the size; what stands before it is skipped by its length. */
function jpeg(bytes: Uint8Array, view: DataView): PictureFacts | null {
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += 2 + view.getUint16(at + 2)
  }
  return null
}

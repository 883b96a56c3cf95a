/** CRC-32 of PNG, over a chunk's type and data. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** Bytes before the first chunk after the header: signature and IHDR. */
const headLength = 8 + 25

/** A PNG with texts in its metadata (iTXt chunks, UTF-8), which stand right after its header. */
export function withTexts(png: Uint8Array, texts: Record<string, string>): Uint8Array {
  const encoder = new TextEncoder()
  const chunks = Object.entries(texts).map(([keyword, text]) => {
    // Keyword, end, not compressed (flag and method), no language, no translated keyword.
    const data = encoder.encode(`iTXt${keyword}\0\0\0\0\0${text}`)
    const chunk = new Uint8Array(data.length + 8)
    const view = new DataView(chunk.buffer)
    view.setUint32(0, data.length - 4)
    chunk.set(data, 4)
    view.setUint32(data.length + 4, crc32(data))
    return chunk
  })
  const made = new Uint8Array(png.length + chunks.reduce((sum, { length }) => sum + length, 0))
  made.set(png.subarray(0, headLength))
  let at = headLength
  for (const chunk of chunks) {
    made.set(chunk, at)
    at += chunk.length
  }
  made.set(png.subarray(headLength), at)
  return made
}

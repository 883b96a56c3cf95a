import { deflateSync, crc32 as realCrc } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withTexts } from './png.ts'

const crcOf = (bytes: Buffer): number => realCrc(bytes)

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  crc.writeUInt32BE(crcOf(body))
  return Buffer.concat([length, body, crc])
}

const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(Buffer.from([0, 255]))),
  chunk('IEND', Buffer.alloc(0)),
])

/** Every chunk, with its checksum looked at. */
function chunksOf(bytes: Uint8Array): { type: string; data: Buffer }[] {
  const all = Buffer.from(bytes)
  const chunks = []
  for (let at = 8; at < all.length; ) {
    const length = all.readUInt32BE(at)
    const body = all.subarray(at + 4, at + 8 + length)
    expect(all.readUInt32BE(at + 8 + length)).toBe(crcOf(body))
    chunks.push({ type: body.subarray(0, 4).toString('latin1'), data: body.subarray(4) })
    at += length + 12
  }
  return chunks
}

test('texts stand in the file, whatever they hold, and every chunk is whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!/\p{Surrogate}/u.test(text))
      const chunks = chunksOf(withTexts(png, { Title: 'a', Provenance: text }))
      expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'iTXt', 'iTXt', 'IDAT', 'IEND'])
      const data = chunks[2]?.data.toString('utf8') ?? ''
      expect(data.slice(0, 15)).toBe('Provenance\0\0\0\0\0')
      expect(data.slice(15)).toBe(text)
    }),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pictureOf } from './image-of.ts'

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', '').padEnd(80, '0'), 'hex'))
const text = (written: string) => Buffer.from(written, 'latin1').toString('hex')

test.each([
  ['PNG', `${text('\x89PNG\r\n\x1a\n')} 0000000d ${text('IHDR')} 00000140 000000f0`, 'image/png', 320, 240],
  ['GIF', `${text('GIF89a')} 4001 f000`, 'image/gif', 320, 240],
  ['JPEG', 'ffd8 ffe0 0004 0000 ffc0 0011 08 00f0 0140', 'image/jpeg', 320, 240],
  [
    'WebP',
    `${text('RIFF')} 00000000 ${text('WEBPVP8X')} 00000000 00000000 3f0100 ef0000`,
    'image/webp',
    320,
    240,
  ],
  [
    'lossy WebP',
    `${text('RIFF')} 00000000 ${text('WEBPVP8 ')} 00000000 000000 9d012a 4001 f000`,
    'image/webp',
    320,
    240,
  ],
  [
    'lossless WebP',
    `${text('RIFF')} 00000000 ${text('WEBPVP8L')} 00000000 2f 3fc13b00`,
    'image/webp',
    320,
    240,
  ],
])('%s is known by its bytes, with its size', (_, hex, type, width, height) => {
  expect(pictureOf(bytesOf(hex))).toEqual({ type, width, height })
})

test('nothing else is a picture, and no bytes are a fault', () => {
  expect(pictureOf(bytesOf(text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')))).toBeNull()
  expect(pictureOf(bytesOf(text('<!doctype html><script>alert(1)</script>')))).toBeNull()
  const begun = fc.constantFrom(
    'ffd8ffe0',
    '89504e470d0a1a0a',
    text('GIF89a'),
    `${text('RIFF')}00000000${text('WEBPVP8X')}`,
  )
  fc.assert(
    fc.property(begun, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
      const found = pictureOf(Uint8Array.from([...Buffer.from(start, 'hex'), ...rest]))
      if (found) expect(found.width >= 0 && found.height >= 0).toBe(true)
    }),
  )
})

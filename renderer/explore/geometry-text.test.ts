import fc from 'fast-check'
import { expect, test } from 'vitest'
import { geometryText } from './geometry-text.ts'
import { pictureOf } from './image-of.ts'

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

test.each([
  ['0101000000000000000000f03f0000000000000040', 'POINT (1 2)'],
  ['00000000013ff00000000000004000000000000000', 'POINT (1 2)'],
  ['01e9030000000000000000f03f00000000000000400000000000000840', 'POINT Z (1 2 3)'],
  ['0101000020e6100000000000000000f03f0000000000000040', 'SRID=4326;POINT (1 2)'],
  ['0101000000000000000000f87f000000000000f87f', 'POINT EMPTY'],
  [
    '01020000000200000000000000000000000000000000000000000000000000f03f000000000000f03f',
    'LINESTRING (0 0, 1 1)',
  ],
  [
    '0104000000020000000101000000000000000000f03f00000000000000400101000000000000000000084000000000000010c0',
    'MULTIPOINT ((1 2), (3 -4))',
  ],
  ['010700000000000000', 'GEOMETRYCOLLECTION EMPTY'],
  ['0101000000000000000000f03f000000000000004000', null],
  ['0102000000ffffffff', null],
  ['00ff', null],
])('%s is %s', (hex, text) => {
  expect(geometryText(bytes(hex))).toBe(text)
})

test('any bytes are a geometry, a picture or neither, and never an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (some) => {
      const text = geometryText(Uint8Array.from([1, ...some]))
      expect(text === null || text.length > 0).toBe(true)
      pictureOf(some)
      pictureOf(Uint8Array.from([0xff, 0xd8, 0xff, ...some]))
    }),
  )
})

test('pictures are known by their bytes', () => {
  const pad = (hex: string) => Uint8Array.from([...bytes(hex), ...new Uint8Array(40)])
  expect(pictureOf(pad('89504e470d0a1a0a0000000d494844520000000a00000014'))).toEqual({
    type: 'image/png',
    width: 10,
    height: 20,
  })
  expect(pictureOf(pad('4749463839610a001400'))).toEqual({ type: 'image/gif', width: 10, height: 20 })
  expect(pictureOf(pad('ffd8ffe000044a46ffc0001108001400 0a'.replace(' ', '')))).toEqual({
    type: 'image/jpeg',
    width: 10,
    height: 20,
  })
  expect(pictureOf(pad('52494646000000005745425056503858000000000000000009000013'))).toMatchObject({
    type: 'image/webp',
    width: 10,
  })
  expect(pictureOf(new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"></svg>'))).toBeNull()
  expect(pictureOf(new TextEncoder().encode('<!doctype html><script>alert(1)</script>'))).toBeNull()
})

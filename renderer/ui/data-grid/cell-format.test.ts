import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  cellText,
  columnClass,
  columnDecimals,
  copyText,
  deceives,
  decimalsOf,
  groupDigits,
  shortType,
  visible,
} from './cell-format.ts'

const shown = (value: Parameters<typeof cellText>[0], type: string, decimals = 0) =>
  cellText(value, type, decimals).text

test('NULL, empty, a space, 0, NaN and a billion and a half can be told apart', () => {
  expect(cellText(null, 'VARCHAR', 0).kind).toBe('null')
  expect(cellText('', 'VARCHAR', 0).kind).toBe('empty')
  expect(shown(' ', 'VARCHAR')).toBe('␣')
  expect(shown(0, 'DOUBLE', 1)).toBe('0.0')
  expect(cellText('NaN', 'DOUBLE', 1)).toEqual({ kind: 'word', text: 'NaN' })
  expect(cellText('NaN', 'VARCHAR', 0).kind).toBe('text')
  expect(shown(1_000_000_000.5, 'DOUBLE', 1)).toBe('1,000,000,000.5')
  expect(shown(-0, 'DOUBLE', 1)).toBe('-0.0')
})

test('digits stay exact whatever their number', () => {
  expect(shown('170141183460469231731687303715884105727', 'HUGEINT')).toBe(
    '170,141,183,460,469,231,731,687,303,715,884,105,727',
  )
  expect(shown('-1234567.890', 'DECIMAL(18,3)')).toBe('-1,234,567.890')
  fc.assert(
    fc.property(fc.bigInt(), (value) => {
      expect(groupDigits(String(value)).replaceAll(',', '')).toBe(String(value))
    }),
  )
})

test('a column has the decimals its values need, and a mean does not show noise', () => {
  expect(columnDecimals([1, 2.5, 3.25, null, 'NaN'])).toBe(2)
  expect(decimalsOf(91.132037284)).toBe(3)
  expect(decimalsOf(1 / 7)).toBe(5)
  expect(decimalsOf(12345.678912345)).toBe(2)
  expect(decimalsOf(7)).toBe(0)
  expect(decimalsOf(1e-9)).toBe(0)
  expect(shown(1e-9, 'DOUBLE', 3)).toBe('1e-9')
})

test('times, bytes and nested values read well', () => {
  expect(shown('2001-06-01 06:00:00+00', 'TIMESTAMP WITH TIME ZONE')).toBe('2001-06-01 06:00:00')
  expect(shown('48656c6c6f', 'BLOB')).toBe('48 65 6c 6c 6f')
  expect(shown([1, null, 2], 'INTEGER[]')).toBe('[1, NULL, 2]')
  expect(shown({ lat: 1.5, name: 'x' }, 'STRUCT(lat DOUBLE, "name" VARCHAR)')).toBe('{lat: 1.5, name: x}')
  expect(shown([['a', 1]], 'MAP(VARCHAR, INTEGER)')).toBe('{a: 1}')
  expect(shown('line\nbreak ', 'VARCHAR')).toBe('line↵break␣')
  expect(visible('a\tb')).toBe('a⇥b')
})

test('what is not seen, or turns its neighbours around, is shown by a sign', () => {
  expect(visible('abc\u202efed')).toBe('abc⟨202E⟩fed')
  expect(visible('\u0000\u001b[31m\u007f\u0085')).toBe('⟨0000⟩⟨001B⟩[31m⟨007F⟩⟨0085⟩')
  expect(shown(['a\u2066b'], 'VARCHAR[]')).toBe('[a⟨2066⟩b]')
  expect(visible('👩\u200d🚀 שלום')).toBe('👩\u200d🚀 שלום')
  expect([deceives('two\r\nlines\tand\u00a0more'), deceives('a\u202eb'), deceives('\u0007')]).toEqual([
    false,
    true,
    true,
  ])
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
    }),
  )
})

test('types are classed and shortened; an unknown one is text', () => {
  expect(columnClass('DECIMAL(18,3)')).toBe('decimal')
  expect(columnClass('UBIGINT')).toBe('integer')
  expect(columnClass('TIMESTAMP_NS')).toBe('time')
  expect(columnClass("ENUM('a', 'b')")).toBe('text')
  expect(columnClass('INTEGER[3]')).toBe('nested')
  expect(columnClass('?!')).toBe('text')
  expect(shortType('STRUCT(a INTEGER, b VARCHAR)[]')).toBe('STRUCT[]')
  expect(shortType('TIMESTAMP WITH TIME ZONE')).toBe('TIMESTAMPTZ')
})

test('a copy holds the whole value', () => {
  expect(copyText(null)).toBe('')
  expect(copyText('1234567.890')).toBe('1234567.890')
  expect(copyText({ a: [1, null] })).toBe('{"a":[1,null]}')
})

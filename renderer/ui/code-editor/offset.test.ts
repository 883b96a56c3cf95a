import { expect, test } from 'vitest'
import { offsetOf } from './offset.ts'

test('a line and column become an offset, and never one outside of the text', () => {
  expect(offsetOf('ab\ncd\n', 2, 2)).toBe(4)
  expect(offsetOf('ab\ncd', 1, 9)).toBe(2)
  expect(offsetOf('ab', 7, 1)).toBe(2)
})

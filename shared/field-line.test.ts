import { expect, test } from 'vitest'
import { fieldLine } from './field-line.ts'

test('the line of a field', () => {
  const flow = 'source: flights\ndelay: no\nfields:\n  date: {type: DATE}\n  delay: {type: INTEGER}\n'
  expect(fieldLine(flow, 'delay')).toBe(5)
  expect(fieldLine('fields:\n  - {name: a}\n  - name: Delay\n', 'delay')).toBe(3)
  expect(fieldLine(flow, 'nope')).toBe(1)
})

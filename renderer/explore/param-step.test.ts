import { expect, test } from 'vitest'
import { stepped } from './param-step.ts'

test.each([
  ['15', 'integer', 1, { type: 'INTEGER' }, '16'],
  ['-9007199254740993', 'integer', -1, { type: 'BIGINT' }, '-9007199254740994'],
  ['90', 'integer', 1, { type: 'INTEGER', max: 90 }, null],
  ['2001-02-28', 'date', 1, { type: 'DATE' }, '2001-03-01'],
  ['2001-01-01', 'date', -1, { type: 'DATE', min: '2001-01-01' }, null],
  ['2001-02-3', 'date', 1, { type: 'DATE' }, null],
  ['1.5', 'number', 1, { type: 'DOUBLE' }, null],
] as const)('%s of %s by %d', (text, kind, step, param, next) => {
  expect(stepped(text, kind, step, param)).toBe(next)
})

import { expect, test } from 'vitest'
import { findColumn } from './find-column.ts'

test('a typed part means the whole name first, then a beginning, then any place', () => {
  const names = ['arr_delay', 'delay_minutes', 'Delay', 'origin']
  expect(findColumn(names, ' delay')).toEqual({ name: 'Delay', others: 2 })
  expect(findColumn(names, 'DELAY_')).toEqual({ name: 'delay_minutes', others: 0 })
  expect(findColumn(names, 'r_d')).toEqual({ name: 'arr_delay', others: 0 })
  expect(findColumn(names, 'dest')).toEqual({ name: undefined, others: 0 })
})

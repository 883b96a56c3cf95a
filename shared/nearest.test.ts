import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

test('nearest finds what was plainly meant, and nothing else', () => {
  expect(nearest('delai', ['delay', 'date'])).toBe('delay')
  expect(nearest('flihgts', ['weather', 'flights'])).toBe('flights')
  expect(nearest('foo', ['floor'])).toBeUndefined()
  expect(nearest('x', ['y'])).toBe('y')
})

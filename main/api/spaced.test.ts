import { expect, test } from 'vitest'
import type { Progress } from '#shared/progress.ts'
import { spaced } from './spaced.ts'

test('reports of one phase are spaced; its end and another phase always pass', () => {
  let now = 0
  const seen: string[] = []
  const report = spaced(
    ({ phase, done }) => seen.push(`${phase} ${done}`),
    () => now,
  )
  const step = (phase: string, done: number): Progress => ({ phase, done, total: 1000, unit: 'objects' })
  for (let done = 0; done <= 1000; done++) {
    report(step('Fetch', done))
    now += 0.2
  }
  report(step('Verify', 0))
  expect(seen.at(0)).toBe('Fetch 0')
  expect(seen.slice(-2)).toEqual(['Fetch 1000', 'Verify 0'])
  expect(seen.length).toBeLessThan(8)
})

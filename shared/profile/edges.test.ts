import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberEdges } from './edges.ts'

test('edges of bars rise as doubles from at most the least value to more than the greatest, or there are none', () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(double, double, fc.boolean(), (one, other, whole) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)]
      const edges = numberEdges(low, high, whole)
      if (edges === null) return
      expect(edges.length).toBeGreaterThan(1)
      expect(edges[0]).toBeLessThanOrEqual(low)
      expect(edges.at(-1)).toBeGreaterThan(high)
      for (const [index, edge] of edges.entries()) {
        expect(Number.isFinite(edge)).toBe(true)
        if (index > 0) expect(edge).toBeGreaterThan(edges[index - 1] ?? Number.NaN)
      }
    }),
    {
      numRuns: 2000,
      examples: [
        [0, 5e-324, false],
        [-5e-310, 0, false],
        [-1.7e308, 1e300, false],
        [1, 1 + Number.EPSILON, false],
      ],
    },
  )
  expect(numberEdges(0, 100, false)).toEqual(Array.from({ length: 22 }, (_, place) => place * 5))
})

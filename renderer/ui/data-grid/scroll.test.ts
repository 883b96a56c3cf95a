import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isMapped, revealRow, rowsInView, scrollOf, scrollSpace, tallest, topOf } from './scroll.ts'

const sizes = fc.record({
  rows: fc.integer({ min: 0, max: 100_000_000 }),
  rowHeight: fc.constantFrom(20, 24, 28),
  viewport: fc.integer({ min: 100, max: 2000 }),
})

test('a short result scrolls px by px', () => {
  const space = scrollSpace(1000, 24, 500)
  expect(isMapped(space)).toBe(false)
  expect(space.content).toBe(24_000)
  expect(topOf(space, 123.5)).toBe(123.5)
  expect(scrollOf(space, 123.5)).toBe(123.5)
})

test('three million rows fit under the tallest element, and both ends are reached', () => {
  const space = scrollSpace(3_000_000, 24, 600)
  expect(space.content).toBe(tallest)
  expect(topOf(space, 0)).toBe(0)
  expect(topOf(space, space.maxScroll)).toBe(3_000_000 * 24 - 600)
  expect(rowsInView(3_000_000, 24, 600, topOf(space, space.maxScroll)).end).toBe(3_000_000)
})

test('the map goes there and back, stays in bounds and never turns round', () => {
  fc.assert(
    fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), ({ rows, rowHeight, viewport }, part) => {
      const space = scrollSpace(rows, rowHeight, viewport)
      const top = part * space.maxTop
      const scroll = scrollOf(space, top)
      expect(scroll).toBeGreaterThanOrEqual(0)
      expect(scroll).toBeLessThanOrEqual(space.maxScroll + 1e-6)
      expect(Math.abs(topOf(space, scroll) - top)).toBeLessThan(1e-3)
      expect(scrollOf(space, top * 0.5)).toBeLessThanOrEqual(scroll)
    }),
  )
})

test('rows in view cover the window and nothing is past the last row', () => {
  fc.assert(
    fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), ({ rows, rowHeight, viewport }, part) => {
      const { maxTop } = scrollSpace(rows, rowHeight, viewport)
      const top = part * maxTop
      const { first, end, shift } = rowsInView(rows, rowHeight, viewport, top)
      expect(end).toBeLessThanOrEqual(rows)
      expect(first * rowHeight + shift).toBeCloseTo(top, 3)
      if (rows > 0) expect(end).toBeGreaterThan(first)
      if (rows * rowHeight >= viewport) expect(end * rowHeight).toBeGreaterThanOrEqual(top + viewport - 1)
    }),
  )
})

test('a row is revealed by the shortest way', () => {
  expect(revealRow(5, 24, 240, 0)).toBe(0)
  expect(revealRow(10, 24, 240, 0)).toBe(24)
  expect(revealRow(0, 24, 240, 100)).toBe(0)
})

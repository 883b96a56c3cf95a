import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boxOf, marksAt, moved, placesOf, selectionBetween, selectionOf, toggled } from './gesture.ts'
import type { Picture } from './picture.ts'
import type { Plan } from './plan.ts'
import type { Axis } from './types.ts'

const bins = (column: string, step: number): Axis => ({
  as: 'bins',
  column,
  type: 'INTEGER',
  time: false,
  step,
  origin: 0,
})
const planOf = (x: Axis, y: Axis | null): Plan => ({
  axes: { x, y },
  single: false,
  adds: true,
  marks: x.as === 'words' ? 'words' : y ? 'xy' : 'x',
  dims: [],
  placed: [],
})
const line = planOf(bins('delay', 5), null)
const plane = planOf(bins('delay', 5), bins('distance', 50))
/** 0 to 100 over 400 px across, 0 to 1000 over 200 px upwards. */
const picture = {
  frame: { left: 0, right: 400, top: 0, bottom: 200 },
  x: { apply: (value: number) => value * 4, invert: (px: number) => px / 4 },
  y: { apply: (value: number) => 200 - value / 5, invert: (px: number) => (200 - px) * 5 },
  bands: null,
  shapes: null,
} as Picture

test('a brush ends where bins begin, and holds one at least', () => {
  expect(selectionBetween(line, picture, { x: 41, y: 0 }, { x: 118, y: 9 })).toEqual({ x: [10, 30] })
  expect(selectionBetween(line, picture, { x: 118, y: 0 }, { x: 41, y: 9 })).toEqual({ x: [10, 30] })
  expect(selectionBetween(line, picture, { x: 40, y: 0 }, { x: 40, y: 0 })).toEqual({ x: [10, 15] })
  expect(selectionBetween(plane, picture, { x: 0, y: 200 }, { x: 40, y: 180 })).toEqual({
    x: [0, 10],
    y: [0, 100],
  })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }), (a, b) => {
      const [from = 0, to = 0] = selectionBetween(line, picture, { x: a, y: 0 }, { x: b, y: 0 })?.x ?? []
      expect(from % 5).toBe(0)
      expect(to % 5).toBe(0)
      expect(to).toBeGreaterThan(from)
      const box = boxOf({ x: [from, to] }, picture)
      expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= 400).toBe(true)
    }),
  )
})

test('a moved brush keeps its size', () => {
  expect(moved(line, picture, { x: [10, 30] }, { x: 81, y: 5 })).toEqual({ x: [30, 50] })
  expect(moved(plane, picture, { x: [10, 30], y: [0, 100] }, { x: -20, y: -20 })).toEqual({
    x: [5, 25],
    y: [100, 200],
  })
})

test('the keyboard marks what lies between two places, and reads the marks of one', () => {
  const facts = { x: { min: 3, max: 97 }, y: { min: 0, max: 900 } }
  expect(placesOf(line.axes.x, facts.x)).toEqual([0, 19])
  expect(selectionOf(line, facts, { x: 4, y: 0 }, { x: 2, y: 0 })).toEqual({ x: [10, 25] })
  expect(selectionOf(plane, facts, { x: 0, y: 1 }, { x: 0, y: 2 })).toEqual({ x: [0, 5], y: [50, 150] })
  const mark = { x: 2, y: 1, color: 0, value: 7, rows: 7 }
  expect(marksAt(plane, [mark, { ...mark, x: 3 }], { x: 2, y: 1 }, facts)).toEqual([mark])
  const words = planOf({ as: 'words', column: 'origin', type: 'VARCHAR', words: ['a', null, 'b'] }, null)
  expect(selectionOf(words, facts, { x: 0, y: 0 }, { x: 1, y: 0 })).toEqual({ words: ['a', null] })
  expect(marksAt(words, [{ ...mark, x: null }], { x: 1, y: 0 }, facts)).toHaveLength(1)
})

test('a word is put into a selection, and taken out of it', () => {
  expect(toggled(null, 'a')).toEqual({ words: ['a'] })
  expect(toggled({ words: ['a'] }, null)).toEqual({ words: ['a', null] })
  expect(toggled({ words: ['a'] }, 'a')).toBeNull()
})

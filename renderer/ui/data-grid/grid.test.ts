import { expect, test } from 'vitest'
import { hiddenAt, pinnedAt, resized, sortedBy } from './arrange.ts'
import { columnsInView, fitWidth, initialLayout, moveColumn, placeColumns, revealColumn } from './columns.ts'
import { copyRange, tsvField } from './copy.ts'
import { inRange, movePoint, rangeOf } from './selection.ts'
import type { GridSource } from './types.ts'

const columns = Array.from({ length: 500 }, (_, index) => ({ name: `c${index}`, type: 'INTEGER' }))

test('of 500 columns only the pinned one and those in view are drawn', () => {
  const placed = placeColumns(columns, initialLayout(columns))
  expect(columnsInView(placed, 0, 600)).toEqual([0, 1, 2, 3, 4])
  expect(columnsInView(placed, 12_000, 600)).toEqual([0, 101, 102, 103, 104])
})

test('a column is revealed beside the pinned one', () => {
  const placed = placeColumns(columns, initialLayout(columns))
  expect(revealColumn(placed, 0, 600, 5000)).toBe(5000)
  expect(revealColumn(placed, 499, 600, 0)).toBe(500 * 120 - 600)
  expect(revealColumn(placed, 1, 600, 5000)).toBe(0)
})

test('hidden columns are out, moved ones are where they were put', () => {
  const three = columns.slice(0, 3)
  const layout = { ...initialLayout(three), hidden: [1] }
  expect(placeColumns(three, layout).map(({ index }) => index)).toEqual([0, 2])
  const moved = moveColumn(layout, 0, 1)
  expect(placeColumns(three, moved).map(({ index }) => index)).toEqual([2, 0])
  expect(moveColumn(layout, 1, 1)).toBe(layout)
})

test('a press sorts up, down and not at all; with others when added', () => {
  const up = sortedBy([], 'a', undefined, false)
  expect(up).toEqual([{ column: 'a', descending: false }])
  const down = sortedBy(up, 'a', undefined, false)
  expect(down).toEqual([{ column: 'a', descending: true }])
  expect(sortedBy(down, 'a', undefined, false)).toEqual([])
  expect(sortedBy(down, 'b', undefined, true)).toHaveLength(2)
  expect(sortedBy(down, 'b', true, false)).toEqual([{ column: 'b', descending: true }])
})

test('columns are pinned up to one, and one always stays', () => {
  const three = columns.slice(0, 3)
  const layout = initialLayout(three)
  const placed = placeColumns(three, layout)
  expect(pinnedAt(layout, placed, 2).pinned).toBe(3)
  expect(pinnedAt(layout, placed, 0).pinned).toBe(0)
  expect(hiddenAt(layout, placed, 0)).toMatchObject({ hidden: [0], pinned: 0 })
  expect(hiddenAt(layout, placed.slice(0, 1), 0)).toBeNull()
  expect(resized(layout, 1, 5).widths[1]).toBe(64)
})

test('a first width is from 64 to 360 px', () => {
  expect(fitWidth(10, [20])).toBe(64)
  expect(fitWidth(100, [5000])).toBe(360)
  expect(fitWidth(100, [120.4])).toBe(120)
})

test('keys move within the grid', () => {
  const size = { rows: 3_000_000, columns: 5, page: 20 }
  const at = { row: 10, column: 2 }
  expect(movePoint(at, { key: 'End', mod: true }, size)).toEqual({ row: 2_999_999, column: 4 })
  expect(movePoint(at, { key: 'Home', mod: true }, size)).toEqual({ row: 0, column: 0 })
  expect(movePoint(at, { key: 'PageUp', mod: false }, size)).toEqual({ row: 0, column: 2 })
  expect(movePoint(at, { key: 'ArrowRight', mod: false }, size)).toEqual({ row: 10, column: 3 })
  expect(movePoint(at, { key: 'x', mod: false }, size)).toBeNull()
})

test('a selection is the rectangle between its corners', () => {
  const range = rangeOf({ active: { row: 2, column: 4 }, anchor: { row: 5, column: 1 } })
  expect(range).toEqual({ firstRow: 2, lastRow: 5, firstColumn: 1, lastColumn: 4 })
  expect(inRange(range, 3, 4)).toBe(true)
  expect(inRange(range, 6, 4)).toBe(false)
})

test('a copy reads page by page and quotes what spreadsheets would split', async () => {
  const source: GridSource = {
    columns: [
      { name: 'a', type: 'INTEGER' },
      { name: 'tab\there', type: 'VARCHAR' },
    ],
    rows: 12_000,
    page: async (from, count) => {
      const rows = Math.min(count, 12_000 - from)
      return {
        from,
        columns: [
          Array.from({ length: rows }, (_, row) => from + row),
          Array.from({ length: rows }, () => null),
        ],
      }
    },
  }
  const text = await copyRange(source, { from: 0, end: 12_000, columns: [0, 1] }, { headers: true })
  const lines = text.split('\n')
  expect(lines).toHaveLength(12_001)
  expect(lines[0]).toBe('a\t"tab\there"')
  expect(lines[12_000]).toBe('11999\t')
  expect(tsvField('say "x"')).toBe('"say ""x"""')
  await expect(
    copyRange(source, { from: 0, end: 2_000_000, columns: [0] }, { headers: false }),
  ).rejects.toThrow(RangeError)
})

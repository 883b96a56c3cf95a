import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byMonth, segmentOf, splitLines, uniteLines } from './lines.ts'

const line = fc
  .record({
    key: fc.constantFrom('a', 'b', 'c').map((digit) => digit.repeat(64)),
    startedAt: fc.constantFrom('2026-01-31T23:59:59Z', '2026-02-01T00:00:00Z'),
    note: fc.string(),
  })
  .map((value) => JSON.stringify(value))
const lines = fc.array(line, { maxLength: 12 })

describe('lines of the ledger', () => {
  test('union does not care for order, grouping or repetition', () => {
    fc.assert(
      fc.property(lines, lines, lines, (a, b, c) => {
        expect(uniteLines(a, b)).toEqual(uniteLines(b, a))
        expect(uniteLines(uniteLines(a, b), c)).toEqual(uniteLines(a, uniteLines(b, c)))
        expect(uniteLines(a, a)).toEqual(uniteLines(a))
        expect(new Set(uniteLines(a, b))).toEqual(new Set([...a, ...b]))
      }),
    )
  })

  test('a segment is named by its lines and reads back as they were', () => {
    fc.assert(
      fc.property(lines, (some) => {
        const { name, text } = segmentOf(some)
        expect(splitLines(text)).toEqual(uniteLines(some))
        expect(segmentOf([...some].reverse())).toEqual({ name, text })
        const keys = splitLines(text).map((line) => (JSON.parse(line) as { key: string }).key)
        expect(keys).toEqual([...keys].sort())
      }),
    )
  })

  test('every line is in one month', () => {
    fc.assert(
      fc.property(lines, (some) => {
        expect([...byMonth(some).values()].flat().sort()).toEqual([...some].sort())
      }),
    )
  })

  test('a last line cut off by a crash is left out', () => {
    expect(splitLines('{"a":1}\n{"b":')).toEqual(['{"a":1}'])
    expect(splitLines('')).toEqual([])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPlainlyTable, tableOfText, tableText } from './paste-table.ts'

describe('text of a spreadsheet', () => {
  test('is rows of cells, quoted where they hold tabs or lines', () => {
    expect(tableOfText('a\tb\r\n1\t"two\nlines ""x"""\r\n')).toEqual([
      ['a', 'b'],
      ['1', 'two\nlines "x"'],
    ])
    expect(tableOfText('a\t\n\t\n')).toEqual([['a', '']])
    expect(tableOfText('say "hi"\tb')).toEqual([['say "hi"', 'b']])
    expect(tableOfText('\t\n')).toBeNull()
  })

  test('comes back from its own text', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'ab ,"\t\n;'), minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(cell, { minLength: 1, maxLength: 12 }),
        (width, cells) => {
          const table = Array.from({ length: Math.ceil(cells.length / width) }, (_, row) =>
            Array.from({ length: width }, (_, column) => cells[row * width + column] ?? 'x'),
          )
          expect(tableOfText(tableText(table))).toEqual(table)
        },
      ),
    )
  })

  test('is plainly a table only when rows are of one width', () => {
    expect(isPlainlyTable('a\tb\n1\t2\n')).toBe(true)
    for (const text of ['a\tb', 'a\nb', 'SELECT\n\ta\nFROM t', 'a\tb\nc'])
      expect(isPlainlyTable(text)).toBe(false)
  })
})

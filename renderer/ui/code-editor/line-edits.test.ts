import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineEdits } from './line-edits.ts'

const text = fc
  .array(fc.constantFrom('a', 'b', 'c\r', '', 'SELECT 1'), { maxLength: 12 })
  .map((lines) => lines.join('\n'))

const applied = (before: string, edits: { from: number; to: number; text: string }[]) =>
  edits.reduceRight((now, { from, to, text }) => now.slice(0, from) + text + now.slice(to), before)

test('edits of lines make the one text of the other, and lie one behind another', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edits = lineEdits(before, after) ?? []
      expect(applied(before, edits)).toBe(after)
      for (const [index, { from }] of edits.entries())
        expect(from).toBeGreaterThanOrEqual(edits[index - 1]?.to ?? 0)
    }),
  )
})

test('lines that stay are not touched', () => {
  expect(lineEdits('a\nb\nc\n', 'new\na\nb\nd\n')).toEqual([
    { from: 0, to: 0, text: 'new\n' },
    { from: 4, to: 6, text: 'd\n' },
  ])
})

test('long texts are left to be replaced whole', () => {
  expect(lineEdits('a\n'.repeat(2001), '')).toBeNull()
})

import { describe, expect, test } from 'vitest'
import { mergedText } from './merge-text.ts'

const base = 'SELECT a,\n  b,\n  c\nFROM t\nWHERE a > 1\nORDER BY a\n'

describe('a text that two programs changed', () => {
  test('has both changes where they are in different lines', () => {
    const mine = base.replace('a > 1', 'a > 2')
    const theirs = base.replace('SELECT a,\n', '-- why\nSELECT a,\n  aa,\n')
    expect(mergedText(base, mine, theirs)).toBe(
      '-- why\nSELECT a,\n  aa,\n  b,\n  c\nFROM t\nWHERE a > 2\nORDER BY a\n',
    )
  })
  test('has a change once that both made', () => {
    const both = base.replace('a > 1', 'a > 2')
    expect(mergedText(base, `${both}LIMIT 1\n`, both)).toBe(`${both}LIMIT 1\n`)
  })
  test('is for the user to settle where both changed one line, or one changed what the other took out', () => {
    const mine = base.replace('a > 1', 'a > 2')
    expect(mergedText(base, mine, base.replace('a > 1', 'a > 3'))).toBeNull()
    expect(mergedText(base, mine, base.replace('WHERE a > 1\n', ''))).toBeNull()
  })
  test('is for the user to settle when it is long', () => {
    const long = 'SELECT 1;\n'.repeat(3000)
    expect(mergedText(long, `-- mine\n${long}`, `${long}-- theirs\n`)).toBeNull()
  })
})

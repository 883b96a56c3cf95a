import { expect, test } from 'vitest'
import { caretAfter } from './format-caret.ts'

test.each([
  ['select a|bc from t', 'SELECT\n  a|bc\nFROM\n  t'],
  ['select |abc from t', 'SELECT\n  |abc\nFROM\n  t'],
  ['select abc  |  from t', 'SELECT\n  abc\n|FROM\n  t'],
  ['select 1|', 'SELECT\n  1|'],
  ['select 1 -- c|', 'SELECT\n  1 -- c|'],
])('the caret of %j', (before, after) => {
  const plain = (text: string) => text.replace('|', '')
  expect(caretAfter(plain(before), plain(after), before.indexOf('|'))).toBe(after.indexOf('|'))
})

import { expect, test } from 'vitest'
import { cellAt, folds } from './folds.ts'

const text = 'SELECT 0;\n-- %% late ones\nWITH c AS (\n  SELECT 1\n)\nFROM c;\nSELECT 2;\n-- %%\nSELECT 3'

test('the cell around a caret, its mark included', () => {
  expect(cellAt(text, 0)).toMatchObject({ title: '', from: 0 })
  expect(cellAt(text, text.indexOf('%%'))).toMatchObject({ title: 'late ones' })
  expect(cellAt(text, text.indexOf('SELECT 2'))).toMatchObject({ title: 'late ones' })
  expect(cellAt(text, text.length)).toMatchObject({ title: '', text: 'SELECT 3' })
  expect(cellAt('SELECT 1;\nSELECT 2', 3)).toBeNull()
  expect(cellAt("SELECT '\n-- %% no'", 3)).toBeNull()
  expect(cellAt('-- %% only\nSELECT 1', 0)).toMatchObject({ title: 'only' })
})

test('cells, parentheses and comments over several lines fold', () => {
  const lines = folds(`/* a\nb */\n${text}`).map(({ from, to, kind }) => {
    const line = (offset: number) => `/* a\nb */\n${text}`.slice(0, offset).split('\n').length
    return `${kind} ${line(from)}-${line(to)}`
  })
  expect(lines).toEqual(['comment 1-2', 'cell 4-9', 'block 5-7', 'cell 10-11'])
})

test('half-written text never throws', () => {
  for (let end = 0; end <= text.length; end++) {
    expect(() => [folds(text.slice(0, end)), cellAt(text.slice(0, end), end)]).not.toThrow()
  }
})

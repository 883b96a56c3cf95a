import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sameResults } from './same-results.ts'
import { ago, languageOf, lineCounts, splitMessage, splitPath } from './words.ts'

test('names, messages and times as they are shown', () => {
  expect(splitPath('queries/daily.sql')).toEqual({ name: 'daily.sql', folder: 'queries' })
  expect(splitPath('lakebench.yml')).toEqual({ name: 'lakebench.yml', folder: '' })
  expect(splitMessage('Use medians\n\nThey are less moved by outliers.\n')).toEqual({
    title: 'Use medians',
    body: 'They are less moved by outliers.',
  })
  expect(languageOf('evaluations/delay.YML')).toBe('yaml')
  expect(languageOf('Makefile')).toBe('plain')
  const now = Date.parse('2026-03-02T12:00:00Z')
  expect(ago('2026-03-02T11:59:40Z', now)).toBe('just now')
  expect(ago('2026-03-02T11:15:00Z', now)).toBe('45 min ago')
  expect(ago('2026-03-01T20:00:00Z', now)).toBe('16 h ago')
  expect(ago('2026-02-27T12:00:00Z', now)).toBe('3 d ago')
  expect(ago('2026-01-01T12:00:00Z', now)).toBe('2026-01-01')
})

test('lines added and gone', () => {
  expect(lineCounts('a\nb\nc', 'a\nB\nc')).toEqual({ added: 1, gone: 1 })
  expect(lineCounts('', 'a\nb')).toEqual({ added: 2, gone: 1 })
  expect(lineCounts('a\nb\nc\nd', 'a\nd')).toEqual({ added: 0, gone: 2 })
})

test('the counts add up to the difference in length', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { added, gone } = lineCounts(before, after)
      expect(added - gone).toBe(after.split('\n').length - before.split('\n').length)
      if (before === after) expect(added + gone).toBe(0)
      expect(lineCounts(after, before)).toEqual({ added: gone, gone: added })
    }),
  )
})

test('a version is told of the oldest that gave the same', () => {
  const run = (result: string | null) => ({
    key: '',
    evaluation: 'e',
    algorithm: 'a',
    result,
    rows: 1,
    startedAt: '',
    at: {},
    params: '',
  })
  const versions = [
    { commit: 'd', runs: [run('x')] },
    { commit: 'c', runs: [run('y')] },
    { commit: 'b', runs: [run('x')] },
    { commit: 'a', runs: [run('z'), run('x')] },
    { commit: 'o', runs: [] },
  ]
  expect([...sameResults(versions)]).toEqual([
    ['d', 'a'],
    ['b', 'a'],
  ])
})

import { expect, test } from 'vitest'
import { findConflicts } from '#shared/conflict.ts'
import { placesOf, sideText } from './conflict-places.ts'

test('each side of a conflict is found in its text, in order, also at its end', () => {
  const whole = 'a\nsame\nb\nsame'
  expect(placesOf(whole, ['same\n', '', 'same\n'])).toEqual([{ from: 2, to: 6 }, null, { from: 9, to: 13 }])
  expect(placesOf(whole, ['not there\n'])).toEqual([null])
})

test('a conflict gives way to one side or both', () => {
  const text = 'a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\nd\n'
  const [hunk] = findConflicts(text)
  expect(hunk).toBeDefined()
  if (!hunk) return
  const settle = (take: 'ours' | 'theirs' | 'both') =>
    text.slice(0, hunk.from) + sideText(hunk, take) + text.slice(hunk.to)
  expect(settle('ours')).toBe('a\nb\nd\n')
  expect(settle('theirs')).toBe('a\nc\nd\n')
  expect(settle('both')).toBe('a\nb\nc\nd\n')
})

import { expect, test } from 'vitest'
import { AppError } from '#shared/errors.ts'
import type { ColumnProfile } from '#shared/format/profile.ts'
import { createBook } from './book.ts'
import type { ProfileTarget } from './target.ts'

const profile = (name: string): ColumnProfile => ({ name, type: 'INTEGER', rows: 1, nulls: 0, distinct: 1 })

/** A target of many columns that answers when it is told to. */
function target(count: number, kept: string[] = [], broken?: string) {
  const asked: string[][] = []
  const answers: (() => void)[] = []
  const made: ProfileTarget = {
    columns: Array.from({ length: count }, (_, place) => ({ name: `c${place}`, type: 'INTEGER', about: {} })),
    rows: 1,
    profile: (columns, { signal }) =>
      new Promise((resolve, reject) => {
        const names = columns.map(({ name }) => name)
        asked.push(names)
        signal.addEventListener('abort', () => reject(new Error('aborted')))
        answers.push(() =>
          broken && names.includes(broken)
            ? reject(new AppError({ code: 'SQL_ERROR', kind: 'input', message: 'no' }))
            : resolve(names.map(profile)),
        )
      }),
    kept: async () => kept.map(profile),
    ask: () => Promise.reject(new Error('nothing is asked')),
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5))
  return {
    asked,
    book: createBook(made, (task, signal) => task(signal)),
    settled,
    async answer() {
      await settled()
      answers.pop()?.()
      await settled()
    },
  }
}

test('what is in view comes first, eight at a time, then the rest', async () => {
  const { book, asked, answer } = target(20)
  book.look({}, { columns: [15, 16], all: true })
  await answer()
  await answer()
  expect(asked[0]).toEqual(['c15', 'c16'])
  expect(asked[1]).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'])
  expect(book.state(15).profile?.name).toBe('c15')
})

test('what leaves the view before it is known is stopped', async () => {
  const { book, asked, settled, answer } = target(40)
  const me = {}
  book.look(me, { columns: [0, 1], all: false })
  await settled()
  book.look(me, { columns: [30, 31], all: false })
  await answer()
  expect(asked).toEqual([
    ['c0', 'c1'],
    ['c30', 'c31'],
  ])
  expect(book.state(0)).toEqual({})
  expect(book.state(30).profile?.name).toBe('c30')
})

test('what is kept is not computed', async () => {
  const { book, asked, settled } = target(2, ['c0', 'c1'])
  book.look({}, { columns: [0], all: true })
  await settled()
  expect(asked).toEqual([])
  expect(book.known()).toBe(2)
})

test('a column that fails takes no other with it', async () => {
  const { book, asked, answer } = target(3, [], 'c1')
  book.look({}, { columns: [0, 1, 2], all: false })
  for (let step = 0; step < 4; step++) await answer()
  expect(asked).toEqual([['c0', 'c1', 'c2'], ['c0'], ['c1'], ['c2']])
  expect(book.state(1).error?.message).toBe('no')
  expect(book.state(2).profile?.name).toBe('c2')
})

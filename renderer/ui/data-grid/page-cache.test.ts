import { expect, test } from 'vitest'
import type { Page } from '#shared/value.ts'
import { createPageCache, pageSizeFor } from './page-cache.ts'
import type { GridSource } from './types.ts'

interface Asked {
  from: number
  count: number
  signal: AbortSignal | undefined
  answer: () => void
  fail: (thrown: unknown) => void
}

/** A source whose answers the test gives itself. */
function heldSource(rows: number, columns = 50): GridSource & { asked: Asked[] } {
  const asked: Asked[] = []
  return {
    asked,
    rows,
    columns: Array.from({ length: columns }, (_, index) => ({ name: `c${index}`, type: 'INTEGER' })),
    page: (from, count, signal) =>
      new Promise<Page>((resolve, reject) => {
        const answer = () =>
          resolve({
            from,
            columns: Array.from({ length: columns }, () =>
              Array.from({ length: count }, (_, row) => from + row),
            ),
          })
        asked.push({ from, count, signal, answer, fail: reject })
      }),
  }
}

test('asks for whole pages once, and answers cells of them', async () => {
  const source = heldSource(1000)
  const cache = createPageCache(source)
  expect(cache.pageSize).toBe(400)
  const done = cache.want(390, 410)
  void cache.want(390, 410)
  expect(source.asked.map(({ from, count }) => [from, count])).toEqual([
    [0, 400],
    [400, 400],
  ])
  expect(cache.cell(395, 0)).toBeUndefined()
  for (const { answer } of source.asked) answer()
  await done
  expect(cache.cell(395, 3)).toBe(395)
  expect(cache.cell(400, 0)).toBe(400)
  expect(cache.version()).toBe(2)
})

test('the last page is short', async () => {
  const source = heldSource(450)
  const done = createPageCache(source).want(440, 450)
  expect(source.asked[0]).toMatchObject({ from: 400, count: 50 })
  source.asked[0]?.answer()
  await done
})

test('gives up what is no longer in view, and drops a late answer', async () => {
  const source = heldSource(100_000)
  const cache = createPageCache(source)
  void cache.want(0, 10)
  const later = cache.want(50_000, 50_010)
  expect(source.asked[0]?.signal?.aborted).toBe(true)
  source.asked[0]?.answer()
  source.asked[1]?.answer()
  await later
  expect(cache.has(0)).toBe(false)
  expect(cache.has(50_000)).toBe(true)
})

test('keeps a bounded number of pages, those wanted last', async () => {
  const source = heldSource(1_000_000)
  const cache = createPageCache(source, 8 * 20_000)
  for (let page = 0; page < 20; page++) {
    const done = cache.want(page * 400, page * 400 + 1)
    source.asked.at(-1)?.answer()
    await done
  }
  expect(cache.pages()).toHaveLength(8)
  expect(cache.has(0)).toBe(false)
  expect(cache.has(19 * 400)).toBe(true)
})

test('a failure is told, and gone after the next success', async () => {
  const source = heldSource(1000)
  const cache = createPageCache(source)
  const failed = cache.want(0, 1)
  source.asked[0]?.fail(new Error('engine gone'))
  await failed
  expect(cache.error()).toBeInstanceOf(Error)
  const done = cache.want(0, 1)
  source.asked[1]?.answer()
  await done
  expect(cache.error()).toBeNull()
})

test('wide results have short pages', () => {
  expect(pageSizeFor(1)).toBe(400)
  expect(pageSizeFor(500)).toBe(50)
})

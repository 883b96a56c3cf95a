import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Progress } from '#shared/progress.ts'
import { findAt, splitStatements } from '#shared/sql/index.ts'
import { sentenceOf, verdictOf } from './check-words.ts'
import { contractTemplate, sourceNameProblem } from './contract-template.ts'
import { contractMarkers, readContract } from './contract-text.ts'
import { differenceSql } from './difference-sql.ts'
import { ageShare, byNeed, countWords, type Health } from './health.ts'
import { instantFormat } from './instants.ts'
import { paced } from './paced.ts'
import { advance, bytesOfBytes, newCourse, phaseWords } from './phases.ts'
import { placeOnLine } from './place-on-line.ts'
import { addSample, rateOf, remaining, type Sample } from './rate.ts'
import { rejectsByReason, rejectsOf } from './rejects-sql.ts'
import { cancelledWords, leftWords, sameErrors, syncedWords } from './sync-words.ts'

const id = (digit: string) => digit.repeat(64)

test('the source that needs you is first, then by name', () => {
  const health: [string, Health][] = [
    ['weather', 'ok'],
    ['airports', 'ok'],
    ['flights', 'never synced'],
    ['birdstrikes', 'rejects'],
    ['orders', 'broken'],
  ]
  const sources = health.map(([name, health]) => ({ name, health }))
  expect(byNeed(sources).map(({ name }) => name)).toEqual([
    'orders',
    'birdstrikes',
    'flights',
    'airports',
    'weather',
  ])
  expect(countWords(sources)).toBe('5 sources, 3 need you')
  expect(countWords([{ health: 'late' }, { health: 'ok' }])).toBe('2 sources, 1 needs you')
  expect(countWords([{ health: 'ok' }])).toBe('1 source, all ok')
})

test('age is a share of the bound, where there is one', () => {
  expect(ageShare({ age: 13, freshness: 26 })).toBe(0.5)
  expect(ageShare({ age: 60, freshness: 26 })).toBeGreaterThan(2)
  expect(ageShare({ age: null, freshness: 26 })).toBeNull()
  expect(ageShare({ age: 3, freshness: null })).toBeNull()
})

test('the rate is that of the last seconds', () => {
  let samples: Sample[] = []
  for (let at = 0; at <= 20_000; at += 100) {
    const done = at < 10_000 ? at : 10_000 + (at - 10_000) * 8
    samples = addSample(samples, { at, done })
  }
  expect(rateOf(samples)).toBeCloseTo(8000)
  expect(remaining(90_000, 98_000, rateOf(samples))).toBeCloseTo(1000)
  expect(rateOf(addSample([], { at: 0, done: 0 }))).toBeNull()
  expect(addSample(samples, { at: 21_000, done: 3 })).toHaveLength(1)
})

test('samples stay few, whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2000), fc.nat(1000)), { maxLength: 200 }), (steps) => {
      let [samples, at, done]: [Sample[], number, number] = [[], 0, 0]
      for (const [ms, amount] of steps) {
        at += ms
        done += amount
        samples = addSample(samples, { at, done })
        const rate = rateOf(samples)
        if (rate !== null) expect(rate).toBeGreaterThanOrEqual(0)
        expect((samples.at(-1)?.at ?? 0) - (samples.at(-2)?.at ?? 0)).toBeLessThanOrEqual(2000)
      }
    }),
  )
})

test('a sync goes through its phases', () => {
  const list: Progress = { phase: 'List', done: 42, total: null, unit: 'objects' }
  const fetch = (done: number, bytesDone: number): Progress => ({
    phase: 'Fetch',
    done,
    total: 42,
    unit: 'objects',
    bytesDone,
    bytesTotal: 212e6,
  })
  let course = advance(newCourse('orders'), list, 0)
  expect(course.phases.map((phase) => phaseWords(phase, course.samples))).toEqual([
    'List 42 objects',
    'Fetch',
    'Verify',
    'Build image',
  ])
  course = advance(course, fetch(0, 0), 100)
  course = advance(course, fetch(18, 96e6), 12_000)
  expect(course.phases.map(({ state }) => state)).toEqual(['done', 'running', 'waiting', 'waiting'])
  expect(phaseWords(course.phases[1]!, course.samples)).toBe('Fetch 18/42, 96 of 212 MB, 8.1 MB/s, 15 s left')
  course = advance(course, { phase: 'Check contract', done: 0, total: 1, unit: 'steps' }, 13_000)
  expect(course.phases.at(-1)).toMatchObject({ name: 'Check contract', state: 'running' })
  expect(cancelledWords(course)).toBe(
    'Cancelled. 18 of 42 objects are kept and verified; the next sync goes on from there.',
  )
  expect(cancelledWords(null)).toContain('Nothing was changed')
})

test('bytes share the unit of the larger', () => {
  expect(bytesOfBytes(96e6, 212e6)).toBe('96 of 212 MB')
  expect(bytesOfBytes(1.2e6, 3.4e6)).toBe('1.2 of 3.4 MB')
  expect(bytesOfBytes(12, 900)).toBe('12 of 900 B')
})

const synced = {
  source: 'orders',
  snapshot: id('b'),
  changed: true,
  objects: 42,
  bytes: 212e6,
  fetched: 3,
  fetchedBytes: 4.2e6,
  rows: 18_204,
  rejects: 7,
  left: [],
  partial: false,
  ms: 1234,
}

test('a finished sync says what it did', () => {
  expect(syncedWords({ sources: [{ ...synced, changed: false }], failed: [] })).toBe(
    'Synced orders. Nothing new: same snapshot bbbbbbb',
  )
  expect(syncedWords({ sources: [{ ...synced, objects: 0 }], failed: [] })).toContain('No object in the lake')
  expect(syncedWords({ sources: [synced], failed: [] })).toBe(
    'Synced orders: snapshot bbbbbbb · 3 objects read, 4.2 MB · 18,204 rows · 7 rejects · 1.2 s',
  )
  expect(syncedWords({ sources: [synced, { ...synced, changed: false, fetched: 0 }], failed: [] })).toBe(
    'Synced 2 sources: 1 new snapshot · 3 objects read, 8.4 MB',
  )
  const failure = { code: 'X', kind: 'remote' as const, message: 'm', place: {}, details: {} }
  expect(syncedWords({ sources: [], failed: [failure] })).toBe('1 source could not be synced')
  const other = { ...failure, place: { file: 'contracts/a.yml' } }
  expect(sameErrors([failure, other, failure]).map(({ count }) => count)).toEqual([2, 1])
  expect(leftWords([])).toBeNull()
  expect(leftWords([{ path: 'a.json', reason: 'still being written' }])).toBe(
    '1 object left out: a.json (still being written)',
  )
})

test('marks on the time line stay apart and inside', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 60, max: 2000 }),
      (times, width) => {
        const points = times.map((time, index) => ({
          id: String(index),
          syncedAt: new Date(time).toISOString(),
        }))
        const placed = placeOnLine(points, width)
        expect(placed.length).toBeGreaterThan(0)
        placed.forEach(({ x }, index) => {
          expect(x).toBeGreaterThanOrEqual(14)
          expect(x).toBeLessThanOrEqual(width - 14)
          const before = placed[index - 1]
          if (before) expect(x - before.x).toBeGreaterThanOrEqual(27)
        })
        const newest = [...points]
          .map(({ syncedAt }) => syncedAt)
          .sort()
          .at(-1)
        expect(placed.at(-1)?.point.syncedAt).toBe(newest)
      },
    ),
  )
})

test('a broken contract is marked at its place', () => {
  const text = 'version: 1\nsource: orders\ncadense: daily\n'
  const { contract, problems } = readContract('contracts/orders.yml', text)
  expect(contract).toBeNull()
  expect(problems.length).toBeGreaterThan(1)
  const [first] = contractMarkers(text, problems)
  expect(text.slice(first?.from, first?.to)).toBe('cadense: daily')
})

test('a new contract is valid as it stands', () => {
  const { contract, problems } = readContract('contracts/orders.yml', contractTemplate('orders', 'lake'))
  expect(problems).toEqual([])
  expect(contract).toMatchObject({ source: 'orders', remote: 'lake', cadence: 'daily' })
  expect(sourceNameProblem('orders', [])).toBeNull()
  expect(sourceNameProblem('orders', ['orders'])).toContain('already')
  expect(sourceNameProblem('Orders', [])).toContain('a-z')
  expect(sourceNameProblem('orders_raw', [])).toContain('_raw')
})

test('instants show their seconds only where they must', () => {
  const [a, b, c] = ['2026-03-01T06:00:05.000Z', '2026-03-01T06:00:41.000Z', '2026-03-02T06:00:00.000Z']
  expect(instantFormat([a, c])(a)).toBe('2026-03-01 06:00')
  expect(instantFormat([a, b])(a)).toBe('2026-03-01 06:00:05')
  expect(instantFormat([a, a])(a)).toBe('2026-03-01 06:00')
})

test('the difference reads only the objects that differ, quoted', () => {
  const sql = differenceSql('flights', id('a'), id('b'), ["date=1/it's.parquet"])
  expect(sql).toContain("'date=1/it''s.parquet'")
  expect(findAt(sql).map(({ source, when }) => [source, when])).toEqual([
    ['flights_raw', { version: 'a'.repeat(12) }],
    ['flights_raw', { version: 'b'.repeat(12) }],
  ])
  expect(splitStatements(sql)).toHaveLength(1)
  const whole = differenceSql('flights', id('a'), id('b'), null)
  expect(findAt(whole).map(({ source }) => source)).toEqual(['flights', 'flights'])
})

test('rejects are asked for by reason, whatever it says', () => {
  expect(rejectsByReason('orders', 200)).toContain('FROM orders_rejects')
  expect(rejectsOf('orders', "it's wrong", '')).toContain("reason = 'it''s wrong' AND field IS NULL")
  expect(rejectsOf('orders', 'no DATE', 'day')).toContain("field = 'day'")
})

test('progress of many objects is shown a few times a second, another phase at once', async () => {
  const shown: string[] = []
  const { onProgress, flush } = paced(({ phase, done }) => shown.push(`${phase} ${done}`))
  const progress = (phase: string, done: number): Progress => ({ phase, done, total: null, unit: 'objects' })
  for (let done = 0; done < 10_000; done++) onProgress(progress('Fetch', done))
  expect(shown).toEqual(['Fetch 0'])
  onProgress(progress('Verify', 0))
  expect(shown).toEqual(['Fetch 0', 'Fetch 9999', 'Verify 0'])
  onProgress(progress('Verify', 7))
  flush()
  expect(shown.at(-1)).toBe('Verify 7')
})

test('a contract is checked over the same number of rows, whatever it rejects', () => {
  const none = { problems: [], rows: 10_007, rejects: 0, rejectsNow: 7 }
  expect(sentenceOf(none)).toBe('Would reject 0 of 10,007 rows (7 now).')
  expect(verdictOf(none)).toBe('fewer')
  const same = { problems: [], rows: 10_000, rejects: 7, rejectsNow: 7 }
  expect(sentenceOf(same)).toBe('Would reject 7 of 10,007 rows (7 now).')
  expect(verdictOf(same)).toBe('same')
  expect(sentenceOf({ problems: [], rows: null, rejects: null, rejectsNow: null })).toBeNull()
})

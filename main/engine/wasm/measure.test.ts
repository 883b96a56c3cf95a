import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { typeFixtures } from '#shared/cells.fixtures.ts'
import type { HandlerWork } from '../../worker/index.ts'
import { createEngine, type Engine } from './engine.ts'
import { wasmHandlers } from './handlers.ts'
import { measure, type RunRequest, run } from './run.ts'

let keepRowsAt: string
let engine: Engine

beforeAll(async () => {
  keepRowsAt = mkdtempSync(join(tmpdir(), 'lakebench-measure-'))
  engine = await createEngine()
})
afterAll(() => rmSync(keepRowsAt, { recursive: true, force: true }))

const work: HandlerWork = { signal: new AbortController().signal, onProgress: () => undefined }
const count = { name: 'rows', sql: 'SELECT count(*) FROM predictions' }
let sets = 0
/** Another set each time, so that an engine that was broken is opened anew. */
const request = (sql: string, metrics: RunRequest['metrics'] = [count]) => ({
  set: `set ${sets++}`,
  images: [],
  statements: ['CREATE VIEW numbers AS SELECT i, i * 0.1::DOUBLE AS x FROM range(20000) r(i)'],
  sql,
  metrics,
  keepRowsAt,
})

/** Runs, then measures what was kept: the same answer, or none. */
async function runAndMeasure(sql: string, metrics = [count]) {
  const asked = request(sql, metrics)
  const ran = await run(engine, asked, {})
  const measured = await measure(engine, { ...asked, digest: ran.digest }, {})
  return { ran, measured }
}

describe('kept rows', () => {
  test('give the bits that the run gave, in its order, beside the sources', async () => {
    const { ran, measured } = await runAndMeasure(
      `SELECT i, CASE WHEN i % 7 <> 0 THEN x END AS x, 'row ' || i AS t, i AS "odd "" name", i AS i
       FROM numbers ORDER BY hash(i)`,
      [
        count,
        { name: 'mean', sql: 'SELECT avg(x) FROM predictions' },
        { name: 'first', sql: 'SELECT first(i) FROM predictions' },
        { name: 'joined', sql: 'SELECT sum(n.x * p.x) FROM predictions p JOIN numbers n USING (i)' },
      ],
    )
    expect(ran.rows).toBe(20_000)
    expect(measured).toEqual({ ...ran, ms: 0, kept: null })
  })

  test.each([
    ...typeFixtures.map(({ sql }) => `SELECT ${sql} AS v UNION ALL SELECT NULL UNION ALL SELECT ${sql}`),
    "SELECT [TIMESTAMP_NS '2001-01-01', NULL] AS v, ['550e8400-e29b-41d4-a716-446655440000'::UUID] AS u",
    "SELECT {'a': 1.5, 'b': [DATE '2001-01-01', NULL]} AS v, MAP {'k': 1.25::DECIMAL(9,3)} AS m",
    'SELECT NULL AS v, [] AS l, [1::HUGEINT] AS h FROM range(5000)',
    'SELECT i, x FROM numbers WHERE false',
  ])('%s', async (sql) => {
    const { ran, measured } = await runAndMeasure(sql)
    // Arrow does not bring these two back as they were.
    if (ran.columns.some(({ type }) => /^(ENUM|BIT)/.test(type))) expect(measured).toBe('not the same')
    else expect(measured).toEqual({ ...ran, ms: 0, kept: null })
  })

  test.each([
    'SELECT count(*) AS n FROM range(1000000000) a(i), range(1000) b(j) WHERE i % 7 = j',
    'WITH c AS MATERIALIZED (SELECT count(*) AS n FROM range(10000000000)) FROM c ORDER BY n -- slow',
    'WITH RECURSIVE c(n) AS (SELECT 0::BIGINT UNION ALL SELECT n + 1 FROM c WHERE n < 10000000000) SELECT max(n) AS n FROM c',
    'SELECT sum(hash(i) % 10) OVER (ORDER BY hash(i))::BIGINT AS n FROM range(10000000000) r(i) LIMIT 1',
  ])('are measured without running %s', async (endless) => {
    const { digest } = await run(engine, request('SELECT 7::BIGINT AS n'), {})
    const began = performance.now()
    const measured = await measure(engine, { ...request(endless), digest }, {})
    expect(measured).toMatchObject({ digest, rows: 1, metrics: { rows: 1 }, ms: 0 })
    expect(performance.now() - began).toBeLessThan(2000)
  })

  test('a metric that fails says so, and the engine goes on', async () => {
    const asked = request('SELECT i FROM numbers')
    const { digest } = await run(engine, asked, {})
    const bad = { ...asked, digest, metrics: [{ name: 'bad', sql: 'SELECT nope FROM predictions' }] }
    await expect(measure(engine, bad, {})).rejects.toMatchObject({ place: { field: 'metrics.bad' } })
    expect(await measure(engine, { ...asked, digest }, {})).toMatchObject({ metrics: { rows: 20_000 } })
  })
})

describe('rows that are not the run’s', () => {
  const hashOf = (file: string) => file.replace(/arrows$/, 'sha256')
  const fallen = async (change: (file: string) => void) => {
    const handlers = wasmHandlers()
    const asked = request('SELECT i, x, repeat(i::VARCHAR, 3) AS t, [i] AS l FROM numbers WHERE i < 5000')
    const { digest } = await handlers.run(asked, work)
    const file = join(keepRowsAt, `${digest}.arrows`)
    change(file)
    expect(await handlers.measure({ ...asked, digest }, work)).toBeNull()
    // running mends what is kept
    expect(await handlers.run(asked, work)).toMatchObject({ digest })
    expect(await handlers.measure({ ...asked, digest }, work)).toMatchObject({ digest, rows: 5000 })
  }

  test('gone', () => fallen((file) => rmSync(file)))
  test('cut off', () => fallen((file) => writeFileSync(file, readFileSync(file).subarray(0, 50_000))))
  test('with another hash', () => fallen((file) => writeFileSync(hashOf(file), 'f'.repeat(64))))
  test('of another run, under its hash', async () => {
    const { kept } = await run(engine, request('SELECT i FROM numbers'), {})
    await fallen((file) => {
      copyFileSync(kept?.path ?? '', file)
      copyFileSync(hashOf(kept?.path ?? ''), hashOf(file))
    })
  })
  test('no Arrow, under its hash', () =>
    fallen((file) => {
      const text = 'x'.repeat(100_000)
      writeFileSync(file, text)
      writeFileSync(hashOf(file), createHash('sha256').update(text).digest('hex'))
    }))

  test('damaged anywhere: the engine does not even see it', async () => {
    const asked = request('SELECT i, x FROM numbers WHERE i < 300')
    const { digest } = await run(engine, asked, {})
    const file = join(keepRowsAt, `${digest}.arrows`)
    const whole = readFileSync(file)
    const position = fc.integer({ min: 0, max: whole.length - 1 })
    await fc.assert(
      fc.asyncProperty(position, fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const bytes = Uint8Array.from(whole)
        bytes[at] = (bytes[at] ?? 0) ^ by
        writeFileSync(file, bytes)
        expect(await measure(engine, { ...asked, digest }, {})).toBe('not kept')
      }),
    )
  })
})

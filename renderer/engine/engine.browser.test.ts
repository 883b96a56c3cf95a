import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestFixture } from '#shared/cells.fixtures.ts'
import type { ResolvedStatement } from '#shared/contract/engine.ts'
import { quickest, timed } from '#shared/testing.ts'
import { type LabServer, startLab } from './harness/server.ts'

const executablePath = [
  process.env.LAKEBENCH_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))
if (!executablePath)
  console.error('Skipped: no Chromium is installed, so the window’s engine was not tested.')

const key = 'ab'.repeat(32)

describe.skipIf(!executablePath)('the engine pair in Chromium, under the app’s CSP', () => {
  let lab: LabServer
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    lab = await startLab(key)
    browser = await chromium.launch({
      ...(executablePath && { executablePath }),
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--no-first-run',
      ],
    })
    page = await browser.newPage()
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(lab.url)
    await page.waitForFunction(() => 'lab' in window)
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await lab?.close()
  })

  const statement = (
    sql: string,
    change: Partial<ResolvedStatement> = {},
    set = 'cd',
  ): ResolvedStatement => ({
    set: {
      id: set.repeat(32),
      images: [
        {
          source: 'flights',
          snapshot: key,
          key,
          bytes: lab.image.bytes,
          rows: lab.image.rows,
          rejects: 0,
          partial: false,
        },
      ],
      statements: [
        `CREATE VIEW flights AS SELECT COLUMNS(c -> NOT starts_with(c, '_')) FROM i_${key.slice(0, 16)}.main.data`,
        'CREATE MACRO late(d) AS d > 15',
        `CREATE VIEW set_name AS SELECT '${set}' AS name`,
      ],
    },
    sql,
    stateful: false,
    steady: true,
    yieldsRows: true,
    reads: [],
    wholeTable: null,
    ...change,
  })

  const run = (
    resolved: ResolvedStatement,
    engine: 'auto' | 'wasm' | 'native' = 'auto',
    from = 0,
    count = 5,
  ) =>
    page.evaluate(
      async ({ resolved, engine, from, count }) => {
        const handle = await window.lab.pair.run(resolved, { engine })
        const { columns } = await handle.page(from, count)
        const answer = {
          engine: handle.engine,
          columns: handle.columns,
          rows: handle.rows,
          ms: handle.ms,
          note: handle.note,
          cells: columns,
        }
        await handle.close()
        return answer
      },
      { resolved, engine, from, count },
    )

  test('answers a first query from an image', async () => {
    const answer = await run(
      statement('SELECT count(*) AS n, sum(delay) AS s FROM flights WHERE late(delay)'),
      'wasm',
    )
    expect(answer).toMatchObject({
      engine: 'wasm',
      rows: 1,
      columns: [
        { name: 'n', type: 'BIGINT' },
        { name: 's', type: 'HUGEINT' },
      ],
      cells: [['2952000'], ['1498140000']],
    })
  })

  test('pages a whole table straight from the image, to its last row', async () => {
    const whole = statement('SELECT * FROM flights', { wholeTable: 'flights' })
    const answer = await run(whole, 'wasm', 2_999_998, 100)
    expect(answer.rows).toBe(3_000_000)
    expect(answer.columns.map((column) => column.name)).toEqual(['id', 'delay', 'origin', 'day'])
    expect(answer.cells).toEqual([
      [2_999_998, 2_999_999],
      [162, 81],
      ['o48', 'o49'],
      ['2001-05-30', '2001-05-30'],
    ])
    expect(await quickest(2000, () => timed(() => run(whole, 'wasm', 2_999_998, 100)))).toBeLessThan(2000)
  })

  test('sorts and filters the whole result, and profiles it', async () => {
    const answer = await page.evaluate(
      async (resolved) => {
        const { pair, profileResult } = window.lab
        const base = await pair.run(resolved, { engine: 'wasm' })
        const derived = await base.derive({
          where: "origin = 'o7' AND delay > 980",
          orderBy: [{ column: 'delay', descending: true }],
        })
        await base.close()
        const first = await derived.page(0, 2)
        const over = await derived.over('SELECT count(*) AS n FROM result')
        const profiles = await profileResult(derived, derived.columns)
        await derived.close()
        const closed = await window.lab.failure(() => derived.page(0, 1))
        return { rows: derived.rows, first, over, profiles, closed }
      },
      statement('SELECT * FROM flights', { wholeTable: 'flights' }),
    )
    expect(answer.first.columns[1]).toEqual([983, 983])
    expect(answer.over.page.columns).toEqual([[String(answer.rows)]])
    const [, delay, origin, day] = answer.profiles
    expect(delay).toMatchObject({ nulls: 0, min: 983, max: 983, distinct: 1, mean: 983, rows: answer.rows })
    expect(delay?.top).toEqual([{ value: 983, count: answer.rows }])
    expect(origin).toMatchObject({
      distinct: 1,
      top: [{ value: 'o7', count: answer.rows }],
      patterns: [{ pattern: 'a9', count: answer.rows }],
    })
    expect(day?.seasons?.month).toHaveLength(12)
    expect(day?.histogram?.reduce((sum, bar) => sum + bar.count, 0)).toBe(answer.rows)
    expect(answer.closed).toMatchObject({ code: 'RESULT_CLOSED' })
  })

  test('keeps a summary beside a result, on either engine, and makes it again when the engine died', async () => {
    for (const engine of ['wasm', 'native'] as const) {
      const answer = await page.evaluate(
        async ({ resolved, engine }) => {
          const { pair, workers } = window.lab
          const base = await pair.run(resolved, { engine })
          const kept = await base.keep(
            'SELECT delay // 100 AS hundred, count(*) AS n FROM result GROUP BY ALL ORDER BY hundred',
          )
          await base.close()
          const sum = 'SELECT sum(n)::INTEGER AS n FROM result WHERE hundred >= 8'
          const first = (await kept.over(sum)).page.columns
          if (engine === 'wasm') {
            for (const worker of workers)
              worker.dispatchEvent(new ErrorEvent('error', { message: 'crashed' }))
          }
          const again = (await kept.over(sum)).page.columns
          const { engine: of, rows } = kept
          await kept.close()
          return { of, rows, first, again }
        },
        { resolved: statement('SELECT * FROM flights', { wholeTable: 'flights' }), engine },
      )
      expect(answer.rows).toBe(10)
      expect(answer.of).toBe(engine)
      expect(Number(answer.first[0]?.[0])).toBe(600_000)
      expect(answer.again).toEqual(answer.first)
    }
  })

  test('what does not fit the window’s engine beside a result is done on native, and wasm answers on', async () => {
    const answer = await page.evaluate(
      async ([flights, one]) => {
        const { pair } = window.lab
        // The image's own table: wasm has it at once, without a copy.
        const whole = await pair.run(flights)
        const wide = await whole.keep("SELECT delay, repeat('x', 200) || delay AS wide FROM result")
        const few = await wide.derive({ where: 'delay = 7', orderBy: [] })
        const counted = await whole.over('SELECT count(DISTINCT delay) FROM result')
        const next = await pair.run(one, { engine: 'wasm' })
        const answer = {
          engines: [whole.engine, wide.engine, few.engine, next.engine],
          rows: [whole.rows, wide.rows, next.rows],
          few: [few.rows > 0, (await few.page(0, 1)).columns[0]],
          counted: Number(counted.page.columns[0]?.[0]) > 100,
        }
        for (const handle of [whole, wide, few, next]) await handle.close()
        return answer
      },
      [statement('SELECT * FROM flights', { wholeTable: 'flights' }), statement('SELECT 42 AS n')] as const,
    )
    expect(answer).toEqual({
      engines: ['wasm', 'native', 'native', 'wasm'],
      rows: [3_000_000, 3_000_000, 1],
      few: [true, [7]],
      counted: true,
    })
  })

  test('a profile of 3M rows comes from a sample and says so', async () => {
    const profile = await page.evaluate(
      async (resolved) => {
        const handle = await window.lab.pair.run(resolved, { engine: 'wasm' })
        const [delay] = await window.lab.profileResult(handle, [{ name: 'delay', type: 'SMALLINT' }])
        return delay
      },
      statement('SELECT * FROM flights', { wholeTable: 'flights' }),
    )
    expect(profile).toMatchObject({ rows: 3_000_000, nulls: 0, about: true, min: 0, max: 999 })
    // An estimate: DuckDB's is a quarter off at times.
    expect(Math.abs((profile?.distinct ?? 0) - 1000)).toBeLessThan(300)
    expect(Math.abs((profile?.sampled ?? 0) - 100_000)).toBeLessThan(5000)
    expect(profile?.histogram).toHaveLength(20)
  })

  test('races: wasm answers what is quick, native what wasm cannot, and an error is native’s', async () => {
    expect(await run(statement('SELECT 1 AS a'))).toMatchObject({ engine: 'wasm', cells: [[1]] })
    const json = await run(statement("SELECT json_extract_string('{\"a\": 7}', '$.a') AS a"))
    expect(json).toMatchObject({ engine: 'native', cells: [['7']] })
    // On a busy machine native is asked before wasm has failed, and then there is nothing to note.
    expect(json.note ?? 'Answered by native').toContain('Answered by native')
    const slow =
      'SELECT count(*) AS n FROM flights a JOIN flights b ON a.id = b.id * 2 AND a.delay <> b.delay'
    expect(['wasm', 'native']).toContain((await run(statement(slow))).engine)
    const error = await page.evaluate(
      (resolved) => window.lab.failure(() => window.lab.pair.run(resolved)),
      statement('SELECT nope FROM flights'),
    )
    expect(error?.message).toMatch(/^native: /)
    const alone = await page.evaluate(
      (resolved) => window.lab.failure(() => window.lab.pair.run(resolved, { engine: 'wasm' })),
      statement('SELECT\n  nope FROM flights'),
    )
    expect(alone).toMatchObject({ code: 'SQL_ERROR', place: { line: 2, column: 3 } })
  })

  test('answers statements that are no SELECT', async () => {
    expect(await run(statement('DESCRIBE flights'), 'wasm')).toMatchObject({ engine: 'wasm', rows: 4 })
    expect(await run(statement('-- sizes\nSUMMARIZE flights'), 'wasm')).toMatchObject({ rows: 4 })
    const plan = await run(statement('EXPLAIN SELECT * FROM flights WHERE id = 1'), 'wasm')
    expect(plan.columns.map((column) => column.name)).toEqual(['explain_key', 'explain_value'])
    expect(plan.cells[1]?.[0]).toContain('SCAN')
  })

  test('cancels within 100 ms', async () => {
    const endless = 'SELECT count(*) AS n FROM range(100000000) a(i), range(1000) b(j) WHERE i % 7 = j'
    const attempt = async (resolved: ResolvedStatement) => {
      const controller = new AbortController()
      const running = window.lab.failure(() =>
        window.lab.pair.run(resolved, { engine: 'wasm', signal: controller.signal }),
      )
      await new Promise((done) => setTimeout(done, 300))
      const began = performance.now()
      controller.abort()
      const error = await running
      const ms = performance.now() - began
      const next = await window.lab.pair.run({ ...resolved, sql: 'SELECT 2 AS b' }, { engine: 'wasm' })
      return { error, ms, nextMs: performance.now() - began, rows: next.rows }
    }
    const next: number[] = []
    const heard = await quickest(100, async () => {
      const { error, ms, nextMs, rows } = await page.evaluate(attempt, statement(endless))
      expect(error).toMatchObject({ kind: 'cancelled' })
      expect(rows).toBe(1)
      next.push(nextMs)
      return ms
    })
    expect(heard).toBeLessThan(100)
    expect(Math.min(...next)).toBeLessThan(1000)
  })

  test('a dead engine is restarted, and its results are run again when looked at', async () => {
    const answer = await page.evaluate(async (resolved) => {
      const { pair, workers, events } = window.lab
      const handle = await pair.run(resolved, { engine: 'wasm' })
      const derived = await handle.derive({ where: null, orderBy: [{ column: 'id', descending: true }] })
      events.length = 0
      for (const worker of workers) {
        worker.dispatchEvent(new ErrorEvent('error', { message: 'crashed for the test' }))
      }
      const pages = [await handle.page(0, 1), await derived.page(0, 1)]
      return { pages, events: [...events] }
    }, statement('SELECT id, delay FROM flights WHERE id < 10'))
    expect(answer.pages.map((each) => each.columns[0])).toEqual([[0], [9]])
    expect(answer.events).toEqual(expect.arrayContaining(['wasm restarted', 'wasm ready']))
  })

  test('keeps three sets; a result of an evicted one comes back', async () => {
    const sets = ['01', '02', '03', '04'].map((set) => statement('SELECT name FROM set_name', {}, set))
    const answer = await page.evaluate(async (all) => {
      const handles = []
      for (const resolved of all) handles.push(await window.lab.pair.run(resolved, { engine: 'wasm' }))
      const names = []
      for (const handle of handles) names.push((await handle.page(0, 1)).columns[0]?.[0])
      return names
    }, sets)
    expect(answer).toEqual(['01', '02', '03', '04'])
  }, 120_000)

  test('statements with state stay on one engine', async () => {
    const command = { yieldsRows: false, stateful: true }
    const answer = await page.evaluate(
      async (all) => {
        const { pair } = window.lab
        const [create, read] = all
        if (!create || !read) return null
        await pair.run(create, { owner: 'tab' })
        const mine = await pair.run(read, { owner: 'tab' })
        const cells = (await mine.page(0, 10)).columns
        const other = await window.lab.failure(() => pair.run(read, { owner: 'other tab', engine: 'wasm' }))
        pair.closeOwner('tab')
        return { engine: mine.engine, cells, other }
      },
      [
        statement('CREATE TEMP TABLE mine AS SELECT 41 AS x', command),
        statement('SELECT x + 1 AS y FROM mine'),
      ],
    )
    expect(answer).toMatchObject({ engine: 'wasm', cells: [[42]], other: { code: 'SQL_ERROR' } })
  })

  test('digests as a run does, whichever engine answered', async () => {
    const digests = await page.evaluate(
      async (all) => {
        const answers = []
        for (const [index, resolved] of all.entries()) {
          const engine = index === 1 ? 'native' : 'wasm'
          const handle = await window.lab.pair.run(resolved, { engine })
          const began = performance.now()
          answers.push({ digest: await handle.digest(), ms: performance.now() - began })
          await handle.close()
        }
        return answers
      },
      [
        statement('SELECT * FROM flights', { wholeTable: 'flights' }),
        statement('SELECT * FROM flights'),
        statement('SELECT * FROM flights ORDER BY id DESC'),
        statement(digestFixture.sql),
      ],
    )
    expect(digests[0]?.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(digests[1]?.digest).toBe(digests[0]?.digest)
    expect(digests[2]?.digest).not.toBe(digests[0]?.digest)
    expect(digests[3]?.digest).toBe(digestFixture.digest)
  })

  test('no SQL reaches a file, another address or a setting', async () => {
    const before = lab.requests.length
    for (const sql of [
      "SELECT * FROM read_csv('/etc/passwd')",
      "SELECT * FROM 'http://127.0.0.1:1/x.csv'",
      `SELECT * FROM read_csv('${lab.url}secret')`,
      "SELECT * FROM read_parquet('x.parquet')",
      "SELECT json_extract('{}', '$')",
      "SELECT date_trunc('hour', TIMESTAMPTZ '2001-01-01 00:00:00+00')",
    ]) {
      const error = await page.evaluate(
        (resolved) => window.lab.failure(() => window.lab.pair.run(resolved, { engine: 'wasm' })),
        statement(sql),
      )
      expect(error?.kind, sql).toBe('input')
    }
    for (const sql of ["COPY (SELECT 1) TO 'x.csv'", 'SET enable_external_access = true', 'LOAD json']) {
      const error = await page.evaluate(
        (resolved) => window.lab.failure(() => window.lab.pair.run(resolved, { engine: 'wasm' })),
        statement(sql, { yieldsRows: false }),
      )
      expect(error?.kind, sql).toBe('input')
    }
    expect(lab.requests.slice(before).filter((path) => !path.startsWith('/native/'))).toEqual([])
    expect(complaints).toEqual([])
  })
})

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { profileVersion } from '#shared/format/profile.ts'
import { quickest, timed } from '#shared/testing.ts'
import { imageAlias } from '../../engine/index.ts'
import { programs, writeFiles } from '../../git/testing.ts'
import { syncSources } from '../../lake/index.ts'
import { nodeWorkers } from '../../worker/node.ts'
import { type Workspace, workspaceId } from '../../workspace/index.ts'
import { type App, createApp } from '../app.ts'
import { lakeContext } from '../lake-context.ts'
import { known } from './catalogue.ts'
import { complete } from './complete.ts'
import { asNative, setOf } from './context.ts'
import { diagnose } from './diagnose.ts'
import { imagePath, newDownload, openDownload } from './downloads.ts'
import { planPreview } from './preview.ts'
import { keptProfiles, profileImage } from './profile.ts'
import { resolveStatement } from './resolve.ts'
import { querySnippet } from './snippet.ts'

let dir: string
let app: App
let workspace: Workspace
let may: string
let june: string

const day = (number: number) =>
  `id,origin,delay\n${Array.from({ length: 10 }, (_, n) => `${number * 10 + n},${n % 2 ? 'SFO' : 'LAX'},${n * 3}`).join('\n')}\n`
const contract = (source: string, fields: string) =>
  `version: 1\nsource: ${source}\ndescription: Some ${source}\nremote: lake\npath: '${source}/day={day}.csv'\nformat: {type: csv}\nfields:\n${fields}`

beforeAll(async () => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'api engine ')))
  const [root, lake, home] = [join(dir, 'work'), join(dir, 'lake'), join(dir, 'home')]
  for (const folder of [root, lake, home]) mkdirSync(folder)
  writeFiles(root, {
    'lakebench.yml': 'version: 1\nname: small\nremotes:\n  lake: {type: folder, path: ../lake}\n',
    'contracts/flights.yml': contract(
      'flights',
      '  id: {type: INTEGER, required: true}\n  origin: {type: VARCHAR, required: true, meaning: where from}\n  delay: {type: INTEGER, required: true, unit: min}\n',
    ),
    'contracts/weather.yml': contract('weather', '  wind: {type: DOUBLE}\n'),
    'contracts/broken.yml': 'version: 1\nsource: broken\nfelds: {}\n',
    'toolbox/late_share.sql':
      '/*---\ndescription: Share of late flights\nparams: {delay: {type: INTEGER, unit: min}}\n---*/\nCREATE MACRO late_share(delay, bound := 15) AS avg((delay > bound)::INT);\n',
    'toolbox/of_origin.sql':
      '/*---\ndescription: Flights of an origin\n---*/\nCREATE MACRO of_origin(o) AS TABLE SELECT id, delay FROM flights WHERE origin = o;\n',
    'toolbox/wrong.sql':
      '/*---\ndescription: Names no table\n---*/\nCREATE MACRO wrong(x) AS TABLE SELECT x FROM nowhere;\n',
  })
  writeFiles(lake, { 'flights/day=1.csv': day(1) })
  app = createApp({
    home,
    resources: fileURLToPath(new URL('../../..', import.meta.url)),
    startWorker: nodeWorkers(programs),
  })
  workspace = {
    id: workspaceId(root),
    root,
    name: 'small',
    remotes: { lake: { type: 'folder', path: '../lake' } },
    restricted: false,
    git: null,
  }
  const sync = async () => {
    const { sources, failed } = await syncSources(
      lakeContext(app, workspace),
      { sources: ['flights'], rehash: false },
      {},
    )
    if (failed[0]) throw new Error(failed[0].message)
    return sources[0]?.snapshot ?? ''
  }
  may = await sync()
  writeFiles(lake, { 'flights/day=2.csv': day(2) })
  june = await sync()
}, 120_000)

afterAll(() => {
  app?.close()
  rmSync(dir, { recursive: true, force: true })
})

const ctx = () => ({ app, workspace })
const resolve = (sql: string, more: Partial<Parameters<typeof resolveStatement>[1]> = {}) =>
  resolveStatement(ctx(), { sql, at: {}, params: {}, types: {}, ...more })
const rowsOf = async (sql: string, more: Partial<Parameters<typeof resolveStatement>[1]> = {}) => {
  const resolved = await resolve(sql, more)
  const set = asNative(ctx(), setOf(ctx(), resolved.set.id))
  return (await app.native.call('query', { set, sql: resolved.sql })).page.columns
}

describe('catalogue', () => {
  test('lists what is synced, what is not, what is broken, and the macros that work', async () => {
    const { catalogue, left } = await known(ctx(), {})
    expect(catalogue.sources).toMatchObject([
      { name: 'broken', image: null, problem: expect.stringContaining('contracts/broken.yml') },
      {
        name: 'flights',
        description: 'Some flights',
        image: { snapshot: june, rows: 20, rejects: 0, partial: false },
        columns: [
          { name: 'id', type: 'INTEGER', required: true },
          { name: 'origin', type: 'VARCHAR', meaning: 'where from' },
          { name: 'delay', type: 'INTEGER', unit: 'min' },
        ],
      },
      { name: 'weather', image: null, columns: [{ name: 'wind', type: 'DOUBLE' }] },
    ])
    expect(catalogue.sources[2]?.problem).toBeUndefined()
    const names = catalogue.macros.map(({ name }) => name)
    expect(names).toContain('late_share')
    expect(names).toContain('of_origin')
    expect(names).not.toContain('wrong')
    expect(left.map(({ transform }) => transform.name)).toContain('wrong')
  })
  test('at another snapshot it is another set, and asking again is quick', async () => {
    const now = await known(ctx(), {})
    const before = await known(ctx(), { flights: may.slice(0, 9) })
    expect(before.catalogue.sources[1]?.image).toMatchObject({ snapshot: may, rows: 10 })
    expect(before.catalogue.set.id).not.toBe(now.catalogue.set.id)
    expect(await known(ctx(), {})).toBe(now)
    expect(await quickest(50, () => timed(() => known(ctx(), {})))).toBeLessThan(50)
  })
  test('a snapshot that is not there is said at its source', async () => {
    const { catalogue } = await known(ctx(), { flights: '1234567' })
    expect(catalogue.sources[1]).toMatchObject({ image: null, problem: expect.stringContaining('1234567') })
  })
})

describe('resolve', () => {
  test('a plain statement', async () => {
    expect(await resolve('SELECT count(*) FROM flights -- all\n;')).toMatchObject({
      sql: 'SELECT count(*) FROM flights',
      stateful: false,
      steady: true,
      yieldsRows: true,
      wholeTable: null,
      reads: [{ source: 'flights', snapshot: june }],
    })
  })
  test('AT names another snapshot, beside the chosen one', async () => {
    const sql = `SELECT (SELECT count(*) FROM flights) AS n, count(*) AS old FROM flights AT (VERSION => '${may.slice(0, 7)}') f`
    const resolved = await resolve(sql)
    expect(resolved.reads.map(({ snapshot }) => snapshot).sort()).toEqual([june, may].sort())
    expect(resolved.set.images).toHaveLength(2)
    expect(await rowsOf(sql)).toEqual([['20'], ['10']])
    expect(await rowsOf(`SELECT count(*) FROM flights AT (VERSION => '${june}')`)).toEqual([['20']])
    expect(await rowsOf(`SELECT count(*) FROM flights_raw AT (VERSION => '${may}')`)).toEqual([['10']])
    expect(await rowsOf('SELECT count(*) FROM flights', { at: { flights: may } })).toEqual([['10']])
    await expect(resolve("SELECT 1,\n 2 FROM flights AT (VERSION => '1234567')")).rejects.toMatchObject({
      code: 'SNAPSHOT_UNKNOWN',
      place: { line: 2, column: 9 },
    })
    await expect(resolve("FROM nothing AT (VERSION => '1234567')")).rejects.toMatchObject({
      code: 'SOURCE_UNKNOWN',
    })
  })
  test('parameters are typed literals', async () => {
    const sql = "SELECT count(*) FROM flights WHERE delay > $bound AND origin = $o -- $bound\n AND '$o' <> ''"
    const params = { bound: '10', o: "x' OR '1" }
    expect((await resolve(sql, { params, types: { bound: 'INTEGER' } })).sql).toBe(
      "SELECT count(*) FROM flights WHERE delay > CAST('10' AS INTEGER) AND origin = 'x'' OR ''1' -- $bound\n AND '$o' <> ''",
    )
    expect(await rowsOf(sql, { params: { bound: 10, o: 'SFO' } })).toEqual([['6']])
    await expect(resolve(sql, { params: { bound: '1' } })).rejects.toMatchObject({ code: 'PARAM_MISSING' })
    await expect(resolve(sql, { params, types: { bound: 'DATE; DROP' } })).rejects.toMatchObject({
      code: 'SQL_TYPE',
    })
  })
  test('errors have their place in the text as it was sent', async () => {
    const sql = `SELECT '😀', $a FROM flights AT (VERSION => '${may}') WHER x`
    await expect(resolve(sql, { params: { a: 'a long value' } })).rejects.toMatchObject({
      code: 'SQL_SYNTAX',
      place: { line: 1, column: sql.lastIndexOf('x') + 1 },
    })
    await expect(resolve('SELECT 1;\n FROM weather')).rejects.toMatchObject({ code: 'SQL_ONE_STATEMENT' })
    await expect(resolve('SELECT 1\n FROM weather')).rejects.toMatchObject({
      code: 'SOURCE_NOT_SYNCED',
      place: { line: 2, column: 7 },
    })
    await expect(resolve('SELECT count(*) AS weather\n FROM weather')).rejects.toMatchObject({
      place: { line: 2, column: 7 },
    })
  })
  test.each([
    ['SELECT * FROM flights', 'flights'],
    ['select *\nfrom "flights" -- all\n;', 'flights'],
    ['FROM flights', 'flights'],
    ['SELECT * FROM flights f', null],
    ['SELECT * FROM flights LIMIT 3', null],
    ['SELECT *, 1 FROM flights', null],
    ['SELECT * FROM flights_raw', null],
    ['SELECT * FROM flights, flights', null],
    ['FROM flights SELECT *', null],
  ])('%s is the whole table %s', async (sql, whole) => {
    expect((await resolve(sql)).wholeTable).toBe(whole)
  })
  test('a whole table at a snapshot', async () => {
    expect((await resolve(`FROM flights AT (VERSION => '${may}')`)).wholeTable).toBe(`flights@${may}`)
    expect((await resolve(`FROM flights AT (VERSION => '${june}')`)).wholeTable).toBe('flights')
  })
  test.each([
    ['CREATE TEMP TABLE a AS SELECT 1', true, false],
    ['EXPLAIN SELECT 1', false, true],
    ['DESCRIBE flights', false, true],
    ['SHOW TABLES', false, true],
    ['WITH a AS (SELECT 1) FROM a', false, true],
    ['PIVOT flights ON origin USING count(*)', false, true],
  ])('%s: stateful %s, rows %s', async (sql, stateful, yieldsRows) => {
    expect(await resolve(sql)).toMatchObject({ stateful, yieldsRows })
  })
  test.each([
    ['SELECT count(*) FROM flights', true],
    ["FROM of_origin('SFO')", true],
    ['WITH a AS (SELECT 1 AS n) FROM a, range(3)', true],
    ['SELECT random() FROM flights', false],
    ['SELECT now()', false],
    ['SELECT current_date', false],
    ['FROM flights USING SAMPLE 3', false],
    ["SELECT getvariable('x')", false],
    ['FROM duckdb_settings()', false],
    ["FROM query('SELECT 1')", false],
    ['FROM made_by_the_user', false],
    ['SHOW TABLES', false],
  ])('%s can have one answer only: %s', async (sql, steady) => {
    expect((await resolve(sql)).steady).toBe(steady)
  })
  test('a PIVOT without IN reads its source, wherever it stands', async () => {
    const read = { reads: [{ source: 'flights', snapshot: june }], yieldsRows: true, stateful: false }
    expect(await resolve('PIVOT flights ON origin USING count(*)')).toMatchObject(read)
    expect(await resolve('SELECT * FROM (PIVOT flights ON origin)')).toMatchObject(read)
  })
  test('what a macro reads is read', async () => {
    expect((await resolve("FROM of_origin('SFO')")).reads).toEqual([{ source: 'flights', snapshot: june }])
  })
  test('another workspace cannot name the set', async () => {
    const { set } = await resolve('SELECT 1')
    expect(() => setOf({ app, workspace: { ...workspace, id: 'f'.repeat(16) } }, set.id)).toThrow(
      /Run the statement/,
    )
  })
})

describe('preview', () => {
  /** Bounds under which ten rows are many, and a sample of them is all of them. */
  const bounds = { shown: 3, small: 5, sample: 20 }
  const plan = (sql: string, at = {}) => planPreview(ctx(), { sql, at, params: {}, types: {} }, bounds)
  const rows = async (set: string, sql: string) =>
    (await app.native.call('query', { set: asNative(ctx(), setOf(ctx(), set)), sql })).page.columns

  test.each([
    'SELECT origin, count(*) AS n, avg(flights.delay) AS late FROM flights GROUP BY ALL ORDER BY ALL',
    'WITH flights AS (SELECT * FROM main.flights WHERE delay > 5) SELECT sum(id), late_share(delay) FROM flights',
    'SELECT count(*) FROM flights a JOIN flights b USING (id) -- twice',
    'SELECT id FROM flights ORDER BY id',
    'SUMMARIZE flights',
  ])('%s is answered over a sample as over the whole', async (sql) => {
    const { whole, sample, streams } = await plan(sql)
    expect(sample).toMatchObject({ source: 'flights', about: 20, of: 20 })
    expect(streams).toBe(false)
    expect(await rows(whole.set.id, sample?.sql ?? '')).toEqual(await rows(whole.set.id, whole.sql))
  })
  test('a sample stands for a snapshot that AT names, and another snapshot stays whole', async () => {
    await resolve(`FROM flights AT (VERSION => '${may}')`)
    const sql = `SELECT count(*), (SELECT count(*) FROM flights) FROM flights AT (VERSION => '${may}') WHERE flights.id > 0`
    const { whole, sample } = await plan(sql)
    expect(sample).toMatchObject({ source: 'flights', of: 20 })
    expect(await rows(whole.set.id, sample?.sql ?? '')).toEqual([['10'], ['20']])
    const pinned = await plan(sql, { flights: may })
    expect(pinned.sample).toMatchObject({ of: 10 })
  })
  test.each([
    ['FROM of_origin($$SFO$$)', 'a macro reads it'],
    ['SELECT count(*) FROM flights, flights_raw', 'a view of it is read too'],
    ['PIVOT flights ON origin USING count(*)', 'PIVOT stands in no FROM clause'],
    ['SELECT 1', 'nothing is read'],
  ])('%s has no sample: %s', async (sql) => {
    expect((await plan(sql)).sample).toBeNull()
  })
  test('shows one row more than it says, so that others are known of', async () => {
    const { whole, rows: shown } = await plan('SELECT id FROM flights')
    expect(shown).toBe(3)
    expect((await rows(whole.set.id, whole.sql))[0]).toHaveLength(4)
  })
  test.each([
    ['SELECT id, origin FROM flights WHERE delay > 3', true],
    ['SELECT upper(origin) FROM flights', true],
    ['SELECT late_share(delay) FROM flights', false],
    ['SELECT max(id) FROM flights', false],
    ['FROM flights ORDER BY id', false],
    ['FROM flights a, flights_rejects b', true],
  ])('%s streams: %s', async (sql, streams) => {
    expect((await plan(sql)).streams).toBe(streams)
  })
  test.each([
    ['CREATE TABLE t AS FROM flights', 'PREVIEW_EFFECTS'],
    ['SET threads = 1', 'PREVIEW_EFFECTS'],
    ['INSERT INTO flights VALUES (1)', 'PREVIEW_EFFECTS'],
    ["SELECT nextval('s')", 'PREVIEW_EFFECTS'],
    ['EXPLAIN ANALYZE FROM flights', 'PREVIEW_EFFECTS'],
    ['SELECT FROM WHERE', 'SQL_SYNTAX'],
    [`SELECT '${'x'.repeat(100_000)}'`, 'PREVIEW_LONG'],
    ['FROM weather', 'SOURCE_NOT_SYNCED'],
  ])('%.40s is refused: %s', async (sql, code) => {
    await expect(plan(sql)).rejects.toMatchObject({ code })
  })
})

describe('diagnose', () => {
  const marks = async (text: string) =>
    (await diagnose(ctx(), { text, at: {} })).map(({ from, to, fix, message }) => [
      text.slice(from, to),
      fix ?? null,
      message,
    ])
  test.each([
    ['SELECT delai FROM flights', 'delai', 'delay'],
    ["SELECT '😀é', f.delai FROM flights f", 'delai', 'delay'],
    ["-- 😀\nSELECT 1;\nSELECT '😀é' FROM flihgts", 'flihgts', 'flights'],
    ['SELECT late_shar(delay) FROM flights', 'late_shar', 'late_share'],
    ['SELECT 1 FROM flights WHER delay > 1', 'delay', null],
    ['SELECT (1', '1', null],
    ['SELECT sum(origin) FROM flights', 'sum', null],
    ['FROM weather', 'weather', null],
    ['SELECT id FROM flights a JOIN flights b ON a.id = b.id', 'id', null],
    ["FROM flights AT (VERSION => '1234567')", "flights AT (VERSION => '1234567')", null],
    ['/*---\nparams: {cut: {type: DATE}}\n---*/\nSELECT $cut + origin FROM flights', '+', null],
    ['FROM wrong(1)', 'wrong', null],
    ["COPY flights TO 'x.csv'", 'COPY', null],
  ])('%s marks %s, mended by %s', async (text, marked, fix) => {
    const found = await marks(text)
    expect(found.map(([at, mended]) => [at, mended])).toEqual([[marked, fix]])
  })
  test('says once what was meant', async () => {
    for (const text of [
      'SELECT delai FROM flights',
      'SELECT f.delai FROM flights f',
      'SELECT 1 FROM flihgts',
    ]) {
      const [mark] = await marks(text)
      expect(mark?.[2]?.match(/Did you mean/g), text).toHaveLength(1)
      expect(mark?.[2]).toMatch(/\. Did you mean `(delay|flights)`\?$/)
    }
  })
  test('each statement is checked, and later ones see what earlier ones make', async () => {
    const text =
      'CREATE TEMP TABLE mine AS SELECT 1 AS a;\nSELECT a FROM mine;\nSELECT b FROM mine;\nSELECT late_share(delay) FROM flights;\nSELECT x'
    expect((await marks(text)).map(([at]) => at)).toEqual(['b', 'x'])
    expect(await marks('SELECT a FROM mine')).toHaveLength(1)
    expect(await marks('')).toEqual([])
  })
  test('what is right has no marks', async () => {
    for (const text of [
      `SELECT * FROM flights AT (VERSION => '${may}') WHERE delay > $bound`,
      "/*---\ndescription: d\nparams: {cut: {type: INTEGER}}\n---*/\nFROM of_origin('SFO') WHERE delay > $cut;",
      'DESCRIBE flights; SUMMARIZE flights; EXPLAIN SELECT 1; SHOW TABLES',
    ]) {
      expect(await marks(text), text).toEqual([])
    }
    expect((await marks('FROM weather'))[0]?.[2]).toContain('lakebench sync weather')
  })
})

describe('complete', () => {
  const labels = async (marked: string) => {
    const found = await complete(ctx(), {
      text: marked.replace('|', ''),
      offset: marked.indexOf('|'),
      at: {},
    })
    return found.map(({ label, kind }) => `${kind} ${label}`)
  }
  test.each([
    ['SELECT | FROM flights', ['column id', 'column origin', 'column delay', 'macro late_share']],
    ['SELECT de| FROM flights f', ['column delay', 'macro late_share', 'source f']],
    ['SELECT * FROM |', ['source flights', 'source weather', 'source flights_raw', 'macro of_origin']],
    ['SELECT f.| FROM flights f', ['column delay']],
    ['WITH c AS (SELECT delay * 2 AS twice FROM flights) SELECT | FROM c', ['column twice', 'cte c']],
    ['WITH c AS (SELECT delay * 2 AS twice FROM flights) SELECT * FROM |', ['cte c', 'source flights']],
    ["SELECT | FROM of_origin('SFO') o", ['column id', 'column delay']],
    ['SELECT s.| FROM (SELECT 1 AS one) s', ['column one']],
    ['SELECT date_tr| FROM flights', ['function date_trunc']],
    ['SEL|', ['keyword SELECT']],
    ['CREATE TABLE t AS SEL|', ['keyword SELECT']],
    ['SELECT CAST(id AS INT|', ['keyword INT']],
    ['SELECT 1;\nSELECT | FROM flights', ['column delay']],
    [`SELECT | FROM flights AT (VERSION => '1234567') f`, ['column delay']],
    [
      'SELECT * FROM flights WHERE delay > 1 AND EXISTS (SELECT 1 FROM flights g WHERE |)',
      ['column delay', 'source g'],
    ],
  ])('%s', async (marked, expected) => {
    expect(await labels(marked)).toEqual(expect.arrayContaining(expected))
  })
  test.each([
    "SELECT 'de|",
    'SELECT 1 -- de|',
    '/* de| */',
    'SELECT id AS de| FROM flights',
    'FROM flights AS f|',
  ])('nothing in %s', async (marked) => {
    expect(await labels(marked)).toEqual([])
  })
  test('only the columns of the alias behind a dot; sources no columns', async () => {
    expect(await labels('SELECT f.| FROM flights f')).toEqual(['column id', 'column origin', 'column delay'])
    expect((await labels('SELECT * FROM |')).some((label) => label.startsWith('column'))).toBe(false)
  })
  test('docs, and calls that are not opened twice', async () => {
    const text = 'SELECT late(1) FROM flights'
    const found = await complete(ctx(), { text, offset: 'SELECT late'.length, at: {} })
    expect(found.find(({ label }) => label === 'late_share')).toMatchObject({
      insert: 'late_share',
      detail: 'late_share(delay, bound := 15)',
      documentation: expect.stringContaining('Share of late flights'),
    })
  })
  test('answers in less than 50 ms', async () => {
    const typed = () => labels('WITH c AS (FROM flights) SELECT de| FROM c, flights')
    expect(await quickest(50, () => timed(typed))).toBeLessThan(50)
  })
})

describe('profiles', () => {
  test('of an image are computed once, kept beside it, and counted anew for other bounds', async () => {
    const { catalogue } = await known(ctx(), {})
    const { set } = catalogue
    const image = set.images.find(({ source }) => source === 'flights')?.key ?? ''
    const file = join(app.home, 'images', `${image}.profile.json`)
    const columns = [
      { name: 'id', type: 'INTEGER' },
      { name: 'delay', type: 'INTEGER' },
    ]
    const ask = (bounds?: { max: number }) =>
      profileImage(
        ctx(),
        {
          set: set.id,
          image,
          columns: columns.map((column) => (bounds ? { ...column, bounds } : column)),
          exact: false,
        },
        {},
      )
    const names = columns.map(({ name }) => name)
    expect(await keptProfiles(ctx(), { set: set.id, image, columns: names })).toEqual([])
    const [id, delay] = await ask()
    expect(id).toMatchObject({ rows: 20, nulls: 0, distinct: 20, min: 10 })
    expect(delay?.histogram?.length).toBeGreaterThan(1)
    // Each column has its most frequent values, not the first alone.
    expect(id?.top).toHaveLength(10)
    expect(delay?.distinct).toBeGreaterThan(1)
    expect(delay?.top?.length).toBe(Math.min(10, delay?.distinct ?? 0))
    await expect
      .poll(() => readdirSync(join(app.home, 'images')).includes(`${image}.profile.json`))
      .toBe(true)
    const { mtimeMs } = statSync(file)
    expect(await ask()).toEqual([id, delay])
    expect(await keptProfiles(ctx(), { set: set.id, image, columns: names })).toEqual([id, delay])
    expect(statSync(file).mtimeMs).toBe(mtimeMs)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      v: profileVersion,
      image,
      columns: { id },
    })
    expect((await ask({ max: 20 }))[1]?.bounds).toEqual({ max: 20, below: 0, above: 6 })
    await expect(
      profileImage(ctx(), { set: set.id, image: 'a'.repeat(64), columns, exact: false }, {}),
    ).rejects.toMatchObject({ code: 'SOURCE_UNKNOWN' })
  })
})

describe('files', () => {
  test('an image is found by its key, a download by its id, and nothing else', async () => {
    const key = (await known(ctx(), {})).images[0]?.key ?? ''
    expect(statSync(await imagePath(app, key)).isFile()).toBe(true)
    for (const bad of ['../../etc/passwd', 'a'.repeat(64), '', key.slice(1)]) {
      await expect(imagePath(app, bad)).rejects.toMatchObject({ code: 'IMAGE_GONE' })
      await expect(openDownload(app, bad)).rejects.toMatchObject({ code: 'DOWNLOAD_GONE' })
    }
    const { id, path } = await newDownload(app, 'result.csv')
    await expect(openDownload(app, id)).rejects.toMatchObject({ code: 'DOWNLOAD_GONE' })
    const { set } = await resolve('FROM flights')
    await app.native.call('exportRows', {
      set: asNative(ctx(), set),
      sql: 'FROM flights',
      format: 'csv',
      to: path,
    })
    expect(await openDownload(app, id)).toEqual({ path, name: 'result.csv', bytes: statSync(path).size })
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(22)
  })

  test('the snippet opens the same images and gives the same rows', async () => {
    const sql = "SELECT late_share(delay) AS s\nFROM flights\nWHERE origin = 'SFO'"
    const text = await querySnippet(app, workspace, { sql, at: { flights: may }, language: 'python' })
    expect(text).toContain(may.slice(0, 7))
    expect(text).toContain('duckdb==1.4.3')
    // Each statement is a Python text; those on one line are JSON texts too.
    const connection = await (await DuckDBInstance.create()).connect()
    for (const line of text.split('\n').filter((one) => /^ {4}".*",$/.test(one))) {
      await connection.run(JSON.parse(line.trim().slice(0, -1)))
    }
    const query = /connection\.sql\("""([\s\S]*)"""\)/.exec(text)?.[1] ?? ''
    expect((await connection.runAndReadAll(query)).getRows()).toEqual([[0.4]])
    const r = await querySnippet(app, workspace, { sql, at: {}, language: 'r' })
    expect(r).toContain('library(duckdb)')
    expect(r).toContain(imageAlias((await known(ctx(), {})).images[0]?.key ?? ''))
  })
  test('spill folders go with their engines', () => {
    const left = readdirSync(join(app.home, 'tmp')).filter((name) => name.startsWith('spill-'))
    expect(left.length).toBeLessThanOrEqual(4)
  })
})

test('AT by a parameter reads the snapshot that its value names', async () => {
  const sql = 'SELECT $late AS late, count(*) AS n FROM flights AT (VERSION => $snap) WHERE delay > $late'
  const types = { late: 'INTEGER' }
  const params = { snap: may.slice(0, 9), late: 3 }
  const resolved = await resolveStatement(ctx(), { sql, at: {}, params, types })
  expect(resolved.reads).toEqual([{ source: 'flights', snapshot: may }])
  expect(resolved.sql).toContain("CAST('3' AS INTEGER)")
  expect(await diagnose(ctx(), { text: sql, at: {} })).toEqual([])
})

test('an AT that names no snapshot says what there is, at its place', async () => {
  const wrong = `${may.slice(0, 6)}${may[6] === 'f' ? 'e' : 'f'}`
  const text = `SELECT 1;\nFROM flights AT (VERSION => '${wrong}')`
  const [problem] = await diagnose(ctx(), { text, at: {} })
  expect(problem).toMatchObject({ from: text.indexOf('flights'), to: text.length })
  expect(problem?.message).toContain(may.slice(0, 7))
})

test('completes snapshots inside AT, newest first', async () => {
  const labels = async (text: string) =>
    (await complete(ctx(), { text, offset: text.length, at: {} })).map(({ label, insert }) => [label, insert])
  const [first, second] = await labels('FROM flights AT (VERSION => ')
  expect([first?.[1], second?.[1]]).toEqual([`'${june.slice(0, 7)}'`, `'${may.slice(0, 7)}'`])
  expect((await labels("FROM flights AT (VERSION => '"))[0]?.[1]).toBe(`${june.slice(0, 7)}'`)
  expect((await labels('SELECT * FROM "flights" f, flights AT ('))[0]?.[0]).toMatch(/^VERSION => '/)
  expect((await labels('FROM flights AT (TIMESTAMP => '))[0]?.[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/)
  expect(await labels("SELECT 'FROM flights AT (")).toEqual([])
})

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bareSet, type NativeClient, type NativeSet } from '../../engine/index.ts'
import { parseToolbox, testTransforms } from '../index.ts'
import { testNative } from '../testing.ts'
import { type ExtractContext, planExtraction, previewExtraction } from './index.ts'
import { shapes } from './shapes.ts'

let native: NativeClient
let context: ExtractContext
beforeAll(() => {
  native = testNative()
  const set: NativeSet = bareSet([
    `CREATE TABLE flights AS SELECT
      TIMESTAMP '2001-05-30 10:00:00' + to_hours(i::INT * 7) AS date, (i * 37 % 100 - 20)::INT AS delay,
      100 + i::INT AS distance, ['SEA', 'JFK', 'ORD'][(i % 3 + 1)::INT] AS origin, 'Ada' AS pilot FROM range(50) r(i)`,
    'CREATE MACRO late(delay) AS delay > 15',
  ])
  const column = (name: string, type: string, more = {}) => ({ name, type, personal: false, ...more })
  const late = parseToolbox([
    {
      path: 'toolbox/late.sql',
      text: '/*---\ndescription: late\n---*/\nCREATE MACRO late(delay) AS delay > 15',
    },
  ])
  context = {
    native,
    transforms: late.transforms,
    sources: [
      {
        name: 'flights',
        columns: [
          column('date', 'TIMESTAMP', { meaning: 'scheduled departure' }),
          column('delay', 'INTEGER', { unit: 'min', meaning: 'arrival delay' }),
          column('distance', 'INTEGER', { unit: 'mile' }),
          column('origin', 'VARCHAR'),
          column('pilot', 'VARCHAR', { personal: true }),
        ],
      },
    ],
    ready: async (sql) => ({ set, sql, reads: [{ source: 'flights', snapshot: 'a'.repeat(64) }] }),
  }
})
afterAll(() => native.close())

const header = '/*---\nparams:\n  cut: {type: DATE, default: 2001-06-01, meaning: first day}\n---*/\n'
const learned = `${header}WITH past AS (
  SELECT * FROM flights WHERE date < $cut
), learned AS (
  SELECT origin, avg(delay) AS predicted FROM past GROUP BY ALL
)
SELECT f.date, coalesce(learned.predicted, 0) - f.delay AS error
FROM flights AS f LEFT JOIN learned USING (origin)`

const select = (text: string, part: string) => {
  const from = text.indexOf(part)
  return { text, from, to: from + part.length }
}
const plan = (text: string, part: string) => planExtraction(context, select(text, part))
/** With the constants named as parameters too. */
async function preview(text: string, part: string, constants: string[] = [], name = 'made') {
  const { candidates } = await plan(text, part)
  const params = candidates
    .filter(({ kind, text: own }) => kind === 'column' || constants.includes(own))
    .map(({ from, to, suggested }) => ({ from, to, name: suggested }))
  return previewExtraction(context, { ...select(text, part), name, description: 'Made here', params })
}
const refusal = (text: string, part: string) =>
  plan(text, part).then(
    () => 'taken',
    ({ code, message, place }) => ({ code, message, line: place.line, column: place.column }),
  )

describe('what a selection is', () => {
  test.each([
    ['SELECT quantile_cont(delay, 0.9) AS q FROM flights', 'quantile_cont(delay, 0.9)', 'scalar'],
    ['SELECT delay + distance * 2 AS a FROM flights', ' distance * 2 ', 'scalar'],
    [
      'SELECT max(delay) FILTER (WHERE delay < 9) AS a FROM flights',
      'max(delay) FILTER (WHERE delay < 9)',
      'scalar',
    ],
    [
      'SELECT row_number() OVER (PARTITION BY origin ORDER BY date) AS a FROM flights',
      'row_number() OVER (PARTITION BY origin ORDER BY date)',
      'scalar',
    ],
    [learned, 'SELECT * FROM flights WHERE date < $cut', 'table'],
    [learned, '(\n  SELECT * FROM flights WHERE date < $cut\n)', 'table'],
    ['SELECT * FROM (SELECT origin FROM flights) AS o', '(SELECT origin FROM flights)', 'table'],
    ['SELECT 1 AS a WHERE 2 IN (SELECT delay FROM flights)', '(SELECT delay FROM flights)', 'table'],
    ['SELECT (SELECT max(delay) FROM flights) AS m', '(SELECT max(delay) FROM flights)', 'scalar'],
    ['FROM flights; SELECT 1 AS a;', 'FROM flights;', 'table'],
  ])('%j: %j is %s', async (text, part, kind) => {
    expect((await plan(text, part)).kind).toBe(kind)
  })
  test.each([
    ['SELECT delay + distance * 2 FROM flights', 'delay + distance', 'not a whole expression', 8],
    ['SELECT delay - distance - 2 FROM flights', 'distance - 2', 'not a whole expression', 16],
    ['SELECT delay AS d FROM flights', 'delay AS d', 'alias', 14],
    ['SELECT delay AS d FROM flights', 'flights', 'name', 24],
    ['SELECT delay AS d FROM flights', 'lay', 'in two', 8],
    ['SELECT delay AS d FROM flights', 'd FROM', 'neither', 17],
    ['SELECT delay, distance FROM flights', 'delay, distance', 'not a whole', 8],
    ['SELECT 1; SELECT 2', '1; SELECT 2', 'several statements', 8],
    ['SELECT delay FROM flights WHERE delay > 1', 'SELECT delay FROM flights', 'neither', 1],
    ['SELECT delay FROM', 'delay', 'no SELECT that DuckDB can read', 1],
    ['CREATE TABLE t AS SELECT delay + 1 AS a FROM flights', 'delay + 1', 'no SELECT', 1],
    [`SELECT ${'delay + '.repeat(300)}1 AS a FROM flights`, `${'delay + '.repeat(300)}1`, 'Select less', 8],
    ['SELECT 1 -- delay', '-- delay', 'Nothing is selected', 10],
    ['SELECT random() * delay AS r FROM flights', 'random() * delay', 'answers differently', 8],
    [
      "SELECT * FROM (FROM flights AT (VERSION => '9f3c2a1')) AS x",
      "FROM flights AT (VERSION => '9f3c2a1')",
      'AT',
      21,
    ],
    ['SELECT delay > ? AS l FROM flights', 'delay > ?', 'Name the parameter', 16],
  ])('%j: %j is refused', async (text, part, message, column) => {
    expect(await refusal(text, part)).toMatchObject({
      code: 'EXTRACT_SELECTION',
      message: expect.stringContaining(message),
      line: 1,
      column,
    })
  })
  test('the mark of a cell ends a statement', async () => {
    const text =
      '-- %% One\nSELECT delay + 1 AS a FROM flights\n-- %% Two\nSELECT delay + 2 AS b FROM flights\n'
    const made = await preview(text, 'delay + 2')
    expect(made.proof).toMatchObject({ equal: true, rows: 50 })
    expect(made.after).toContain('SELECT made(delay) AS b FROM flights\n')
  })
  test('a query that reads an earlier CTE says which', async () => {
    expect(
      await refusal(learned, 'SELECT origin, avg(delay) AS predicted FROM past GROUP BY ALL'),
    ).toMatchObject({
      message: expect.stringContaining('`past`'),
      line: 8,
      column: 3,
    })
  })
  test('the form of the trees is the one that is looked at', async () => {
    const found = await shapes(native, [
      'SELECT "__lakebench_selection"()',
      'FROM "__lakebench_selection"()',
      'SELECT (a + b) * 2',
      'SELECT ((a + b)) * 2',
      'SELECT a + b * 2',
      `SELECT '"query_location":1,' AS a`,
      `SELECT '"query_location":2,' AS a`,
      'SELEC 1',
    ])
    expect(found.map(({ marked }) => marked)).toEqual([
      'expression',
      'table',
      null,
      null,
      null,
      null,
      null,
      null,
    ])
    expect(found[2]?.digest).toBe(found[3]?.digest)
    expect(found[2]?.digest).not.toBe(found[4]?.digest)
    expect(found[5]?.digest).not.toBe(found[6]?.digest)
    expect(found[7]?.digest).toBeNull()
  })
})

describe('candidates', () => {
  const listed = async (text: string, part: string) =>
    (await plan(text, part)).candidates.map((one) => `${one.kind} ${one.text} as ${one.suggested}`)
  test('constants, columns and query parameters, each where it stands', async () => {
    const text = `${header}SELECT '😀' AS e, coalesce(f.delay, -1) > 15 AND f.date >= DATE '2001-06-01' AND f.date < $cut AS x FROM flights AS f`
    const part = "coalesce(f.delay, -1) > 15 AND f.date >= DATE '2001-06-01' AND f.date < $cut"
    const { candidates } = await plan(text, part)
    for (const { from, to, text: own } of candidates) expect(part.slice(from, to)).toBe(own)
    expect(await listed(text, part)).toEqual([
      'column f.delay as delay',
      'constant -1 as number',
      'constant 15 as bound',
      'column f.date as date',
      "constant DATE '2001-06-01' as bound_2",
      'column f.date as date',
      'column $cut as cut',
    ])
  })
  test('what is no column: types, parts of dates, names of arguments, lambda parameters, inner columns', async () => {
    const part =
      "list_transform([delay::DOUBLE], lambda x: x * 2) || [date_part('hour', date)] || [extract(hour FROM date)] || [(SELECT avg(g.distance) FROM flights AS g WHERE g.origin = f.origin AND pilot IS NOT NULL)]"
    expect(await listed(`SELECT ${part} AS l FROM flights AS f`, part)).toEqual([
      'column delay as delay',
      'constant 2 as number',
      "constant 'hour' as word",
      'column date as date',
      'column date as date',
      'column f.origin as f_origin',
    ])
  })
  test('a place in GROUP BY is no constant', async () => {
    const part = 'SELECT origin, count(*) AS n FROM flights WHERE delay > 30 GROUP BY 1 ORDER BY 2, 1'
    expect(await listed(part, part)).toEqual(['constant 30 as bound'])
  })
})

describe('the preview', () => {
  test('a scalar: file, call, text after, proof by plans, and a test of real rows that passes', async () => {
    const text = 'SELECT origin, avg((delay > 15)::INT) AS late FROM flights GROUP BY origin'
    const made = await preview(text, 'avg((delay > 15)::INT)', ['15'])
    expect(made).toMatchObject({
      file: 'toolbox/made.sql',
      call: 'made(delay, bound := 15)',
      after: 'SELECT origin, made(delay, bound := 15) AS late FROM flights GROUP BY origin',
      proof: { by: 'plans', equal: true, rows: 3, differing: 0, snapshots: [{ source: 'flights' }] },
    })
    const { transforms, problems } = parseToolbox([{ path: made.file, text: made.text }])
    expect(problems).toEqual([])
    expect(transforms[0]).toMatchObject({
      description: 'Made here',
      params: [
        { name: 'delay', type: 'INTEGER', unit: 'min', meaning: 'arrival delay' },
        { name: 'bound', type: 'INTEGER', default: '15' },
      ],
      returns: { type: 'DOUBLE' },
      examples: ['SELECT made(delay, bound := 15) AS made FROM flights LIMIT 20'],
      tests: [{ given: { t: { rows: [{ delay: -20 }, { delay: 17 }, { delay: 54 }] } } }],
    })
    const results = await testTransforms(native, transforms, [])
    expect(results.map(({ passed }) => passed)).toEqual([true])
  })
  test('a CTE body becomes a table macro, proved by rows; its parameter keeps its docs', async () => {
    const made = await preview(learned, 'SELECT * FROM flights WHERE date < $cut')
    expect(made.after).toContain('WITH past AS (\n  SELECT * FROM made($cut)\n)')
    expect(made.proof).toMatchObject({ by: 'rows', equal: true, rows: 50, differing: 0 })
    const [transform] = parseToolbox([{ path: made.file, text: made.text }]).transforms
    expect(transform).toMatchObject({
      kind: 'table',
      params: [{ name: 'cut', type: 'DATE', meaning: 'first day' }],
    })
    expect(transform?.tests).toHaveLength(1)
    // Personal values do not leave this computer.
    expect(made.text).not.toContain('Ada')
  })
  test('values of CTEs and joins are learned where the selection stands', async () => {
    const made = await preview(learned, 'coalesce(learned.predicted, 0) - f.delay')
    expect(made.call).toBe('made(learned.predicted, f.delay)')
    expect(made.proof).toMatchObject({ by: 'plans', equal: true })
    expect(made.text).toContain('predicted: {type: DOUBLE}')
    expect(made.text).toContain('delay: {type: INTEGER, unit: min, meaning: arrival delay}')
  })
  test('an item without alias keeps its name, and says so where it cannot', async () => {
    const kept = await preview('SELECT upper(origin) FROM flights', 'upper(origin)')
    expect(kept).toMatchObject({ call: 'made(origin) AS "upper(origin)"', proof: { equal: true } })
    const lost = await preview('SELECT upper(origin) || 1 FROM flights', 'upper(origin)')
    expect(lost.proof).toMatchObject({ equal: false, message: expect.stringContaining('alias') })
  })
  test('a macro that calls others, and comments and layout that stay', async () => {
    const part = 'CASE\n    WHEN late(delay) THEN 1 -- late\n    ELSE 0\n  END'
    const made = await preview(`SELECT\n  ${part} AS l\nFROM flights`, part)
    expect(made.proof).toMatchObject({ equal: true })
    expect(made.text).toContain('CREATE MACRO made(delay) AS\n  CASE\n    WHEN late(delay) THEN 1 -- late')
    expect(made.text).toContain('tests:')
  })
  test('marks of comments cannot end the header', async () => {
    const part = "delay || '/* 1 */'"
    const made = await preview(`SELECT ${part} AS l FROM flights`, part, ["'/* 1 */'"])
    const { transforms, problems } = parseToolbox([{ path: made.file, text: made.text }])
    expect(problems).toEqual([])
    expect(transforms[0]?.tests[0]?.expect?.[0]).toEqual({ result: '-20/* 1 */' })
  })
  test.each([
    '*/ DROP TABLE flights; /*',
    'two\nlines: [x',
    'it\'s "quoted" # {a: 1}',
    '---*/',
    'é\u2028😀\u0085x',
  ])('the description %j is kept as it is', async (description) => {
    const text = 'SELECT delay + 1 AS a FROM flights'
    const made = await previewExtraction(context, {
      ...select(text, 'delay + 1'),
      name: 'made',
      description,
      params: [],
    })
    const { transforms, problems } = parseToolbox([{ path: made.file, text: made.text }])
    expect(problems).toEqual([])
    expect(transforms[0]).toMatchObject({ description, body: 'CREATE MACRO made(delay) AS\n  delay + 1' })
  })
  test.each([
    ['late', 'TRANSFORM_EXISTS'],
    ['select', 'TRANSFORM_NAME'],
    ['left', 'TRANSFORM_NAME'],
    ['median', 'TRANSFORM_NAME'],
    ['flights', 'TRANSFORM_NAME'],
  ])('the name %s is refused', async (name, code) => {
    await expect(preview('SELECT delay + 1 AS a FROM flights', 'delay + 1', [], name)).rejects.toMatchObject({
      code,
    })
  })
  test('parameters: reserved words, one name for two columns, a name that catches a column', async () => {
    const text = 'SELECT delay + distance AS a FROM flights'
    const both = (one: string, other: string) =>
      previewExtraction(context, {
        ...select(text, 'delay + distance'),
        name: 'made',
        description: '',
        params: [
          { from: 0, to: 5, name: one },
          { from: 8, to: 16, name: other },
        ],
      })
    await expect(both('order', 'b')).rejects.toMatchObject({ code: 'EXTRACT_PARAM' })
    await expect(both('a', 'a')).rejects.toMatchObject({ code: 'EXTRACT_PARAM' })
    expect(await both('distance', 'delay')).toMatchObject({
      call: 'made(delay, distance)',
      proof: { equal: true },
    })
    const query = 'SELECT delay FROM flights WHERE distance > 120'
    await expect(
      previewExtraction(context, {
        ...select(query, query),
        name: 'made',
        description: '',
        params: [{ from: query.length - 3, to: query.length, name: 'distance' }],
      }),
    ).rejects.toMatchObject({ code: 'EXTRACT_PARAM', place: { line: 1, column: 33 } })
    await expect(
      previewExtraction(context, {
        ...select(text, 'delay + distance'),
        name: 'made',
        description: '',
        params: [{ from: 0, to: 3, name: 'x' }],
      }),
    ).rejects.toMatchObject({ code: 'EXTRACT_PARAM', place: { line: 1, column: 8 } })
  })
  test('whatever is selected of an expression is refused, or gives equal rows', async () => {
    const words = ['delay', 'distance', '2', '(delay - 3)', 'abs(delay)', "length(origin || 'x')"]
    const operators = [' + ', ' - ', ' * ', ' < ', ' = ', '::DOUBLE / ']
    const expression = fc
      .array(fc.tuple(fc.constantFrom(...operators), fc.constantFrom(...words)), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => parts.map(([operator, word], index) => (index === 0 ? word : operator + word)).join(''))
    await fc.assert(
      fc.asyncProperty(expression, fc.nat(), fc.nat(), async (whole, a, b) => {
        const text = `SELECT date, ${whole} AS x FROM flights`
        const [from, to] = [13 + (a % whole.length), 13 + (b % whole.length) + 1].sort((x, y) => x - y)
        if (from === undefined || to === undefined) return
        try {
          const { proof } = await previewExtraction(context, {
            text,
            from,
            to,
            name: 'made',
            description: 'd',
            params: [],
          })
          expect(proof.equal, text.slice(from, to)).toBe(true)
        } catch (thrown) {
          expect(['EXTRACT_SELECTION', 'SQL_ERROR']).toContain((thrown as { code: string }).code)
        }
      }),
      { numRuns: 40 },
    )
  }, 60_000)
})

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NativeClient } from '../engine/index.ts'
import {
  closure,
  equalCells,
  macroColumns,
  macroFacts,
  macroStatements,
  parseMacro,
  parseToolbox,
  parseTransform,
  readToolbox,
  renamedFiles,
  signature,
  testTransforms,
  usableMacros,
  usedBy,
} from './index.ts'
import { testNative } from './testing.ts'

let native: NativeClient
beforeAll(async () => {
  native = testNative()
})
afterAll(() => native.close())

const file = (name: string, body: string, header = 'description: d') => ({
  path: `toolbox/${name}.sql`,
  text: `/*---\n${header}\n---*/\n${body}\n`,
})
const lateShare = file(
  'late_share',
  'CREATE MACRO late_share(delay, bound := 15) AS avg((delay > bound)::INT);',
  `description: Share of flights that are late by more than a bound
params: {delay: {type: INTEGER, unit: min, meaning: arrival delay}, bound: {type: INTEGER, unit: min, default: 15}}
returns: {type: DOUBLE, unit: share}
examples: ["SELECT origin, late_share(delay) FROM flights GROUP BY origin"]
tests:
  - name: the bound itself is not late
    given: {t: [{d: 15}, {d: 16}]}
    call: SELECT late_share(d) AS s FROM t
    expect: [{s: 0.5}]
  - {name: no rows, given: {t: {columns: {d: INTEGER}, rows: []}}, call: SELECT late_share(d) AS s FROM t, expect: [{s: null}]}`,
)

test('macroColumns reads the columns of table macros from their texts, through each other', () => {
  const { transforms } = parseToolbox([
    file(
      'outer_one',
      'CREATE MACRO outer_one(a) AS TABLE SELECT * EXCLUDE (n), n + 1 AS m, a + 1 FROM inner_one(a)',
    ),
    file('inner_one', 'CREATE MACRO inner_one(a) AS TABLE SELECT *, 1 AS n FROM t WHERE x > a'),
    file('round_one', 'CREATE MACRO round_one() AS TABLE FROM round_one()'),
    file('read_one', "CREATE MACRO read_one() AS TABLE FROM read_csv('x')"),
    file('two_bodies', 'CREATE MACRO two_bodies() AS TABLE SELECT 1 AS n, (a) AS TABLE SELECT 2 AS m'),
    lateShare,
  ])
  const columns = macroColumns(transforms, (name) =>
    name === 't' ? { table: 't', columns: ['x', 'y'] } : null,
  )
  expect([...columns].sort()).toEqual([
    ['inner_one', ['x', 'y', 'n']],
    ['outer_one', ['x', 'y', 'm', '']],
  ])
})

describe('parseToolbox', () => {
  test('reads the example of the format', () => {
    const { transforms, problems } = parseToolbox([lateShare])
    expect(problems).toEqual([])
    expect(transforms[0]).toMatchObject({
      name: 'late_share',
      kind: 'scalar',
      bodyLine: 13,
      standard: false,
      body: 'CREATE MACRO late_share(delay, bound := 15) AS avg((delay > bound)::INT)',
      params: [
        { name: 'delay', type: 'INTEGER', unit: 'min' },
        { name: 'bound', default: '15', unit: 'min' },
      ],
      returns: { type: 'DOUBLE', unit: 'share' },
    })
    expect(lateShare.text.slice(transforms[0]!.bodyFrom)).toBe(`${transforms[0]!.body};\n`)
    expect(signature(transforms[0]!)).toBe('late_share(delay, bound := 15)')
  })

  test('reads overloads, types, defaults with commas, and table macros', () => {
    const macro = parseMacro(
      '-- two\nCREATE MACRO f(a INTEGER, b := [1, 2]) AS a + b[1], (a) AS (a, 1), (x, y, z) AS TABLE SELECT x, y;',
    )
    expect(macro.overloads).toEqual([
      {
        params: [
          { name: 'a', type: 'INTEGER' },
          { name: 'b', default: '[1, 2]' },
        ],
        table: false,
        body: 'a + b[1]',
        from: 49,
      },
      { params: [{ name: 'a' }], table: false, body: '(a, 1)', from: expect.any(Number) },
      {
        params: [{ name: 'x' }, { name: 'y' }, { name: 'z' }],
        table: true,
        body: 'SELECT x, y',
        from: expect.any(Number),
      },
    ])
    expect(parseMacro('CREATE FUNCTION f() AS 1').overloads[0]?.params).toEqual([])
  })

  test('says what is wrong, where', () => {
    const fails = (name: string, body: string, header?: string) =>
      parseToolbox([file(name, body, header)]).problems[0]?.toData()
    expect(fails('a', "CREATE MACRO a() AS 1;\nCOPY a TO 'x'")).toMatchObject({
      code: 'MACRO_STATEMENT',
      place: { file: 'toolbox/a.sql', line: 5 },
    })
    expect(fails('a', 'DROP TABLE a')).toMatchObject({
      code: 'MACRO_STATEMENT',
      place: { line: 4, column: 1 },
    })
    expect(fails('a', 'CREATE MACRO main.a() AS 1')).toMatchObject({ code: 'MACRO_STATEMENT' })
    expect(fails('a', 'CREATE OR REPLACE MACRO a() AS 1')?.message).toContain('OR REPLACE')
    expect(fails('a', '')).toMatchObject({ code: 'MACRO_STATEMENT' })
    expect(fails('a', 'CREATE MACRO a(x) AS')).toMatchObject({ code: 'MACRO_STATEMENT' })
    expect(fails('a', 'CREATE MACRO b() AS 1')).toMatchObject({ code: 'TRANSFORM_NAME' })
    expect(fails('A-b', 'CREATE MACRO a() AS 1')).toMatchObject({ code: 'TRANSFORM_NAME' })
    expect(fails('a', 'CREATE MACRO a(delay) AS 1', 'description: d\nparams: {dely: {}}')?.message).toContain(
      '`delay`',
    )
    expect(fails('a', 'CREATE MACRO a() AS 1', 'descripton: d')).toMatchObject({
      code: 'YAML_UNKNOWN_KEY',
      place: { line: 2 },
    })
    const twice = parseToolbox([
      file('a', 'CREATE MACRO a() AS 1'),
      { ...file('a', 'CREATE MACRO a() AS 2'), path: 'toolbox/x/a.sql' },
      lateShare,
    ])
    expect(twice.transforms.map(({ name }) => name)).toEqual(['late_share'])
    expect(twice.problems[0]).toMatchObject({ code: 'TRANSFORM_TWICE', place: { file: 'toolbox/x/a.sql' } })
  })
})

test('readToolbox reads folders, hidden and linked files not, and lets own transforms win', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'toolbox 😀 '))
  try {
    for (const folder of ['w/toolbox/deep/er', 'app/toolbox', 'out'])
      mkdirSync(join(dir, folder), { recursive: true })
    writeFileSync(join(dir, 'w/toolbox/deep/er/a.sql'), file('a', 'CREATE MACRO a() AS 1').text)
    writeFileSync(join(dir, 'w/toolbox/.b.sql'), 'x')
    writeFileSync(join(dir, 'out/c.sql'), file('c', 'CREATE MACRO c() AS 1').text)
    symlinkSync(join(dir, 'out/c.sql'), join(dir, 'w/toolbox/c.sql'))
    symlinkSync(join(dir, 'out'), join(dir, 'w/toolbox/out'))
    writeFileSync(join(dir, 'app/toolbox/a.sql'), file('a', 'CREATE MACRO a() AS 2').text)
    writeFileSync(join(dir, 'app/toolbox/d.sql'), file('d', 'CREATE MACRO d() AS 2').text)
    const { transforms, problems } = await readToolbox({ root: join(dir, 'w') }, join(dir, 'app'))
    expect(problems).toEqual([])
    expect(transforms.map(({ name, standard, file: path }) => [name, standard, path])).toEqual([
      ['a', false, 'toolbox/deep/er/a.sql'],
      ['d', true, 'toolbox/d.sql'],
    ])
    expect(await readToolbox({ root: join(dir, 'none') }, join(dir, 'none'))).toEqual({
      transforms: [],
      problems: [],
    })
  } finally {
    rmSync(dir, { recursive: true })
  }
})

describe('dependencies', () => {
  const of = (...bodies: [string, string][]) =>
    parseToolbox(bodies.map(([name, body]) => file(name, body))).transforms
  const chain = of(
    ['a', 'CREATE MACRO a(x) AS b(x) + C(x)'],
    ['b', 'CREATE MACRO b(x) AS c(x) * 2'],
    ['c', "CREATE MACRO c(x) AS length(x || 'a(x)') -- a(x)"],
    ['t', 'CREATE MACRO t(n) AS TABLE SELECT a(v) FROM numbers'],
  )
  test('macros come after those they call', async () => {
    const statements = await macroStatements(native, chain)
    expect(statements.map((text) => /MACRO (\w)/.exec(text)?.[1])).toEqual(['c', 'b', 'a', 't'])
    expect((await macroFacts(native, chain[3]!)).tables).toEqual(['numbers'])
  })
  test('the closure of a query is what it reaches', async () => {
    const names = async (sql: string) => (await closure(native, chain, sql)).map(({ name }) => name)
    expect(await names('SELECT b(1)')).toEqual(['c', 'b'])
    expect(await names("SELECT 'a(1)' -- a(1)")).toEqual([])
    expect(await names('SELECT 1; FROM T(1)')).toEqual(['c', 'b', 'a', 't'])
    expect(await names('SELECT c FROM (SELECT 1 AS c)')).toEqual([])
  })
  test('a circle is named', async () => {
    const circle = of(['a', 'CREATE MACRO a(x) AS b(x)'], ['b', 'CREATE MACRO b(x) AS a(x)'])
    await expect(macroStatements(native, circle)).rejects.toMatchObject({
      code: 'TRANSFORM_CIRCLE',
      message: expect.stringContaining('a -> b -> a'),
    })
  })
  test('one macro that DuckDB refuses does not take the rest along', async () => {
    const mixed = [
      ...chain,
      ...of(
        ['bad', 'CREATE MACRO bad(x) AS x +'],
        ['lost', 'CREATE MACRO lost(x) AS nofun(x)'],
        ['on_bad', 'CREATE MACRO on_bad(x) AS lost(x)'],
      ),
    ]
    const { transforms, left } = await usableMacros(native, mixed)
    expect(transforms.map(({ name }) => name)).toEqual(['c', 'b', 'a'])
    expect(left.map(({ transform, problem }) => [transform.name, problem.code, problem.place.file])).toEqual(
      expect.arrayContaining([
        ['t', 'TRANSFORM_REFUSED', 'toolbox/t.sql'],
        ['bad', 'TRANSFORM_REFUSED', 'toolbox/bad.sql'],
        ['on_bad', 'TRANSFORM_REFUSED', 'toolbox/on_bad.sql'],
      ]),
    )
    expect(
      (await usableMacros(native, chain, ['CREATE TABLE numbers (v VARCHAR)'])).left.map(
        ({ transform }) => transform.name,
      ),
    ).toEqual([])
  })
})

describe('tests of transforms', () => {
  const transform = (tests: string, body = 'CREATE MACRO twice(x) AS x * 2') =>
    parseTransform('toolbox/twice.sql', file('twice', body, `description: d\ntests:\n${tests}`).text)
  const run = (tests: string, body?: string) => testTransforms(native, [transform(tests, body)], [])

  test('the example of the format passes', async () => {
    const seen: string[] = []
    const results = await testTransforms(
      native,
      parseToolbox([lateShare]).transforms,
      ['late_share'],
      {},
      ({ name }) => seen.push(name),
    )
    expect(results.map(({ passed, message }) => [passed, message])).toEqual([
      [true, undefined],
      [true, undefined],
    ])
    expect(seen).toEqual(['the bound itself is not late', 'no rows'])
  })
  test('a failure shows both tables, expected columns first', async () => {
    const [result] = await run(
      '  - {name: n, given: {t: [{a: 1}, {a: 2}]}, call: "SELECT a, twice(a) AS b FROM t ORDER BY a", expect: [{b: 2, a: 1}, {b: 5, a: 2}]}',
    )
    expect(result).toMatchObject({
      passed: false,
      expected: {
        columns: [{ name: 'a' }, { name: 'b' }],
        rows: [
          [1, 2],
          [2, 5],
        ],
      },
      actual: {
        rows: [
          [1, 2],
          [2, 4],
        ],
      },
      message: 'Row 2: expected {a: 2, b: 5}, and the call gives {a: 2, b: 4}.',
    })
  })
  test('multisets unless ordered, tolerance, errors, dates, nested values', async () => {
    const results =
      await run(`  - {name: any order, given: {t: [{a: 1}, {a: 2}, {a: 2}]}, call: SELECT twice(a) AS b FROM t, expect: [{b: 4}, {b: 2}, {b: 4}]}
  - {name: too few, given: {t: [{a: 1}, {a: 2}]}, call: SELECT twice(a) AS b FROM t, expect: [{b: 4}]}
  - {name: duplicates count, given: {t: [{a: 1}, {a: 2}]}, call: SELECT twice(a) AS b FROM t, expect: [{b: 4}, {b: 4}]}
  - {name: order counts, given: {t: [{a: 1}, {a: 2}]}, call: SELECT twice(a) AS b FROM t ORDER BY a, expect: [{b: 4}, {b: 2}]}
  - {name: near, call: SELECT twice(0.1::DOUBLE) / 3 AS b, expect: [{b: 0.0667}], tolerance: 1e-3}
  - {name: not near, call: SELECT twice(0.1::DOUBLE) / 3 AS b, expect: [{b: 0.0667}]}
  - {name: error, call: "SELECT twice('x'::INTEGER)", expect_error: Conversion}
  - {name: other error, call: "SELECT twice('x'::INTEGER)", expect_error: zzz}
  - {name: no error, call: "SELECT twice(1) AS a", expect_error: zzz}
  - {name: types, given: {t: {columns: {d: DATE, n: "DECIMAL(9,2)", l: "INTEGER[]"}, rows: [{d: 2001-06-01, n: 1.5, l: [1, 2]}]}}, call: "SELECT d, twice(n) AS n, l, {a: n} AS s FROM t", expect: [{d: 2001-06-01, n: 3, l: [1, 2], s: {a: 1.50}}]}
  - {name: columns, call: SELECT twice(1) AS b, expect: [{c: 2}]}
  - {name: syntax, call: SELEC twice(1), expect: []}`)
    expect(results.map(({ name, passed }) => `${name}: ${passed}`)).toEqual([
      'any order: true',
      'too few: false',
      'duplicates count: false',
      'order counts: false',
      'near: true',
      'not near: false',
      'error: true',
      'other error: false',
      'no error: false',
      'types: true',
      'columns: false',
      'syntax: false',
    ])
    expect(results.find(({ name }) => name === 'columns')?.message).toContain('no column `c`')
  })
  test('a given table that has no types says so', async () => {
    expect(
      (await run('  - {name: n, given: {t: [{a: null}]}, call: SELECT 1 AS a, expect: [{a: 1}]}'))[0]
        ?.message,
    ).toContain('columns: {a: INTEGER}')
    expect(
      (await run('  - {name: n, given: {t: [{a: 1}, {a: x}]}, call: SELECT 1 AS a, expect: [{a: 1}]}'))[0]
        ?.message,
    ).toContain('columns')
  })
  test('an unknown name is refused', async () => {
    await expect(testTransforms(native, [], ['x'])).rejects.toMatchObject({ code: 'TRANSFORM_UNKNOWN' })
  })
})

test('numbers are equal in any spelling', () => {
  for (const [a, b] of [
    [1, '1'],
    [0.5, '0.50'],
    ['-0', 0],
    [1e3, '1000'],
    ['1e-2', '0.010'],
    ['12345678901234567890', '12345678901234567890.00'],
    ['NaN', 'NaN'],
  ] as const)
    expect(equalCells(a, b, 'DECIMAL(38,10)', 0), `${a} ${b}`).toBe(true)
  for (const [a, b] of [
    [1, 2],
    ['12345678901234567890', '12345678901234567891'],
    [1, null],
    ['NaN', 1],
    [1, -1],
  ] as const)
    expect(equalCells(a, b, 'HUGEINT', 0), `${a} ${b}`).toBe(false)
  expect(equalCells('1', '1.0', 'VARCHAR', 0)).toBe(false)
})

test('another name stands in definition, tests, queries and texts, and nowhere else', () => {
  const files = [
    {
      path: 'toolbox/late.sql',
      text: '/*---\ndescription: late is not a call\ntests: [{name: n, call: SELECT late(1) AS a, expect: [{a: 1}]}]\n---*/\nCREATE MACRO late(x) AS x',
    },
    {
      path: 'queries/a.sql',
      text: 'SELECT translate(\'late(1)\'), late, LATE (late(2)), x."late"() -- late(3)\n',
    },
    { path: 'queries/b.sql', text: 'SELECT late FROM late' },
    {
      path: 'evaluations/e.yml',
      text: 'metrics:\n  m: {sql: SELECT late(x)}\n  late: {sql: SELECT $late(x)}',
    },
  ]
  expect(renamedFiles('late', 'tardy', files)).toEqual([
    {
      path: 'toolbox/late.sql',
      text: files[0]?.text.replace('SELECT late(', 'SELECT tardy(').replace('MACRO late(', 'MACRO tardy('),
      lines: [
        {
          line: 3,
          before: 'tests: [{name: n, call: SELECT late(1) AS a, expect: [{a: 1}]}]',
          after: 'tests: [{name: n, call: SELECT tardy(1) AS a, expect: [{a: 1}]}]',
        },
        { line: 5, before: 'CREATE MACRO late(x) AS x', after: 'CREATE MACRO tardy(x) AS x' },
      ],
    },
    {
      path: 'queries/a.sql',
      text: "SELECT translate('late(1)'), late, tardy (tardy(2)), x.tardy() -- late(3)\n",
      lines: [expect.objectContaining({ line: 1 })],
    },
    {
      path: 'evaluations/e.yml',
      text: 'metrics:\n  m: {sql: SELECT tardy(x)}\n  late: {sql: SELECT $late(x)}',
      lines: [{ line: 2, before: '  m: {sql: SELECT late(x)}', after: '  m: {sql: SELECT tardy(x)}' }],
    },
  ])
})

test('usedBy finds calls, not mentions', () => {
  const files = [
    { path: 'queries/a.sql', text: "-- late(1)\nSELECT 'late(1)', late, LATE (1),\n late(2)" },
    {
      path: 'evaluations/e.yml',
      text: 'metrics:\n  m: {sql: SELECT late(x)}\n  n: {sql: SELECT translate(x)}',
    },
    { path: 'toolbox/late.sql', text: 'CREATE MACRO late(x) AS x' },
  ]
  expect(usedBy('late', files, 'toolbox/late.sql')).toEqual([
    { file: 'queries/a.sql', line: 2 },
    { file: 'queries/a.sql', line: 3 },
    { file: 'evaluations/e.yml', line: 2 },
  ])
})

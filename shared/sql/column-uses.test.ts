import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { columnAt, columnPlaces, renameColumn } from './column-rename.ts'
import { columnUses } from './column-uses.ts'
import type { ColumnsOf } from './columns/types.ts'
import { applyEdits } from './text.ts'

const tables: Record<string, string[]> = {
  t: ['a', 'b', 's', 'l', 'day'],
  u: ['a', 'c', 'e'],
}
const columnsOf: ColumnsOf = (name, call) => {
  const columns = call ? undefined : tables[name.toLowerCase()]
  return columns ? { table: name, columns } : null
}

/** What stands at `|` and where else it is named, as the text with each place in brackets. */
function places(marked: string): string {
  const offset = marked.indexOf('|')
  const sql = marked.replace('|', '')
  const found = columnUses(sql, columnsOf)
  const at = found && columnAt(found, offset)
  if (!found || !at) return 'nothing'
  const origin = 'origins' in at ? at.origins[0] : at
  if (!origin || ('origins' in at && !at.sure)) return 'unsure'
  return applyEdits(
    sql,
    columnPlaces(found, origin).map(({ from, to }) => ({ from, to, text: `[${sql.slice(from, to)}]` })),
  )
}

function renamed(marked: string, to = 'zz'): string {
  const offset = marked.indexOf('|')
  const sql = marked.replace('|', '')
  const found = columnUses(sql, columnsOf)
  const at = found && columnAt(found, offset)
  const origin = at && 'origins' in at ? at.origins[0] : at
  if (!found || origin?.kind !== 'output') return 'nothing'
  const edits = renameColumn(sql, found, origin, to)
  return Array.isArray(edits) ? applyEdits(sql, edits) : edits.message
}

describe('columns', () => {
  test.each([
    [
      'WITH c AS (SELECT a AS |late FROM t) SELECT c.late, x.late + late FROM c JOIN (SELECT 1 AS late) x ON c.late = 1',
      'WITH c AS (SELECT a AS [late] FROM t) SELECT c.[late], x.late + late FROM c JOIN (SELECT 1 AS late) x ON c.[late] = 1',
    ],
    [
      'WITH c(|k) AS (SELECT a FROM t) FROM c SELECT k WHERE k > 1',
      'WITH c([k]) AS (SELECT a FROM t) FROM c SELECT [k] WHERE [k] > 1',
    ],
    [
      'SELECT a AS |k FROM t WHERE k > 1 GROUP BY k HAVING k > 2 ORDER BY k',
      'SELECT a AS [k] FROM t WHERE [k] > 1 GROUP BY [k] HAVING [k] > 2 ORDER BY [k]',
    ],
    [
      'SELECT |a FROM t WHERE EXISTS (FROM u WHERE a = t.a)',
      'SELECT [a] FROM t WHERE EXISTS (FROM u WHERE a = t.[a])',
    ],
    [
      'SELECT |b FROM t WHERE EXISTS (FROM u WHERE a = b)',
      'SELECT [b] FROM t WHERE EXISTS (FROM u WHERE a = [b])',
    ],
    ['SELECT |s.b, {b: b, c: s} FROM t', 'SELECT [s].b, {b: b, c: [s]} FROM t'],
    [
      'SELECT |b, list_transform(l, b -> b + 1), list_transform(l, lambda b: b + a), [b FOR b IN l IF b > 1], f(b := b) FROM t',
      'SELECT [b], list_transform(l, b -> b + 1), list_transform(l, lambda b: b + a), [b FOR b IN l IF b > 1], f(b := [b]) FROM t',
    ],
    [
      'SELECT extract(day FROM x), |day, a::day, INTERVAL 1 day, CAST(day AS day) FROM t, (SELECT 1 AS x)',
      'SELECT extract(day FROM x), [day], a::day, INTERVAL 1 day, CAST([day] AS day) FROM t, (SELECT 1 AS x)',
    ],
    [
      'SELECT sum(a) OVER (PARTITION BY |b ORDER BY a) FROM t WINDOW b AS (ORDER BY b)',
      'SELECT sum(a) OVER (PARTITION BY [b] ORDER BY a) FROM t WINDOW b AS (ORDER BY [b])',
    ],
    [
      'WITH c AS (SELECT * FROM t) SELECT c.|b, x.b FROM c, LATERAL (SELECT c.b) x',
      'WITH c AS (SELECT * FROM t) SELECT c.[b], x.b FROM c, LATERAL (SELECT c.[b]) x',
    ],
    [
      'SELECT * EXCLUDE (|b), * RENAME (b AS k), * REPLACE (b + 1 AS a) FROM t',
      'SELECT * EXCLUDE ([b]), * RENAME ([b] AS k), * REPLACE ([b] + 1 AS a) FROM t',
    ],
    [
      'SELECT |e, count(*) FILTER (WHERE e > 1), CASE e WHEN e THEN e ELSE e END AS e2 FROM u QUALIFY row_number() OVER (ORDER BY e) = 1',
      'SELECT [e], count(*) FILTER (WHERE [e] > 1), CASE [e] WHEN [e] THEN [e] ELSE [e] END AS e2 FROM u QUALIFY row_number() OVER (ORDER BY [e]) = 1',
    ],
    [
      'SELECT "B", |b FROM t GROUP BY GROUPING SETS ((b), ())',
      'SELECT ["B"], [b] FROM t GROUP BY GROUPING SETS (([b]), ())',
    ],
    [
      'CREATE MACRO m(x) AS TABLE SELECT |b, x FROM t WHERE b IS NOT DISTINCT FROM x',
      'CREATE MACRO m(x) AS TABLE SELECT [b], x FROM t WHERE [b] IS NOT DISTINCT FROM x',
    ],
    ['SELECT |a FROM t JOIN u USING (a)', 'SELECT [a] FROM t JOIN u USING ([a])'],
    ['SELECT |a FROM t JOIN u ON true', 'unsure'],
    ["SELECT |late FROM read_csv('x')", 'nothing'],
    ["SELECT |b FROM t, read_csv('x')", 'unsure'],
  ])('%s', (marked, expected) => {
    expect(places(marked)).toBe(expected)
  })

  test.each([
    [
      'WITH c AS (SELECT a AS |late FROM t) SELECT late, c.late AS l2, late + 1 FROM c ORDER BY late',
      'WITH c AS (SELECT a AS zz FROM t) SELECT zz AS late, c.zz AS l2, zz + 1 FROM c ORDER BY zz',
    ],
    [
      'WITH c AS (SELECT a FROM t), d AS (SELECT (c.|a) FROM c) SELECT a FROM d',
      'WITH c AS (SELECT a AS zz FROM t), d AS (SELECT (c.zz) AS a FROM c) SELECT a FROM d',
    ],
    [
      'WITH c AS (SELECT a FROM t) SELECT |a, |a FROM c'.replace(', |a', ', a'),
      'WITH c AS (SELECT a AS zz FROM t) SELECT zz AS a, zz AS a FROM c',
    ],
    ['WITH c AS (SELECT a AS |k FROM t) SELECT * FROM c', /passed on by `\*`/],
    ["WITH c AS (SELECT a AS |k FROM t) SELECT COLUMNS('k') FROM c", /`COLUMNS` may name/],
    ['WITH c AS (SELECT a AS |k FROM t) SELECT c FROM c', /whole row/],
    ['WITH c AS (SELECT a AS |k FROM t), d AS (SELECT 1 AS k) SELECT k FROM c JOIN d USING (k)', /by USING/],
    ['WITH c AS (SELECT a AS |k FROM t), d AS (SELECT 1 AS k) SELECT k FROM c NATURAL JOIN d', /NATURAL/],
    ["WITH c AS (SELECT a AS |k FROM t) SELECT k FROM c, read_csv('x')", /another column/],
    ["WITH c AS (SELECT a AS |k FROM t) SELECT k FROM query_table('c')", /'c'/],
    [
      'WITH c AS (SELECT a AS |k FROM t) SELECT "(k + 1)" FROM (SELECT k + 1 FROM c)',
      /name of an expression/,
    ],
    ['WITH c AS (SELECT a AS |k FROM t) PIVOT c ON k USING sum(k)', /PIVOT/],
  ])('another name: %s', (marked, expected) => {
    if (typeof expected === 'string') expect(renamed(marked)).toBe(expected)
    else expect(renamed(marked)).toMatch(expected)
  })

  test.each([['a'], ['b'], ['e']])('a name that a table has, %s, is refused', (name) => {
    expect(renamed('WITH c AS (SELECT a AS |k FROM t) SELECT k FROM c JOIN u ON true', name)).toMatch(
      /used in this query|has a column/,
    )
  })
})

/** A table of the FROM that is being written, with what it has. */
type Item = { alias: string; columns: string[] }

/** Queries from a tape of numbers. Names collide on purpose; most texts are ones that DuckDB takes. */
function queryOf(tape: readonly number[]): string {
  let at = 0
  const pick = <T>(choices: readonly T[]): T => choices[(tape[at++ % tape.length] ?? 0) % choices.length] as T
  const tables: Item[] = [
    { alias: 't', columns: ['a', 'b'] },
    { alias: 'u', columns: ['a', 'c'] },
  ]
  const anyName = () => pick(['a', 'b', 'k', 'v', 'c'])
  const nameOf = (items: readonly Item[]): string => {
    if (items.length === 0) return '1'
    const item = pick(items)
    const name = pick(item.columns.length > 0 ? item.columns : ['a'])
    const twice = items.filter(({ columns }) => columns.includes(name)).length > 1
    return twice || pick([true, false]) ? `${item.alias}.${name}` : name
  }
  const value = (items: readonly Item[], depth: number): string => {
    const name = () => nameOf(items)
    const inner = () => value(items, depth - 1)
    const sub = () => pick(tables)
    if (depth <= 0) return name()
    return pick([
      name,
      () => `(${inner()} + ${name()})`,
      () => `abs(${inner()})`,
      () => `CASE WHEN ${name()} > 2 THEN ${name()} ELSE 0 END`,
      () => `${name()}::BIGINT`,
      () => `list_sum(list_transform([1, 2], lambda ${anyName()}: ${name()} + 1))`,
      () => `list_sum([k + ${name()} FOR k IN [1, 2] IF k > 1])`,
      () => `struct_extract({k: ${name()}}, 'k')`,
      () => {
        const { alias, columns } = sub()
        const z = { alias: 'z', columns }
        return `(SELECT max(${nameOf([z])}) FROM ${alias} z WHERE ${nameOf([z])} >= ${name()})`
      },
      () => {
        const { alias, columns } = sub()
        return `(SELECT max(${nameOf([{ alias: 'z', columns }])}) AS ${anyName()} FROM ${alias} z)`
      },
      () => `coalesce(${name()}, ${inner()})`,
      () => '7',
    ])()
  }
  /** A FROM clause and what can be named behind it. */
  const from = (depth: number): [string, Item[]] => {
    const [one, two] = [pick(tables), pick(tables)]
    const [x, y] = [
      { alias: 'x', columns: one.columns },
      { alias: 'y', columns: two.columns },
    ]
    const shared = one.columns.filter((name) => two.columns.includes(name))
    return pick<() => [string, Item[]]>([
      () => [one.alias, [one]],
      () => [`${one.alias} x`, [x]],
      () => [`${one.alias} x JOIN ${two.alias} y ON ${nameOf([x])} = ${nameOf([y])}`, [x, y]],
      () => [`${one.alias} x, t y`, [x, { alias: 'y', columns: ['a', 'b'] }]],
      () =>
        shared[0]
          ? [
              `${one.alias} x JOIN ${two.alias} y USING (${shared[0]})`,
              [x, { alias: 'y', columns: two.columns }],
            ]
          : [`${one.alias} x`, [x]],
      () => {
        if (depth <= 0) return [`${one.alias} x`, [x]]
        const [sql, columns] = query(depth - 1)
        return [`(${sql}) x`, [{ alias: 'x', columns }]]
      },
      () => {
        const name = anyName()
        return [`${one.alias} x(${name})`, [{ alias: 'x', columns: [name, ...one.columns.slice(1)] }]]
      },
      () => {
        const name = anyName()
        return [
          `${one.alias} x, LATERAL (SELECT ${value([x], 1)} AS ${name}) y`,
          [x, { alias: 'y', columns: [name] }],
        ]
      },
      () => [`${one.alias} x SEMI JOIN ${two.alias} y ON ${nameOf([x])} = ${nameOf([y])}`, [x]],
      () => {
        const name = anyName()
        return [`(VALUES (1, 2), (3, 4)) x(${name}, w)`, [{ alias: 'x', columns: [name, 'w'] }]]
      },
    ])()
  }
  const item = (items: readonly Item[]): [string, string[]] => {
    const all = items.flatMap(({ columns }) => columns)
    const as = anyName()
    const plain = nameOf(items)
    const bare = plain.replace(/^.*\./, '')
    return pick<() => [string, string[]]>([
      () => [plain, [bare]],
      () => [plain, [bare]],
      () => [`(${plain})`, [bare]],
      () => [`${value(items, 2)} AS ${as}`, [as]],
      () => [`${value(items, 2)} AS ${as}`, [as]],
      () => [`${value(items, 1)} ${as}`, [as]],
      () => [`${as}: ${value(items, 1)}`, [as]],
      () => [
        `sum(${nameOf(items)}) OVER (PARTITION BY ${nameOf(items)} ORDER BY ${nameOf(items)}) AS ${as}`,
        [as],
      ],
      () => ['*', all],
      () => [`x.* EXCLUDE (${bare})`, all.filter((name) => name !== bare)],
      () => [`* RENAME (${bare} AS k)`, all.map((name) => (name === bare ? 'k' : name))],
      () => [`* REPLACE (${value(items, 1)} AS ${bare})`, all],
      () => [value(items, 2), []],
    ])()
  }
  const select = (depth: number): [string, string[]] => {
    const [tablesText, items] = from(depth)
    const list = Array.from({ length: pick([1, 2, 2, 3]) }, () => item(items))
    const [texts, columns] = [list.map(([text]) => text).join(', '), list.flatMap(([, names]) => names)]
    const given = pick(columns.length > 0 ? columns : ['a'])
    const key = nameOf(items)
    const behind = pick([
      '',
      '',
      ` WHERE ${value(items, 1)} > 1`,
      ` WHERE ${given} > 0`,
      ' GROUP BY ALL',
      ` QUALIFY row_number() OVER (ORDER BY ${nameOf(items)}) < 9`,
    ])
    const order = pick([
      '',
      ` ORDER BY ${nameOf(items)}`,
      ` ORDER BY ${given} DESC NULLS LAST`,
      ` ORDER BY ${value(items, 1)} + 0`,
    ])
    return pick<() => [string, string[]]>([
      () => [`SELECT ${texts} FROM ${tablesText}${behind}${order}`, columns],
      () => [`FROM ${tablesText} SELECT ${texts}${behind}`, columns],
      () => [`SELECT DISTINCT ${texts} FROM ${tablesText}${pick(['', ` ORDER BY ${given}`])}`, columns],
      () => [`SELECT DISTINCT ON (${key}) ${texts} FROM ${tablesText}${order}`, columns],
      () => [
        `SELECT ${key}, sum(${nameOf(items)}) AS v FROM ${tablesText} GROUP BY ${key} HAVING ${pick(['v > 0', `max(${nameOf(items)}) > 0`])}`,
        [key.replace(/^.*\./, ''), 'v'],
      ],
    ])()
  }
  const query = (depth: number): [string, string[]] =>
    pick<() => [string, string[]]>([
      () => select(depth),
      () => select(depth),
      () => {
        const [one, two] = [pick(tables), pick(tables)]
        const [x, y] = [
          { alias: 'x', columns: one.columns },
          { alias: 'x', columns: two.columns },
        ]
        const [left, right] = [anyName(), anyName()]
        const order = pick(['', ` ORDER BY ${left}`, ` ORDER BY ${right}`])
        return [
          `SELECT ${value([x], 1)} AS ${left} FROM ${one.alias} x UNION ALL SELECT ${value([y], 1)} AS ${right} FROM ${two.alias} x${order}`,
          [left],
        ]
      },
    ])()
  const withs: string[] = []
  const count = pick([1, 2, 2, 3])
  for (let index = 0; index < count; index++) {
    const [sql, columns] = query(1)
    const names = pick<string[]>([[], [], ['k'], ['v', 'k']]).slice(0, columns.length)
    withs.push(`q${index}${names.length > 0 ? `(${names.join(', ')})` : ''} AS (${sql})`)
    tables.push({ alias: `q${index}`, columns: [...names, ...columns.slice(names.length)] })
  }
  return `WITH ${withs.join(', ')} ${query(2)[0]}`
}

describe('in DuckDB', () => {
  let db: Awaited<ReturnType<typeof DuckDBInstance.create>>
  let connection: Awaited<ReturnType<typeof db.connect>>
  beforeAll(async () => {
    db = await DuckDBInstance.create(':memory:')
    connection = await db.connect()
    await connection.run('CREATE TABLE t AS SELECT range AS a, range * 10 + 1 AS b FROM range(3)')
    await connection.run('CREATE TABLE u AS SELECT range + 1 AS a, range * 100 + 3 AS c FROM range(3)')
    await connection.run('SET threads = 1')
  })
  afterAll(() => connection.closeSync())

  const small: ColumnsOf = (name, call) =>
    call || !/^[tu]$/.test(name) ? null : { table: name, columns: name === 't' ? ['a', 'b'] : ['a', 'c'] }
  /** Names that DuckDB makes of expressions follow the new name, so they are no part of what must stay. */
  const endless = 'endless'
  const answer = async (sql: string): Promise<string | null> => {
    // Joins of joins of a random query may have no end.
    let stopped = false
    const timer = setTimeout(() => {
      stopped = true
      connection.interrupt()
    }, 500)
    try {
      const reader = await connection.runAndReadAll(sql)
      const names = reader.columnNames().map((name) => (/^\w+$/.test(name) ? name : '-'))
      return JSON.stringify([
        names,
        reader
          .getRowsJson()
          .map((row) => JSON.stringify(row))
          .sort(),
      ])
    } catch {
      return stopped ? endless : null
    } finally {
      clearTimeout(timer)
    }
  }

  test('a column under another name gives the same rows', { timeout: 120_000 }, async () => {
    let [tried, done] = [0, 0]
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1000), { minLength: 20, maxLength: 60 }), async (tape) => {
        const sql = queryOf(tape)
        const found = columnUses(sql, small)
        expect(found).not.toBeNull()
        if (!found) return
        const before = await answer(sql)
        if (before === null || before === endless || before.length > 20_000) return
        expect(found.unread).toEqual([])
        for (const origin of found.definitions.slice(-4)) {
          // The result's own columns may take another name: it is what was asked for.
          const edits = renameColumn(sql, found, origin, 'zz')
          tried++
          if (!Array.isArray(edits)) continue
          const after = await answer(applyEdits(sql, edits))
          if (after === endless) continue
          done++
          const given = found.result.columns.some(({ origins }) => origins.includes(origin))
          const expected = given && after !== null ? before.replaceAll(`"${origin.name}"`, '"zz"') : before
          const said = given ? after?.replaceAll(`"${origin.name}"`, '"zz"') : after
          expect(said, `${sql}\n${applyEdits(sql, edits)}`).toBe(expected)
        }
      }),
      // A busy machine tries fewer.
      { numRuns: 120, interruptAfterTimeLimit: 20_000 },
    )
    // A property that is never met, or a rename that is always refused, proves nothing.
    expect(tried).toBeGreaterThan(20)
    expect(done / tried).toBeGreaterThan(0.2)
  })
})

import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quickest, timed } from '../testing.ts'
import type { Cell } from '../value.ts'
import {
  applyEdits,
  atEdits,
  cteQuery,
  ctes,
  findAt,
  formatType,
  frontMatter,
  lex,
  originalOffset,
  parameters,
  parseType,
  quoteIdent,
  quoteText,
  rewriteAt,
  significant,
  splitCells,
  splitStatements,
  sqlLiteral,
  statementAt,
} from './index.ts'

const kinds = (text: string) => significant(lex(text)).map(({ kind, text: part }) => `${kind} ${part}`)

/** Pieces that meet each other in odd ways: quotes, comments, dollars, operators. */
const pieces = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "'",
        "''",
        '"',
        '$$',
        '$a$',
        '$a',
        '/*',
        '*/',
        '--',
        '\n',
        ';',
        "E'",
        '\\',
        '::',
        ':=',
        '->>',
        '-',
        '1.',
        '.5',
        '1e5',
        '0xFF',
        'a',
        ' ',
        '😀',
        'é',
        '?',
        '(',
        ')',
        '\0',
      ),
      fc.string(),
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(''))

describe('lex', () => {
  test('tokens together are the text, without gaps', () => {
    fc.assert(
      fc.property(pieces, (text) => {
        const tokens = lex(text)
        expect(tokens.map((token) => token.text).join('')).toBe(text)
        let at = 0
        for (const token of tokens) {
          expect(token.from).toBe(at)
          expect(token.to).toBeGreaterThan(token.from)
          at = token.to
        }
        expect(at).toBe(text.length)
      }),
      { numRuns: 500 },
    )
  })

  test('reads what DuckDB reads', () => {
    expect(kinds("SELECT a$b, 'it''s', E'a\\'b;', $x$;'$x$, \"q\"\"i\", $name, $1, ?")).toEqual([
      'word SELECT',
      'word a$b',
      'punctuation ,',
      "string 'it''s'",
      'punctuation ,',
      "string E'a\\'b;'",
      'punctuation ,',
      "string $x$;'$x$",
      'punctuation ,',
      'quoted "q""i"',
      'punctuation ,',
      'parameter $name',
      'punctuation ,',
      'parameter $1',
      'punctuation ,',
      'parameter ?',
    ]) // prettier-ignore
    expect(kinds('1_000 1.5e-3 .5 0xFF 5//2 a->>b x:=1 y::INT a=-1')).toEqual([
      'number 1_000',
      'number 1.5e-3',
      'number .5',
      'number 0',
      'word xFF',
      'number 5',
      'operator //',
      'number 2',
      'word a',
      'operator ->>',
      'word b',
      'word x',
      'punctuation :=',
      'number 1',
      'word y',
      'punctuation ::',
      'word INT',
      'word a',
      'operator =',
      'operator -',
      'number 1',
    ])
    expect(kinds('a /* one /* two */ ; */ + 1 -- ; end\n+2')).toEqual([
      'word a',
      'operator +',
      'number 1',
      'operator +',
      'number 2',
    ])
    expect(lex("'open").at(-1)).toMatchObject({ kind: 'string', closed: false })
  })

  test('long texts of comments take linear time', async () => {
    const long = '-- a comment\n'.repeat(20_000)
    expect(await quickest(1500, () => timed(() => lex(long)))).toBeLessThan(1500)
  })
})

describe('splitting', () => {
  test('statements end at semicolons that are no part of texts and comments', () => {
    const text = "-- first; one\nSELECT ';' ; /* ; */ ;\n\nSELECT $$;$$ -- tail\n;SELECT 3"
    expect(splitStatements(text).map((one) => one.text)).toEqual(["SELECT ';'", 'SELECT $$;$$', 'SELECT 3'])
    for (const one of splitStatements(text)) expect(text.slice(one.from, one.to)).toBe(one.text)
  })

  test('joined statements split into themselves', () => {
    const statement = fc.constantFrom(
      'SELECT 1',
      "SELECT 'a;b'",
      'FROM "x;y"',
      'SELECT $t$;$t$',
      "SELECT E'\\';'",
    )
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1 }),
        fc.constantFrom(';', ' ;\n', '; -- ;\n', ';;/* ; */'),
        (all, gap) => {
          expect(splitStatements(all.join(gap)).map((one) => one.text)).toEqual(all)
        },
      ),
    )
  })

  test('the statement at the caret', () => {
    const text = 'SELECT 1;\n\n-- about two\nSELECT 2; \nSELECT 3'
    const at = (offset: number) => statementAt(text, offset)?.text
    expect(at(0)).toBe('SELECT 1')
    expect(at(text.indexOf(';') + 1)).toBe('SELECT 1')
    expect(at(text.indexOf('about'))).toBe('SELECT 2')
    expect(at(text.indexOf('2;') + 3)).toBe('SELECT 2')
    expect(at(text.length)).toBe('SELECT 3')
    expect(statementAt('-- none', 3)).toBeUndefined()
  })

  test('cells', () => {
    const text = "-- about\n-- %% One\nSELECT 1;\n-- %%\nSELECT '\n-- %% no mark\n';\n"
    expect(splitCells(text).map(({ title, text: body }) => [title, body])).toEqual([
      ['One', 'SELECT 1;\n'],
      ['', "SELECT '\n-- %% no mark\n';\n"],
    ])
    expect(splitCells('SELECT 1').map((cell) => cell.text)).toEqual(['SELECT 1'])
    expect(splitCells('SELECT 0;\n-- %% b\nSELECT 1').map((cell) => cell.text)).toEqual([
      'SELECT 0;\n',
      'SELECT 1',
    ])
  })
})

describe('front matter', () => {
  test('is the YAML, its line and the body', () => {
    const text = '/*---\ndescription: a\nparams: {}\n---*/\nSELECT 1'
    expect(frontMatter(text)).toEqual({
      yaml: 'description: a\nparams: {}\n',
      line: 2,
      body: 'SELECT 1',
      bodyFrom: text.indexOf('SELECT'),
    })
    expect(frontMatter('SELECT 1')).toBeNull()
    expect(frontMatter('/* plain */ SELECT 1')).toBeNull()
    expect(frontMatter('\n/*---\r\na: 1\r\n---*/\r\nSELECT 1')).toMatchObject({ line: 3, body: 'SELECT 1' })
  })

  test('refuses comment marks inside and a missing end, with the line', () => {
    const nested = '/*---\ndescription: x\nexamples: ["SELECT 1 /* a */"]\n---*/'
    expect(() => frontMatter(nested, 'toolbox/x.sql')).toThrowError(
      expect.objectContaining({
        code: 'FRONT_MATTER',
        place: { file: 'toolbox/x.sql', line: 3, column: 22 },
      }),
    )
    expect(() => frontMatter('/*---\na: "*/"\n---*/')).toThrowError(
      expect.objectContaining({ code: 'FRONT_MATTER' }),
    )
    expect(() => frontMatter('/*---\na: 1')).toThrowError(expect.objectContaining({ code: 'FRONT_MATTER' }))
  })
})

describe('AT', () => {
  const view = (source: string, when: object) => `${source}@${JSON.stringify(when)}`

  test('is found by version and by time, with and without alias', () => {
    expect(
      findAt(
        "FROM flights AT (VERSION => '9f3c2a1') f JOIN b AT (TIMESTAMP => TIMESTAMP '2001-06-01') ON true",
      ),
    ).toEqual([
      { source: 'flights', when: { version: '9f3c2a1' }, from: 5, to: 38, aliased: true },
      { source: 'b', when: { timestamp: '2001-06-01' }, from: 46, to: 88, aliased: false },
    ])
    expect(
      findAt('FROM a AT (VERSION => 9f3c2a1), "b" at (version=>1234567)').map(({ when }) => when),
    ).toEqual([{ version: '9f3c2a1' }, { version: '1234567' }])
    expect(findAt("SELECT 'FROM a AT (VERSION => 1)', at(version) -- FROM a AT (VERSION => 'x')")).toEqual([])
  })

  test('becomes a view under the name that the query uses', () => {
    const name = (source: string) => `${source}@1`
    expect(rewriteAt("SELECT flights.d FROM flights AT (VERSION => 'abcdef1') WHERE 1", name)).toBe(
      'SELECT flights.d FROM "flights@1" AS "flights" WHERE 1',
    )
    expect(rewriteAt("FROM flights AT (VERSION => 'abcdef1') AS f", name)).toBe('FROM "flights@1" AS f')
    expect(rewriteAt("FROM flights AT (VERSION => 'abcdef1'), b", name)).toBe(
      'FROM "flights@1" AS "flights", b',
    )
  })

  test('refuses what is not a literal', () => {
    expect(() => rewriteAt('SELECT 1\nFROM a AT (VERSION => $v)', view)).toThrowError(
      expect.objectContaining({ code: 'AT_NOT_LITERAL', place: { line: 2, column: 8 } }),
    )
    expect(() => findAt("FROM main.a AT (VERSION => 'x')")).toThrowError(
      expect.objectContaining({ code: 'AT_QUALIFIED' }),
    )
  })

  test('takes times of every spelling, and parameters that have a value', () => {
    const spellings = [
      "DATE '2001-06-01'",
      "TIMESTAMPTZ '2001-06-01 06:00+02'",
      "TIMESTAMP WITH TIME ZONE '2001-06-01'",
      "'2001-06-01'::TIMESTAMP",
      '$at::DATE',
      '$at',
    ]
    const found = spellings.map((text) => {
      const [clause] = findAt(`FROM a AT (TIMESTAMP => ${text})`, () => 'then')
      return clause && 'timestamp' in clause.when ? clause.when.timestamp : null
    })
    expect(found).toEqual(['2001-06-01', '2001-06-01 06:00+02', '2001-06-01', '2001-06-01', 'then', 'then'])
    expect(() => findAt('FROM a AT (VERSION => $v)', () => undefined)).toThrowError(
      expect.objectContaining({ code: 'AT_NOT_LITERAL' }),
    )
  })

  test('stands before the alias, and behind words that are none', () => {
    for (const sql of ["FROM a x AT (VERSION => 'abcdef1')", "FROM a AS x AT (VERSION => 'abcdef1')"]) {
      expect(() => findAt(sql)).toThrowError(expect.objectContaining({ code: 'AT_ALIAS' }))
    }
    for (const lead of ['SUMMARIZE', 'DESCRIBE', 'FROM b,', 'FROM b SEMI JOIN', 'FROM b LEFT JOIN LATERAL']) {
      expect(findAt(`${lead} a AT (VERSION => 'abcdef1')`).map(({ source }) => source)).toEqual(['a'])
    }
  })

  test('offsets after the rewrite lead back', () => {
    const sql = "SELECT '😀é' FROM a AT (VERSION => 'abcdef1') WHERE bad = 1"
    const edits = atEdits(sql, () => 'a@abcdef1')
    const after = applyEdits(sql, edits)
    expect(originalOffset(edits, after.indexOf('bad'))).toBe(sql.indexOf('bad'))
    expect(originalOffset(edits, after.indexOf('@'))).toBe(sql.indexOf('a AT'))
    expect(originalOffset(edits, 3)).toBe(3)
  })
})

describe('CTEs', () => {
  const sql = `WITH a AS (SELECT 1 AS x), b(y) AS MATERIALIZED (
    WITH c AS (SELECT ')' AS z FROM a) SELECT z FROM c
  ) SELECT * FROM b`
  test('have ranges', () => {
    expect(ctes(sql).map((cte) => [cte.name, sql.slice(cte.bodyFrom, cte.bodyTo).trim()])).toEqual([
      ['a', 'SELECT 1 AS x'],
      ['b', "WITH c AS (SELECT ')' AS z FROM a) SELECT z FROM c"],
      ['c', "SELECT ')' AS z FROM a"],
    ])
  })
  test('have queries that run', async () => {
    const connection = await (await DuckDBInstance.create()).connect()
    for (const cte of ctes(sql)) {
      expect((await connection.runAndReadAll(cteQuery(sql, cte))).currentRowCount).toBe(1)
    }
  })
})

test('parameters are the named ones outside texts', () => {
  const sql = "SELECT $cut, '$no', $$ $no $$, $1 -- $no\n, $cut"
  expect(parameters(sql)).toEqual([
    { name: 'cut', from: 7, to: 11 },
    { name: 'cut', from: sql.lastIndexOf('$cut'), to: sql.length },
  ])
})

describe('literals', () => {
  const types: [string, fc.Arbitrary<Cell>][] = [
    ['INTEGER', fc.integer()],
    ['BIGINT', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)],
    ['HUGEINT', fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }).map(String)],
    ['DOUBLE', fc.double().map((value) => (Number.isFinite(value) ? value : String(value)))],
    ['DECIMAL(38,10)', fc.bigInt({ min: 0n, max: 10n ** 27n }).map((value) => `${value}.0123456789`)],
    ['VARCHAR', fc.string({ unit: 'binary' })],
    ['VARCHAR', pieces.filter((text) => !/\p{Surrogate}/u.test(text))],
    ['BLOB', fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('hex'))],
    ['BOOLEAN', fc.boolean()],
    [
      'DATE',
      fc
        .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
        .map((day) => day.toISOString().slice(0, 10)),
    ],
  ]
  // How DuckDB itself writes the value, in the form of Cell.
  const shown = (type: string, literal: string) =>
    type === 'BLOB' ? `lower(hex(${literal}))` : type === 'DOUBLE' ? literal : `CAST(${literal} AS VARCHAR)`

  test('give back the value and the type', async () => {
    const connection = await (await DuckDBInstance.create()).connect()
    for (const [type, values] of types) {
      const sample = fc.sample(values, 60)
      const parts = sample.map((value, index) => `${shown(type, sqlLiteral(value, type))} AS c${index}`)
      const first = sample[0] ?? null
      const reader = await connection.runAndReadAll(
        `SELECT ${parts.join(', ')}, typeof(${sqlLiteral(first, type)}), ${sqlLiteral(null, type)} IS NULL`,
      )
      const row = (reader.getRows()[0] ?? []).map((value) =>
        typeof value === 'number' && type === 'DOUBLE' ? value : value,
      )
      sample.forEach((value, index) => {
        if (type === 'DOUBLE') expect(Object.is(row[index], Number(value)), `${value}`).toBe(true)
        else expect(row[index]).toBe(String(value))
      })
      expect(row.slice(-2)).toEqual([type, true])
    }
  })

  test('nested values and names that need quotes', async () => {
    const connection = await (await DuckDBInstance.create()).connect()
    const show = async (value: Cell, type: string) =>
      (
        await connection.runAndReadAll(
          `SELECT CAST(${sqlLiteral(value, type)} AS VARCHAR), typeof(${sqlLiteral(value, type)})`,
        )
      ).getRows()[0]
    expect(await show([1, null, 3], 'INTEGER[]')).toEqual(['[1, NULL, 3]', 'INTEGER[]'])
    expect(await show([], 'DATE[]')).toEqual(['[]', 'DATE[]'])
    expect(
      await show({ 'a"b': "x'y", c: [1] }, 'STRUCT("a""b" VARCHAR, c INTEGER[2][])'.replace('[2]', '')),
    ).toEqual([String.raw`{'a"b': 'x\'y', 'c': [1]}`, 'STRUCT("a""b" VARCHAR, c INTEGER[])'])
    expect(await show([['k', 1]], 'MAP(VARCHAR, INTEGER)')).toEqual(['{k=1}', 'MAP(VARCHAR, INTEGER)'])
    expect(await show({ tag: 'n', value: 2 }, 'UNION(n INTEGER, t VARCHAR)')).toEqual([
      '2',
      'UNION(n INTEGER, t VARCHAR)',
    ])
    expect(await show('2001-06-01 10:00:00', 'TIMESTAMP')).toEqual(['2001-06-01 10:00:00', 'TIMESTAMP'])
  })

  test('refuse values that the type has no form for', () => {
    for (const [value, type] of [
      ['x', 'INTEGER'],
      [1.5, 'INTEGER'],
      [2 ** 60, 'BIGINT'],
      ['1); DROP', 'DOUBLE'],
      [{}, 'DATE'],
      ['zz', 'BLOB'],
      ['\ud800', 'VARCHAR'],
    ] as [Cell, string][])
      expect(() => sqlLiteral(value, type)).toThrowError(expect.objectContaining({ code: 'SQL_VALUE' }))
    for (const type of ['INTEGER); DROP TABLE a; --', "ENUM('a'", 'DECIMAL(18', 'INTEGER[', ''])
      expect(() => sqlLiteral(1, type)).toThrowError(expect.objectContaining({ code: 'SQL_TYPE' }))
  })

  test('types come back as they were', () => {
    for (const type of [
      'INTEGER',
      'DECIMAL(18,3)',
      'TIMESTAMP WITH TIME ZONE',
      'INTEGER[3][]',
      'MAP(VARCHAR, STRUCT("a" DATE))',
      "ENUM('a', 'it''s')",
    ])
      expect(formatType(parseType(type))).toBe(type)
  })

  test('quoted names and texts are one token', () => {
    fc.assert(
      fc.property(pieces, (text) => {
        expect(lex(quoteIdent(text))).toHaveLength(1)
        expect(lex(quoteText(text))).toHaveLength(1)
      }),
    )
  })
})

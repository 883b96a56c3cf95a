import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importContract } from '#shared/format/contract.ts'
import { ensureImage, parseContract, readContracts, syncSources } from './index.ts'
import { imageRows, type TestLake, testLake } from './testing.ts'

let bench: TestLake
beforeEach(() => {
  bench = testLake()
})
afterEach(() => bench.done())

const contract = (format: string, fields: string, more = '') => `version: 1
source: things
remote: lake
path: 'things/day={day}/*'
format: ${format}
fields:
${fields}
${more}`

/** Syncs `things` and gives its image. */
async function image() {
  const { sources, failed } = await syncSources(bench.ctx, { sources: ['things'], rehash: false }, {})
  if (failed[0]) throw new Error(`${failed[0].code} ${failed[0].message}`)
  const snapshot = sources[0]!.snapshot
  const [loaded] = (await readContracts(bench.ctx.workspace)).contracts
  return ensureImage(bench.ctx, { source: 'things', snapshot, contract: loaded! }, {})
}

describe('NDJSON', () => {
  const fields = `  id: {type: INTEGER, required: true}
  at: {type: DATE}
  price: {type: 'DECIMAL(10,2)'}
  tags: {type: 'VARCHAR[]'}
  note: {type: VARCHAR}`

  test('good rows in order, with unknown fields, partitions and places', async () => {
    bench.contract('things', contract('{type: ndjson}', fields))
    bench.put({
      'things/day=2001-01-02/b.ndjson': '{"id":3,"note":"ü 😀"}\r\n\r\n{"id":4.0,"tags":["a","b"]}',
      'things/day=2001-01-01/a.ndjson':
        '\uFEFF{"id":1,"at":"2001-02-03","price":1.5,"x":{"y":null},"z":null}\n{"id":"2","price":"2.50"}\n',
    })
    const { path, rows, rejects } = await image()
    expect([rows, rejects]).toEqual([4, 0])
    expect(await imageRows(path, 'SELECT * FROM image.data')).toEqual([
      row({ id: 1, at: '2001-02-03', price: '1.50', _extra: '{"x":{"y":null},"z":null}', day: 1, line: 1 }),
      row({ id: 2, price: '2.50', day: 1, line: 2 }),
      row({ id: 3, note: 'ü 😀', day: 2, line: 1 }),
      row({ id: 4, tags: ['a', 'b'], day: 2, line: 3 }),
    ])
    expect(await imageRows(path, 'SELECT path, rows, rejects, size FROM image.objects')).toMatchObject([
      { path: 'things/day=2001-01-01/a.ndjson', rows: '2', rejects: '0' },
      { path: 'things/day=2001-01-02/b.ndjson', rows: '2', rejects: '0' },
    ])
  })

  const row = ({ day, line, ...values }: Record<string, unknown>) => ({
    at: null,
    price: null,
    tags: null,
    note: null,
    _extra: null,
    ...values,
    _part_day: `2001-01-0${day}`,
    _object: `things/day=2001-01-0${day}/${day === 1 ? 'a' : 'b'}.ndjson`,
    _row: String(line),
  })

  test('broken lines end in rejects with object, line, reason, field and raw text', async () => {
    const rule = 'quality: [{name: not 13, sql: id <> 13, reject: true}, {name: watched, sql: id < 0}]'
    bench.contract('things', contract('{type: ndjson}', fields, rule))
    const lines = [
      '{"id":1}',
      '{"id":2',
      'connection reset',
      '["id",3]',
      '{"note":"no id"}',
      '{"id":null}',
      '{"id":1.5}',
      '{"id":99999999999}',
      '{"id":5,"at":"2001-02-30"}',
      '{"id":6,"at":"2001-02-03T10:00:00"}',
      '{"id":7,"price":1.005}',
      '{"id":8,"tags":"a"}',
      '{"id":13}',
      '"text"',
      '{"id":14}',
    ]
    bench.put({ 'things/day=x/a.ndjson': `${lines.join('\n')}\n` })
    const { path, rows, rejects } = await image()
    expect([rows, rejects]).toEqual([2, 13])
    const found = await imageRows(path, 'SELECT _row, reason, field, raw, _object FROM image.rejects')
    const reject = (line: number, reason: string, field: string | null = null) => ({
      _row: String(line),
      reason,
      field,
      raw: lines[line - 1],
      _object: 'things/day=x/a.ndjson',
    })
    expect(found).toEqual([
      reject(2, 'no JSON'),
      reject(3, 'no JSON'),
      reject(4, 'no JSON object'),
      reject(5, 'required, but missing', 'id'),
      reject(6, 'required, but missing', 'id'),
      reject(7, 'no INTEGER', 'id'),
      reject(8, 'no INTEGER', 'id'),
      reject(9, 'no DATE', 'at'),
      reject(10, 'no DATE', 'at'),
      reject(11, 'no DECIMAL(10,2)', 'price'),
      reject(12, 'no VARCHAR[]', 'tags'),
      reject(13, 'rule: not 13'),
      reject(14, 'no JSON object'),
    ])
  })

  test('every type that a field may have', async () => {
    const types = [
      ['BOOLEAN', true, '"maybe"'],
      ['UTINYINT', 255, '256'],
      ['HUGEINT', '170141183460469231731687303715884105727', '"x"'],
      ['FLOAT', 1.5, '"x"'],
      ['DOUBLE', 0.1, '{}'],
      ['DECIMAL(38,10)', '1.5', '0.00000000001'],
      ['BLOB', 'é', null],
      ['TIME', '10:11:12', '"25:00:00"'],
      ['TIMESTAMP', '2001-02-03T04:05:06.123456', '"2001-02-30"'],
      ['TIMESTAMP_S', '2001-02-03 04:05:06', '"2001-02-03 04:05:06.5"'],
      ['TIMESTAMPTZ', '2001-02-03T04:05:06+02:00', '"soon"'],
      ['UUID', '6f1ed002-ab59-4e4c-8f3e-9a1f0c1d2e3f', '"6f"'],
      ['INTERVAL', '3 days', '"x"'],
      ["ENUM('a', 'b')", 'a', '"c"'],
      ['STRUCT(a INTEGER, "b c" VARCHAR[])', { a: 1, 'b c': ['x'] }, '{"a":"x"}'],
      ['MAP(VARCHAR, INTEGER)', { x: 1 }, '{"x":"y"}'],
      ['INTEGER[][]', [[1], []], '[[1],["x"]]'],
    ] as const
    const named = types.map(([type], index) => `  f${index}: {type: ${JSON.stringify(type)}}`)
    bench.contract('things', contract('{type: ndjson}', named.join('\n')))
    const good = JSON.stringify(Object.fromEntries(types.map(([, value], index) => [`f${index}`, value])))
    const bad = types.flatMap(([, , value], index) => (value === null ? [] : [`{"f${index}":${value}}`]))
    bench.put({ 'things/day=1/a': [good, ...bad].join('\n') })
    const { path, rows } = await image()
    const rejects = await imageRows(path, 'SELECT field, raw FROM image.rejects')
    expect(rejects.map(({ raw }) => raw)).toEqual(bad)
    expect(rows).toBe(1)
    const [row = {}] = await imageRows(path, 'SELECT * FROM image.data')
    expect(types.map((_, index) => row[`f${index}`])).toEqual([
      true,
      255,
      '170141183460469231731687303715884105727',
      1.5,
      0.1,
      '1.5000000000',
      expect.anything(),
      '10:11:12',
      '2001-02-03 04:05:06.123456',
      '2001-02-03 04:05:06',
      '2001-02-03 02:05:06+00',
      '6f1ed002-ab59-4e4c-8f3e-9a1f0c1d2e3f',
      expect.anything(),
      'a',
      { a: 1, 'b c': ['x'] },
      expect.anything(),
      [[1], []],
    ])
  })

  test('bytes that are no text, a NUL, and compressed data that ends early', async () => {
    bench.contract('things', contract('{type: ndjson}', fields, 'compression: gzip'))
    const bytes = Buffer.concat([
      Buffer.from('{"id":1}\n{"id":2,"note":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}\n{"id":3,"note":"a\0b"}\n{"id":4}\n'),
    ])
    const long = gzipSync(Buffer.from('{"id":5,"note":"random"}\n'.repeat(5000)))
    bench.put({
      'things/day=1/a.gz': gzipSync(bytes),
      'things/day=1/b.gz': long.subarray(0, long.length - 20),
      'things/day=1/c.gz': 'not gzip at all',
    })
    const { path } = await image()
    expect(
      await imageRows(path, "SELECT _row, reason, raw FROM image.rejects WHERE _object LIKE '%/a.gz'"),
    ).toEqual([
      { _row: '2', reason: 'no UTF-8 text', raw: '{"id":2,"note":"\uFFFD\uFFFD"}' },
      { _row: '3', reason: 'no JSON', raw: '{"id":3,"note":"a\0b"}' },
    ])
    expect(
      await imageRows(
        path,
        "SELECT _object, reason FROM image.rejects WHERE reason LIKE '%gzip%' AND _row > 0",
      ),
    ).toEqual([
      { _object: 'things/day=1/b.gz', reason: 'the gzip data is broken or ends early' },
      { _object: 'things/day=1/c.gz', reason: 'the gzip data is broken or ends early' },
    ])
    const [{ n } = {}] = await imageRows(
      path,
      "SELECT count(*) AS n FROM image.data WHERE _object LIKE '%/b.gz'",
    )
    expect(Number(n)).toBeGreaterThan(1000)
  })

  test('unknown fields are rejected where the contract says so', async () => {
    bench.contract('things', contract('{type: ndjson}', '  id: {type: INTEGER}', 'unknown_fields: reject'))
    bench.put({ 'things/day=1/a': '{"id":1}\n{"id":2,"more":3}\n{}\n' })
    const { path } = await image()
    expect(await imageRows(path, 'SELECT id FROM image.data')).toEqual([{ id: 1 }, { id: null }])
    expect(await imageRows(path, 'SELECT reason, field, raw FROM image.rejects')).toEqual([
      { reason: 'unknown field', field: 'more', raw: '{"id":2,"more":3}' },
    ])
  })
})

test('JSON: the elements of an array, values in a row, and one that does not end', async () => {
  bench.contract('things', contract('{type: json}', '  id: {type: INTEGER}\n  text: {type: VARCHAR}'))
  bench.put({
    'things/day=1/a.json': ' [ {"id": 1, "text": "a]}\\"["},\n\n {"id":\n2}, 3 ] ',
    'things/day=1/b.json': '{"id":\n 4}\n{"id":5}',
    'things/day=1/c.json': '[{"id":6},{"id":7,"text":"cut',
  })
  const { path } = await image()
  expect(await imageRows(path, 'SELECT id, text, _row FROM image.data')).toEqual([
    { id: 1, text: 'a]}"[', _row: '1' },
    { id: 2, text: null, _row: '2' },
    { id: 4, text: null, _row: '1' },
    { id: 5, text: null, _row: '2' },
    { id: 6, text: null, _row: '1' },
  ])
  expect(await imageRows(path, 'SELECT reason, raw, _row FROM image.rejects')).toEqual([
    { reason: 'no JSON object', raw: '3', _row: '3' },
    { reason: 'JSON that does not end', raw: '{"id":7,"text":"cut', _row: '2' },
  ])
})

describe('CSV', () => {
  const fields = '  id: {type: INTEGER, required: true}\n  text: {type: VARCHAR}'
  test('quotes, line ends in them, NULL against empty, columns by name, and what is left over', async () => {
    bench.contract('things', contract('{type: csv}', fields))
    bench.put({
      'things/day=1/a.csv': '\uFEFFtext,more,id\r\n"a ""b""\nc",x,1\r\n,,2\r\n"",,3\n\nd e,"f,g",4',
      'things/day=1/b.csv': 'id\n5\n',
    })
    const { path } = await image()
    expect(await imageRows(path, 'SELECT id, text, _extra, _row FROM image.data')).toEqual([
      { id: 1, text: 'a "b"\nc', _extra: '{"more":"x"}', _row: '2' },
      { id: 2, text: null, _extra: null, _row: '4' },
      { id: 3, text: '', _extra: null, _row: '5' },
      { id: 4, text: 'd e', _extra: '{"more":"f,g"}', _row: '7' },
      { id: 5, text: null, _extra: null, _row: '2' },
    ])
  })

  test('lines with too few or many columns and open quotes are rejects; the next line is read again', async () => {
    bench.contract('things', contract("{type: csv, delimiter: ';', header: false, null: NA}", fields))
    bench.put({ 'things/day=1/a.csv': '1;a\n2\n3;b;c\n4;"open\n5;d\n6;"x"y\nNA;e\n7;NA\n8;"z\n' })
    const { path } = await image()
    expect(await imageRows(path, 'SELECT id, text, _row FROM image.data')).toEqual([
      { id: 1, text: 'a', _row: '1' },
      { id: 5, text: 'd', _row: '5' },
      { id: 7, text: null, _row: '8' },
    ])
    expect(await imageRows(path, 'SELECT _row, reason, raw FROM image.rejects')).toEqual([
      { _row: '2', reason: '1 column instead of 2', raw: '2' },
      { _row: '3', reason: '3 columns instead of 2', raw: '3;b;c' },
      { _row: '4', reason: 'text after a closing quote', raw: '4;"open' },
      { _row: '6', reason: 'text after a closing quote', raw: '6;"x"y' },
      { _row: '7', reason: 'required, but missing', raw: 'NA;e' },
      { _row: '9', reason: 'a quote that is not closed', raw: '8;"z' },
    ])
  })

  test('other encodings', async () => {
    bench.contract('things', contract('{type: csv, encoding: utf-16}', fields))
    bench.put({ 'things/day=1/a.csv': Buffer.from('\uFEFFid,text\n1,ü😀\n', 'utf16le') })
    expect(await imageRows((await image()).path, 'SELECT id, text FROM image.data')).toEqual([
      { id: 1, text: 'ü😀' },
    ])
    bench.contract('things', contract('{type: csv, encoding: latin-1}', fields))
    bench.put({ 'things/day=1/a.csv': Buffer.from('id,text\n1,ü\n', 'latin1') })
    expect(await imageRows((await image()).path, 'SELECT id, text FROM image.data')).toEqual([
      { id: 1, text: 'ü' },
    ])
  })

  test('any text that is written as CSV comes back, whatever way its lines are read', async () => {
    bench.contract('things', contract('{type: csv}', fields))
    const field = fc.option(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é', '😀', ';') }), {
      nil: null,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(field, { minLength: 1, maxLength: 30 }), async (values) => {
        const written = values.map((value, index) => {
          const text = value === null ? '' : `"${value.replaceAll('"', '""')}"`
          return `${index},${text}`
        })
        bench.put({ 'things/day=1/a.csv': `id,text\n${written.join('\n')}\n` })
        const read = await imageRows((await image()).path, 'SELECT text FROM image.data')
        expect(read.map(({ text }) => text)).toEqual(values)
      }),
      { numRuns: 15 },
    )
  })
})

describe('Parquet', () => {
  async function parquet(file: string, select: string): Promise<void> {
    bench.put({ [file]: '' })
    const connection = await (await DuckDBInstance.create()).connect()
    const to = join(bench.lake, file)
    rmSync(to)
    await connection.run(`COPY (${select}) TO '${to}' (FORMAT parquet)`)
    connection.closeSync()
  }

  test('objects of several schemas, a value that does not fit, a broken file, equal files', async () => {
    bench.contract(
      'things',
      contract('{type: parquet}', '  id: {type: INTEGER, required: true}\n  at: {type: DATE}'),
    )
    await parquet('things/day=1/a', "SELECT 1::BIGINT AS id, DATE '2001-01-01' AS at")
    await parquet(
      'things/day=1/b',
      "SELECT 2::BIGINT AS id, DATE '2001-01-01' AS at UNION ALL SELECT 99999999999, NULL",
    )
    await parquet('things/day=1/c', "SELECT 3.0::DOUBLE AS id, TIMESTAMP '2001-01-01' AS at, 'x' AS more")
    await parquet('things/day=1/d', "SELECT 1::BIGINT AS id, DATE '2001-01-01' AS at")
    await parquet('things/day=1/e', 'SELECT 4.5::DOUBLE AS id, 5 AS file_row_number')
    bench.put({ 'things/day=1/f': 'PAR1 but no more' })
    await parquet('things/day=1/g', 'SELECT 7::UTINYINT AS "ID"')
    const { path } = await image()
    expect(await imageRows(path, 'SELECT * FROM image.data')).toEqual(
      [
        ['a', 1, '2001-01-01', null],
        ['b', 2, '2001-01-01', null],
        ['c', 3, '2001-01-01', '{"more":"x"}'],
        ['d', 1, '2001-01-01', null],
        ['g', 7, null, null],
      ].map(([file, id, at, _extra]) => ({
        id,
        at,
        _extra,
        _part_day: '1',
        _object: `things/day=1/${file}`,
        _row: '1',
      })),
    )
    const rejects = await imageRows(path, 'SELECT _object, _row, reason, field, raw FROM image.rejects')
    expect(rejects.slice(0, 2)).toEqual([
      {
        _object: 'things/day=1/b',
        _row: '2',
        reason: 'no INTEGER',
        field: 'id',
        raw: '{"id":99999999999,"at":null}',
      },
      {
        _object: 'things/day=1/e',
        _row: '1',
        reason: 'no INTEGER',
        field: 'id',
        raw: '{"id":4.5,"file_row_number":5}',
      },
    ])
    expect(rejects[2]).toMatchObject({
      _object: 'things/day=1/f',
      reason: expect.stringMatching(/^no readable Parquet/),
    })
    expect(rejects[2]?.reason).not.toContain(bench.home)
  })
})

test('a hostile rule is refused with its place before it runs', async () => {
  bench.put({ 'things/day=1/a': '{"id":1}\n' })
  for (const sql of [
    "id IN (SELECT 1 FROM read_text('/etc/passwd'))",
    "true) FROM read_text('/etc/passwd') WHERE (true",
    "id > 0; COPY (SELECT 1) TO '/tmp/x'",
    'id > 0), (true',
    'random() > 0.5',
    'now() > now()',
    'sum(id) > 0',
    'nosuch > 0',
    "getvariable('x') = 1",
  ]) {
    const rule = `quality: [{name: r, sql: ${JSON.stringify(sql)}, reject: true}]`
    bench.contract('things', contract('{type: ndjson}', '  id: {type: INTEGER}', rule))
    await expect(image(), sql).rejects.toThrow('CONTRACT_RULE')
  }
  const text = contract(
    '{type: ndjson}',
    '  id: {type: INTEGER}',
    'quality: [{name: r, sql: "id > 1 -- or not", reject: true}]',
  )
  bench.contract('things', text)
  expect((await image()).rejects).toBe(1)
})

test('the image is the same by one thread or many, at once or a day at a time', async () => {
  const rule = 'quality: [{name: r, sql: n % 7 <> 0, reject: true}]'
  const text = contract('{type: ndjson}', '  n: {type: BIGINT}\n  text: {type: VARCHAR}', rule)
  bench.contract('things', text)
  const loaded = parseContract('contracts/things.yml', text)
  const { importer, home } = bench.ctx
  let base: { path: string; snapshot: string } | undefined
  const day = (number: number) =>
    Array.from(
      { length: 3000 },
      (_, n) => `{"n":${number * 3000 + n},"text":"row ${n}","extra":${n % 3}}`,
    ).join('\n')
  for (let number = 1; number <= 4; number++) {
    bench.put({ [`things/day=2001-01-0${number}/a`]: day(number) })
    const { snapshot } = (await syncSources(bench.ctx, { sources: ['things'], rehash: false }, {}))
      .sources[0]!
    const build = async (name: string, more: object) => {
      const to = join(bench.dir, `${name}-${number}.duckdb`)
      const input = {
        home,
        snapshot,
        contract: importContract(loaded.contract),
        file: 'contracts/things.yml',
        to,
      }
      await importer.call('buildImage', { ...input, ...more })
      return { path: to, digest: await importer.call('imageDigest', { path: to }) }
    }
    const whole = await build('whole', { threads: 1 })
    const many = await build('many', { threads: 4 })
    const appended = await build('appended', base ? { base } : {})
    expect(many.digest).toBe(whole.digest)
    expect(appended.digest).toBe(whole.digest)
    base = { path: appended.path, snapshot }
  }
})

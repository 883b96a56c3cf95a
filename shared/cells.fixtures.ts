import type { Cell } from './value.ts'

/**
 * Golden vectors of every DuckDB type, the same on both engines: what an expression's cell is, and its bytes in a
 * column of the result digest (hex; 00 is NULL). A change of bytes is a new version of the ledger's format.
 */
export interface TypeFixture {
  /** As DESCRIBE says it. */
  type: string
  /** An expression of that type. */
  sql: string
  cell: Cell
  bytes: string
}

export const typeFixtures: readonly TypeFixture[] = [
  { type: 'BOOLEAN', sql: 'true', cell: true, bytes: '0101' },
  { type: 'BOOLEAN', sql: 'false', cell: false, bytes: '0100' },
  { type: 'TINYINT', sql: '(-128)::TINYINT', cell: -128, bytes: '0180' },
  { type: 'SMALLINT', sql: '(-2)::SMALLINT', cell: -2, bytes: '01feff' },
  { type: 'INTEGER', sql: '(-2147483648)::INTEGER', cell: -2147483648, bytes: '0100000080' },
  { type: 'BIGINT', sql: '9223372036854775807', cell: '9223372036854775807', bytes: '01ffffffffffffff7f' },
  { type: 'UTINYINT', sql: '255::UTINYINT', cell: 255, bytes: '01ff' },
  { type: 'USMALLINT', sql: '65535::USMALLINT', cell: 65535, bytes: '01ffff' },
  { type: 'UINTEGER', sql: '4294967295::UINTEGER', cell: 4294967295, bytes: '01ffffffff' },
  {
    type: 'UBIGINT',
    sql: '18446744073709551615::UBIGINT',
    cell: '18446744073709551615',
    bytes: '01ffffffffffffffff',
  },
  {
    type: 'HUGEINT',
    sql: '(-170141183460469231731687303715884105728)::HUGEINT',
    cell: '-170141183460469231731687303715884105728',
    bytes: '0100000000000000000000000000000080',
  },
  {
    type: 'UHUGEINT',
    sql: '340282366920938463463374607431768211455::UHUGEINT',
    cell: '340282366920938463463374607431768211455',
    bytes: '01ffffffffffffffffffffffffffffffff',
  },
  {
    type: 'BIGNUM',
    sql: "'-123456789012345678901234567890123456789012'::BIGNUM",
    cell: '-123456789012345678901234567890123456789012',
    bytes: '012b0000002d313233343536373839303132333435363738393031323334353637383930313233343536373839303132',
  },
  {
    type: 'BIGNUM',
    sql: "'98765432109876543210'::BIGNUM",
    cell: '98765432109876543210',
    bytes: '01140000003938373635343332313039383736353433323130',
  },
  { type: 'FLOAT', sql: '0.1::FLOAT', cell: 0.1, bytes: '01cdcccc3d' },
  { type: 'FLOAT', sql: "'-0'::FLOAT", cell: 0, bytes: '0100000080' },
  { type: 'FLOAT', sql: "'nan'::FLOAT", cell: 'NaN', bytes: '010000c07f' },
  { type: 'DOUBLE', sql: '0.1::DOUBLE', cell: 0.1, bytes: '019a9999999999b93f' },
  { type: 'DOUBLE', sql: "'-0'::DOUBLE", cell: 0, bytes: '010000000000000080' },
  { type: 'DOUBLE', sql: "'nan'::DOUBLE", cell: 'NaN', bytes: '01000000000000f87f' },
  { type: 'DOUBLE', sql: "'-nan'::DOUBLE", cell: 'NaN', bytes: '01000000000000f87f' },
  { type: 'DOUBLE', sql: "'infinity'::DOUBLE", cell: 'Infinity', bytes: '01000000000000f07f' },
  { type: 'DOUBLE', sql: "'-infinity'::DOUBLE", cell: '-Infinity', bytes: '01000000000000f0ff' },
  {
    type: 'DECIMAL(4,1)',
    sql: '(-12.5)::DECIMAL(4,1)',
    cell: '-12.5',
    bytes: '0183ffffffffffffffffffffffffffffff',
  },
  {
    type: 'DECIMAL(9,3)',
    sql: '0.005::DECIMAL(9,3)',
    cell: '0.005',
    bytes: '0105000000000000000000000000000000',
  },
  {
    type: 'DECIMAL(18,0)',
    sql: '42::DECIMAL(18,0)',
    cell: '42',
    bytes: '012a000000000000000000000000000000',
  },
  {
    type: 'DECIMAL(38,10)',
    sql: '(-1234567890123456789012345678.0123456789)::DECIMAL(38,10)',
    cell: '-1234567890123456789012345678.0123456789',
    bytes: '01ebba9833b16fb63becccfd0f094fb6f6',
  },
  { type: 'VARCHAR', sql: "'Grüße 😀'", cell: 'Grüße 😀', bytes: '010c0000004772c3bcc39f6520f09f9880' },
  { type: 'VARCHAR', sql: "''", cell: '', bytes: '0100000000' },
  { type: 'BLOB', sql: "'\\x00\\xFFa'::BLOB", cell: '00ff61', bytes: '010300000000ff61' },
  { type: 'BIT', sql: "'101'::BIT", cell: '101', bytes: '010200000005fd' },
  { type: 'BIT', sql: "'0000000011111111'::BIT", cell: '0000000011111111', bytes: '01030000000000ff' },
  {
    type: 'UUID',
    sql: "'550e8400-e29b-41d4-a716-446655440000'::UUID",
    cell: '550e8400-e29b-41d4-a716-446655440000',
    bytes: '01550e8400e29b41d4a716446655440000',
  },
  {
    type: 'UUID',
    sql: "'f50e8400-e29b-41d4-a716-446655440000'::UUID",
    cell: 'f50e8400-e29b-41d4-a716-446655440000',
    bytes: '01f50e8400e29b41d4a716446655440000',
  },
  { type: 'DATE', sql: "DATE '2001-02-03'", cell: '2001-02-03', bytes: '015c2c0000' },
  { type: 'DATE', sql: "DATE '0044-03-15 (BC)'", cell: '0044-03-15 (BC)', bytes: '0148c8f4ff' },
  { type: 'DATE', sql: "DATE '12345-01-01'", cell: '12345-01-01', bytes: '014fd23900' },
  { type: 'DATE', sql: "DATE 'infinity'", cell: 'infinity', bytes: '01ffffff7f' },
  { type: 'DATE', sql: "DATE '-infinity'", cell: '-infinity', bytes: '0101000080' },
  { type: 'TIME', sql: "TIME '12:34:56.789'", cell: '12:34:56.789', bytes: '010826e68b0a000000' },
  { type: 'TIME', sql: "TIME '00:00:00.000001'", cell: '00:00:00.000001', bytes: '010100000000000000' },
  {
    type: 'TIME WITH TIME ZONE',
    sql: "TIMETZ '12:34:56.5+02:00'",
    cell: '12:34:56.5+02',
    bytes: '01dfc40020bde18b0a',
  },
  {
    type: 'TIME WITH TIME ZONE',
    sql: "TIMETZ '01:02:03-03:30'",
    cell: '01:02:03-03:30',
    bytes: '01371201c078e8dd00',
  },
  {
    type: 'TIME WITH TIME ZONE',
    sql: "TIMETZ '01:02:03+15:59:59'",
    cell: '01:02:03+15:59:59',
    bytes: '01000000c078e8dd00',
  },
  {
    type: 'TIMESTAMP',
    sql: "TIMESTAMP '2001-02-03 04:05:06.789'",
    cell: '2001-02-03 04:05:06.789',
    bytes: '01884a7e2a5f7c0300',
  },
  {
    type: 'TIMESTAMP',
    sql: "TIMESTAMP '1969-12-31 23:59:59.999999'",
    cell: '1969-12-31 23:59:59.999999',
    bytes: '01ffffffffffffffff',
  },
  {
    type: 'TIMESTAMP',
    sql: "TIMESTAMP '0044-03-15 (BC) 12:00:00'",
    cell: '0044-03-15 (BC) 12:00:00',
    bytes: '0100b07e36ea561eff',
  },
  { type: 'TIMESTAMP', sql: "TIMESTAMP '-infinity'", cell: '-infinity', bytes: '010100000000000080' },
  {
    type: 'TIMESTAMP_S',
    sql: "TIMESTAMP_S '2001-02-03 04:05:06'",
    cell: '2001-02-03 04:05:06',
    bytes: '0172837b3a00000000',
  },
  {
    type: 'TIMESTAMP_MS',
    sql: "TIMESTAMP_MS '2001-02-03 04:05:06.78'",
    cell: '2001-02-03 04:05:06.78',
    bytes: '015c787972e4000000',
  },
  {
    type: 'TIMESTAMP_NS',
    sql: "TIMESTAMP_NS '2001-02-03 04:05:06.789012345'",
    cell: '2001-02-03 04:05:06.789012345',
    bytes: '01795353fdbdd39d0d',
  },
  {
    type: 'TIMESTAMP_NS',
    sql: "TIMESTAMP_NS '2001-02-03 04:05:06'",
    cell: '2001-02-03 04:05:06',
    bytes: '0100f44bcebdd39d0d',
  },
  {
    type: 'TIMESTAMP WITH TIME ZONE',
    sql: "TIMESTAMPTZ '2001-02-03 04:05:06.789+02'",
    cell: '2001-02-03 02:05:06.789+00',
    bytes: '018802577d5d7c0300',
  },
  {
    type: 'INTERVAL',
    sql: "INTERVAL '14 months -3 days 04:05:06.789'",
    cell: '1 year 2 months -3 days 04:05:06.789',
    bytes: '010e000000fdffffff88ca976c03000000',
  },
  {
    type: 'INTERVAL',
    sql: "INTERVAL '-1 month -25:00:00.5'",
    cell: '-1 month -25:00:00.5',
    bytes: '01ffffffff00000000e05a8d0bebffffff',
  },
  {
    type: 'INTERVAL',
    sql: "INTERVAL '0 days'",
    cell: '00:00:00',
    bytes: '0100000000000000000000000000000000',
  },
  {
    type: "ENUM('it''s', 'b, c')",
    sql: "'it''s'::ENUM('it''s', 'b, c')",
    cell: "it's",
    bytes: '010400000069742773',
  },
  { type: 'INTEGER[]', sql: '[1, NULL, 3]', cell: [1, null, 3], bytes: '01030000000101000000000103000000' },
  { type: 'INTEGER[]', sql: '[]::INTEGER[]', cell: [], bytes: '0100000000' },
  {
    type: 'VARCHAR[][]',
    sql: "[['a'], NULL, []]::VARCHAR[][]",
    cell: [['a'], null, []],
    bytes: '01030000000101000000010100000061000100000000',
  },
  {
    type: 'DOUBLE[2]',
    sql: '[1.5, NULL]::DOUBLE[2]',
    cell: [1.5, null],
    bytes: '010200000001000000000000f83f00',
  },
  {
    type: 'STRUCT(a INTEGER, "b c" VARCHAR)',
    sql: "{'a': 1, 'b c': 'x'}",
    cell: { a: 1, 'b c': 'x' },
    bytes: '010101000000010100000078',
  },
  {
    type: 'STRUCT(a STRUCT(b INTEGER[]), d DATE)',
    sql: "{'a': {'b': [1]}, 'd': NULL::DATE}",
    cell: { a: { b: [1] }, d: null },
    bytes: '01010101000000010100000000',
  },
  {
    type: 'MAP(VARCHAR, INTEGER)',
    sql: "MAP {'k': 1, 'j': NULL}",
    cell: [
      ['k', 1],
      ['j', null],
    ],
    bytes: '010200000001010000006b010100000001010000006a00',
  },
  {
    type: 'MAP(INTEGER[], STRUCT(a HUGEINT))',
    sql: "MAP {[1]: {'a': 5::HUGEINT}}",
    cell: [[[1], { a: '5' }]],
    bytes: '010100000001010000000101000000010105000000000000000000000000000000',
  },
  {
    type: 'UNION(n INTEGER, s VARCHAR)',
    sql: 'union_value(n := 1)::UNION(n INTEGER, s VARCHAR)',
    cell: { tag: 'n', value: 1 },
    bytes: '01010000006e0101000000',
  },
  {
    type: 'UNION(n INTEGER, s VARCHAR)',
    sql: "union_value(s := 'x')::UNION(n INTEGER, s VARCHAR)",
    cell: { tag: 's', value: 'x' },
    bytes: '010100000073010100000078',
  },
  { type: 'INTEGER', sql: 'NULL::INTEGER', cell: null, bytes: '00' },
  {
    type: 'STRUCT(a INTEGER, b VARCHAR)',
    sql: 'NULL::STRUCT(a INTEGER, b VARCHAR)',
    cell: null,
    bytes: '00',
  },
]

/** One statement whose digest the window and a run must both give. */
export const digestFixture = {
  sql: "SELECT i::INTEGER AS a, CASE WHEN i % 3 = 0 THEN NULL ELSE i * 0.5 END AS b, 'x' || i AS c, sqrt(i) AS d, i % 2 = 0 AS e FROM range(10000) r(i) ORDER BY i DESC",
  rows: 10_000,
  digest: 'ebe0d5da24900e097bf414fdabb96aff5b1ba04557fc26dfcffbb8d751044907',
}

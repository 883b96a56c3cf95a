import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type TypeFixture, typeFixtures } from '../cells.fixtures.ts'
import { quickest, timed } from '../testing.ts'
import { createWriter, encodeFixed, encoderOf, encodeVariable } from './encode.ts'
import { columnOf, parseType, resultDigest, type Value } from './index.ts'

const encoded = (type: string, value: Value): string => {
  const writer = createWriter(1)
  encoderOf(parseType(type))(writer, value)
  return Buffer.from(writer.bytes.subarray(0, writer.at)).toString('hex')
}

describe('the byte table', () => {
  test.each<[string, Value, string]>([
    ['INTEGER', null, '00'],
    ['BOOLEAN', true, '0101'],
    ['SMALLINT', -2, '01feff'],
    ['BIGINT', -1n, '01ffffffffffffffff'],
    ['UBIGINT', 2n ** 64n - 1n, '01ffffffffffffffff'],
    ['HUGEINT', -(2n ** 127n), '0100000000000000000000000000000080'],
    ['DOUBLE', -0, '010000000000000080'],
    ['DOUBLE', Number.NaN, '01000000000000f87f'],
    ['FLOAT', Number.NaN, '010000c07f'],
    ['DECIMAL(4,1)', -125n, '0183ffffffffffffffffffffffffffffff'],
    ['VARCHAR', 'é', '0102000000c3a9'],
    ['BLOB', Uint8Array.of(1, 2), '01020000000102'],
    ['TIME WITH TIME ZONE', { micros: 45_296_500_000n, offset: 7200 }, '01dfc40020bde18b0a'],
    ['INTERVAL', { months: 1, days: -1, micros: 2n }, '0101000000ffffffff0200000000000000'],
    ['INTEGER[]', [1, null], '0102000000010100000000'],
    ['STRUCT(a INTEGER, b VARCHAR)', [1, null], '01010100000000'],
    ['UNION(n INTEGER, s VARCHAR)', { tag: 's', value: 'x' }, '010100000073010100000078'],
  ])('%s of %o', (type, value, bytes) => expect(encoded(type, value)).toBe(bytes))

  test('a type that is known by name only is refused with the way out', () => {
    expect(() => resultDigest([{ name: 'g', type: 'GEOMETRY' }])).toThrow('Cast it to VARCHAR')
  })

  test('every fixture has bytes and a type that is understood', () => {
    const kinds = new Set(typeFixtures.map((fixture: TypeFixture) => parseType(fixture.type).kind))
    expect(kinds.size).toBe(34)
    expect(kinds.has('OTHER')).toBe(false)
    for (const { bytes } of typeFixtures) expect(bytes).toMatch(/^(00|01[0-9a-f]+)$/)
  })
})

describe('shortcuts give the same bytes', () => {
  const plain = (type: string, values: (number | null)[], memory: ArrayBufferView): void => {
    const bitmap = new Uint8Array(Math.ceil(values.length / 8) + 1)
    const offset = 3
    for (const [row, value] of values.entries()) {
      if (value !== null) {
        const bit = row + offset
        bitmap[bit >> 3] = (bitmap[bit >> 3] ?? 0) | (1 << (bit & 7))
      }
    }
    const writer = createWriter(1)
    const bytes = new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength)
    const fixed = { bytes, width: memory.byteLength / values.length, validity: { bitmap, offset } }
    encodeFixed(parseType(type), fixed, 0, values.length, writer)
    const slow = values.map((value) => encoded(type, value)).join('')
    expect(Buffer.from(writer.bytes.subarray(0, writer.at)).toString('hex')).toBe(slow)
  }

  test('doubles with NaN of any payload, infinities and nulls', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.double()), { minLength: 1 }), (values) => {
        const memory = Float64Array.from(values, (value) => value ?? 7)
        plain('DOUBLE', values, memory)
      }),
    )
    const odd = new BigUint64Array([0xfff8_0000_0000_0001n, 0x7ff0_0000_0000_0001n, 0x7ff0_0000_0000_0000n])
    plain('DOUBLE', [Number.NaN, Number.NaN, Number.POSITIVE_INFINITY], odd)
    plain('FLOAT', [Number.NaN, Number.NEGATIVE_INFINITY], new Uint32Array([0xffc0_0001, 0xff80_0000]))
  })

  test('integers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: -32_768, max: 32_767 })), { minLength: 1 }),
        (values) =>
          plain(
            'SMALLINT',
            values,
            Int16Array.from(values, (value) => value ?? 7),
          ),
      ),
    )
  })

  test('text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        const parts = texts.map((text) => Buffer.from(text))
        const offsets = Int32Array.from([0, ...parts.map((part) => part.length)])
        for (let index = 1; index < offsets.length; index++) {
          offsets[index] = (offsets[index] ?? 0) + (offsets[index - 1] ?? 0)
        }
        const writer = createWriter(1)
        const variable = { bytes: new Uint8Array(Buffer.concat(parts)), offsets, validity: null }
        encodeVariable(variable, 0, texts.length, writer)
        const slow = texts.map((text) => encoded('VARCHAR', text)).join('')
        expect(Buffer.from(writer.bytes.subarray(0, writer.at)).toString('hex')).toBe(slow)
      }),
    )
  })
})

describe('the digest', () => {
  const columns = [
    { name: 'a', type: 'INTEGER' },
    { name: 'b', type: 'VARCHAR' },
  ]

  test('is SHA-256 over names and types, then over each column’s own', () => {
    const digest = resultDigest(columns)
    digest.add([columnOf([1, null]), columnOf(['x', ''])])
    const hash = (hex: string) => createHash('sha256').update(Buffer.from(hex, 'hex'))
    const expected = createHash('sha256')
      .update('[["a","INTEGER"],["b","VARCHAR"]]')
      .update(hash('010100000000').digest())
      .update(hash('0101000000780100000000').digest())
      .digest('hex')
    expect(digest.hex()).toBe(expected)
    expect(digest.rows()).toBe(2)
    // The committed vector: it may never change within one version of the ledger's format.
    expect(expected).toBe('5846f16d3ea69d21e35fbf22a0e942652561eabf96bb79a5f7d53e54e6b64036')
  })

  test('does not depend on how rows come in batches, nor on who hashes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.option(fc.integer()), fc.option(fc.string())), { maxLength: 60 }),
        fc.array(fc.nat(60)),
        (rows, cuts) => {
          const whole = resultDigest(columns)
          whole.add([columnOf(rows.map(([a]) => a)), columnOf(rows.map(([, b]) => b))])
          const pieces = resultDigest(columns, () => createHash('sha256'))
          const ends = [...new Set([...cuts, rows.length])].sort((one, other) => one - other)
          let from = 0
          for (const end of ends) {
            const piece = rows.slice(from, end)
            pieces.add([columnOf(piece.map(([a]) => a)), columnOf(piece.map(([, b]) => b))])
            from = Math.max(from, end)
          }
          expect(pieces.hex()).toBe(whole.hex())
        },
      ),
    )
  })

  test('order, names, types and the place of a NULL count', () => {
    const of = (changed: typeof columns, a: Value[], b: Value[]) => {
      const digest = resultDigest(changed)
      digest.add([columnOf(a), columnOf(b)])
      return digest.hex()
    }
    const digests = [
      of(columns, [1, 2], ['x', null]),
      of(columns, [2, 1], ['x', null]),
      of(columns, [1, 2], [null, 'x']),
      of(columns, [1, 2], ['x', '']),
      of([{ name: 'A', type: 'INTEGER' }, columns[1]!], [1, 2], ['x', null]),
      of([{ name: 'a', type: 'UINTEGER' }, columns[1]!], [1, 2], ['x', null]),
    ]
    expect(new Set(digests).size).toBe(digests.length)
  })

  test('3M rows of a plain column take well under a second', async () => {
    const values = Float64Array.from({ length: 3_000_000 }, (_, row) => row * 0.1)
    const whole = () => {
      const digest = resultDigest([{ name: 'x', type: 'DOUBLE' }])
      digest.add([
        {
          length: values.length,
          value: (row) => values[row] ?? null,
          fixed: { bytes: new Uint8Array(values.buffer), width: 8, validity: null },
        },
      ])
      return digest.hex()
    }
    expect(await quickest(1000, () => timed(whole))).toBeLessThan(1000)
  })
})

describe('types from their text', () => {
  test.each([
    ['STRUCT(date DATE, "a ""b"", c" INTEGER[])', 'STRUCT'],
    ['STRUCT(INTEGER, VARCHAR)', 'STRUCT'],
    ['STRUCT(TIMESTAMP WITH TIME ZONE, TIME)', 'STRUCT'],
    ['STRUCT("timestamp" TIMESTAMP WITH TIME ZONE)[]', 'LIST'],
    ["MAP(STRUCT(a ENUM('x', 'y, )')), DECIMAL(38,2)[3])", 'MAP'],
    ['UNION(i INTEGER, s VARCHAR[])', 'UNION'],
    ['JSON', 'JSON'],
    ['mood', 'OTHER'],
    ['', 'OTHER'],
    ['STRUCT(', 'OTHER'],
  ])('%s', (text, kind) => expect(parseType(text).kind).toBe(kind))

  test('fields keep their names, and an unnamed struct has none', () => {
    expect(parseType('STRUCT(date DATE, "a ""b"", c" INTEGER[])')).toEqual({
      kind: 'STRUCT',
      fields: [
        { name: 'date', type: { kind: 'DATE' } },
        { name: 'a "b", c', type: { kind: 'LIST', item: { kind: 'INTEGER' } } },
      ],
    })
    expect(parseType('STRUCT(TIMESTAMP WITH TIME ZONE, TIME)')).toEqual({
      kind: 'STRUCT',
      fields: [
        { name: '', type: { kind: 'TIMESTAMP WITH TIME ZONE' } },
        { name: '', type: { kind: 'TIME' } },
      ],
    })
  })
})

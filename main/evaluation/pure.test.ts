import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holds } from '#shared/format/gates.ts'
import { judge } from './gates.ts'
import { grid, gridSize } from './grid.ts'
import { metricKey, type RunFacts, runKey } from './keys.ts'
import { canonicalParam } from './params.ts'

const digest = fc.stringMatching(/^[0-9a-f]{64}$/)
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/)
const facts: fc.Arbitrary<RunFacts> = fc.record({
  closure: fc.record({ statement: fc.string(), macros: fc.dictionary(name, fc.string()) }),
  inputs: fc.dictionary(name, fc.record({ snapshot: digest, contract: digest })),
  params: fc.dictionary(
    name,
    fc.record({
      type: fc.constantFrom('DATE', 'INTEGER'),
      value: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
    }),
  ),
  engine: fc.record({
    name: fc.constantFrom('wasm' as const, 'native' as const),
    version: fc.constantFrom('v1.4.3', 'v1.4.4'),
    threads: fc.integer({ min: 1, max: 8 }),
    settings: fc.constant({ TimeZone: 'UTC' }),
  }),
  builder: fc.constantFrom(1, 2),
})

/** The same value with the keys of every object in another order. */
function shuffled<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(shuffled) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  ) as Value
}

describe('run key', () => {
  test('does not change with the order of anything, and changes with anything', () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        expect(runKey(shuffled(a))).toBe(runKey(a))
        const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
        expect(runKey(a) === runKey(b)).toBe(same)
      }),
    )
    fc.assert(
      fc.property(facts, fc.string({ minLength: 1 }), (a, more) => {
        const key = runKey(a)
        const text = { ...a.closure, statement: a.closure.statement + more }
        expect(runKey({ ...a, closure: text })).not.toBe(key)
        expect(runKey({ ...a, builder: 3 })).not.toBe(key)
        expect(runKey({ ...a, engine: { ...a.engine, threads: a.engine.threads + 1 } })).not.toBe(key)
        expect(runKey({ ...a, inputs: { ...a.inputs, zzzzzzzzz: { snapshot: '', contract: '' } } })).not.toBe(
          key,
        )
      }),
    )
  })

  test('golden: changing these strands every ledger there is', () => {
    const zeros = '0'.repeat(64)
    const closure = { statement: 'SELECT $cut', macros: { late: 'CREATE MACRO late(x) AS x > 15' } }
    const inputs = { flights: { snapshot: zeros, contract: zeros } }
    expect(
      runKey({
        closure,
        inputs,
        params: { cut: { type: 'DATE', value: '2001-06-01' } },
        engine: { name: 'wasm', version: 'v1.4.3', threads: 1, settings: { TimeZone: 'UTC' } },
        builder: 1,
      }),
    ).toMatchInlineSnapshot(`"329eba4b58d2a342d38c0bdf3c9f821d3643d02e2fece68d7e7417bb448cbdc7"`)
    expect(metricKey({ closure, inputs, result: zeros })).toMatchInlineSnapshot(
      `"3ced7a4775d5c957155328d4d504eecc550a3512a8367541d419494223492115"`,
    )
  })

  test('a parameter is the same however it was written', () => {
    expect(canonicalParam('3', 'INTEGER')).toBe(3)
    expect(canonicalParam(3, 'integer')).toBe(3)
    expect(canonicalParam(3, 'BIGINT')).toBe('3')
    expect(canonicalParam('1.10', 'DECIMAL(9,2)')).toBe('1.10')
    expect(canonicalParam('true', 'BOOLEAN')).toBe(true)
    expect(canonicalParam('2001-06-01', 'DATE')).toBe('2001-06-01')
    expect(canonicalParam(null, 'DATE')).toBeNull()
    expect(canonicalParam('', 'DOUBLE')).toBe('')
  })
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)])
}

test('a grid has every choice once', () => {
  expect(grid({})).toEqual([{}])
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }), { maxKeys: 4 }),
      (lists) => {
        const choices = grid(lists).map((choice) => JSON.stringify(choice))
        expect(new Set(choices).size).toBe(choices.length)
        expect(choices.length).toBe(gridSize(lists))
      },
    ),
  )
})

describe('gates', () => {
  const lower = { better: 'lower' as const }
  test('each rule, and no value passes none', () => {
    expect(holds({ kind: 'better' }, { baseline: 2, candidate: 1, ...lower })).toBe(true)
    expect(holds({ kind: 'better' }, { baseline: 1, candidate: 1, ...lower })).toBe(false)
    expect(holds({ kind: 'not_worse' }, { baseline: 1, candidate: 1, ...lower })).toBe(true)
    expect(holds({ kind: 'better' }, { baseline: 1, candidate: 2, better: 'higher' })).toBe(true)
    expect(holds({ kind: 'equal' }, { baseline: 3, candidate: 3, better: 'none' })).toBe(true)
    expect(
      holds({ kind: 'within', amount: 0.02, share: true }, { baseline: -100, candidate: -102, ...lower }),
    ).toBe(true)
    expect(
      holds({ kind: 'within', amount: 1, share: false }, { baseline: 5, candidate: 6.5, ...lower }),
    ).toBe(false)
    expect(
      holds({ kind: 'bound', operator: '<', value: 17.5 }, { baseline: null, candidate: 17, ...lower }),
    ).toBe(true)
    for (const kind of ['better', 'not_worse', 'equal'] as const) {
      expect(holds({ kind }, { baseline: null, candidate: 1, ...lower })).toBe(false)
      expect(holds({ kind }, { baseline: 1, candidate: null, ...lower })).toBe(false)
    }
  })

  test('hold in every group, for all but the baseline unless one is named', () => {
    const results = judge(
      {
        algorithms: { mean: { query: 'a.sql' }, a: { query: 'a.sql' }, b: { query: 'b.sql' } },
        baseline: 'mean',
        metrics: { mae: { sql: '', better: 'lower', unit: 'min' } },
        gates: [
          { name: 'all', metric: 'mae', is: 'better' },
          { name: 'one', metric: 'mae', is: '< 5', algorithm: 'mean' },
        ],
      },
      [
        {
          commit: 'c'.repeat(40),
          label: 'flights 1111111',
          measured: new Map([
            ['mean', { mae: 4 }],
            ['a', { mae: 3 }],
          ]),
        },
        { commit: 'd'.repeat(40), label: 'no data', measured: new Map() },
      ],
    )
    expect(results.map((result) => [result.name, result.algorithm, result.passed])).toEqual([
      ['all', 'a', true],
      ['all', 'b', false],
      ['one', 'mean', true],
      ['all', 'a', false],
      ['all', 'b', false],
      ['one', 'mean', false],
    ])
    expect(results[1]!.message).toBe(
      'Failed: mae of b is no value, should be better, baseline 4, at ccccccc on flights 1111111.',
    )
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TestResult, TransformSummary } from '#shared/contract/toolbox.ts'
import type { Cell } from '#shared/value.ts'
import { firstDifference, type Rows } from './difference.ts'
import {
  choiceOf,
  firstChoice,
  nameProblem,
  type ParamChoice,
  paramProblem,
  selectionOf,
} from './extract-choice.ts'
import { toolboxNodes } from './nodes.ts'
import { type Tested, testCount } from './test-count.ts'

const table = (rows: Cell[][], names = ['origin', 's']): Rows => ({
  columns: names.map((name) => ({ name, type: 'VARCHAR' })),
  rows,
})

describe('the first difference of a failed test', () => {
  test('is marked at its row and column, whatever the order of rows', () => {
    const expected = table([
      ['ATL', 0.5],
      ['BOS', 0.25],
      ['ORD', null],
    ])
    const actual = table([
      ['ORD', null],
      ['BOS', 0.375],
      ['ATL', 0.5],
    ])
    expect(firstDifference(expected, actual)).toEqual({ expectedRow: 1, actualRow: 1, columns: ['s'] })
  })

  test('finds columns by their names, and one that is missing', () => {
    const expected = table([[1, 2]], ['a', 'b'])
    expect(firstDifference(expected, table([[2, 1]], ['b', 'a']))).toBeNull()
    expect(firstDifference(expected, table([[1]], ['a']))?.columns).toEqual(['b'])
  })

  test('marks a whole row that has no partner, and an order that differs', () => {
    expect(firstDifference(table([['a', 1]]), table([]))).toEqual({
      expectedRow: 0,
      actualRow: null,
      columns: [],
    })
    expect(firstDifference(table([]), table([['a', 1]]))?.actualRow).toBe(0)
    const moved = firstDifference(
      table([
        ['a', 1],
        ['b', 2],
      ]),
      table([
        ['b', 2],
        ['a', 1],
      ]),
    )
    expect(moved).toEqual({ expectedRow: 0, actualRow: 0, columns: ['origin', 's'] })
  })

  test('takes numbers and their digits for one value, and NULL for none', () => {
    expect(firstDifference(table([['a', '2.0']]), table([['a', 2]]))).toBeNull()
    expect(firstDifference(table([['a', null]]), table([['a', 'NULL']]))?.columns).toEqual(['s'])
    expect(firstDifference(table([['a', '']]), table([['a', 0]]))?.columns).toEqual(['s'])
  })

  test('tables are equal to themselves in any order, and never to one with another row', () => {
    const rows = fc.array(fc.tuple(fc.string(), fc.option(fc.integer())), { maxLength: 8 })
    fc.assert(
      fc.property(rows, (made) => {
        expect(firstDifference(table(made), table(made))).toBeNull()
        expect(firstDifference(table(made), table([...made, ['another', 1.5]]))).not.toBeNull()
      }),
    )
  })
})

describe('extraction', () => {
  const plan = {
    kind: 'scalar' as const,
    candidates: [
      { from: 0, to: 5, text: 'delay', kind: 'column' as const, suggested: 'delay' },
      { from: 8, to: 10, text: '15', kind: 'constant' as const, suggested: 'bound' },
    ],
  }
  const selection = { text: 'SELECT delay > 15 FROM flights', from: 7, to: 17, at: {} }

  test('proposes columns as parameters and leaves constants', () => {
    expect(firstChoice(plan).map(({ chosen }) => chosen)).toEqual([true, false])
  })

  test('waits for a name, and says what is wrong with one', () => {
    const params = firstChoice(plan)
    expect(choiceOf(selection, '', '', params)).toBeNull()
    expect(nameProblem('Late')).toContain('a-z')
    expect(choiceOf(selection, 'late', ' Late. ', params)).toMatchObject({
      name: 'late',
      description: 'Late.',
      params: [{ from: 0, to: 5, name: 'delay' }],
    })
  })

  test('one name for two things is told, for one thing in two places it is one parameter', () => {
    const [delay, bound] = firstChoice(plan) as [ParamChoice, ParamChoice]
    const clash = { ...bound, chosen: true, name: 'delay' }
    expect(paramProblem(clash, [delay, clash])).toBe('delay is also delay')
    const twin = { ...delay, from: 20, to: 25 }
    expect(paramProblem(twin, [delay, twin])).toBeUndefined()
  })

  test('reads its tab, and refuses a range that is none', () => {
    const params = { text: 'SELECT 1', from: '7', to: '8', at: '{"flights":"latest","x":1}', file: '' }
    expect(selectionOf(params)).toEqual({ text: 'SELECT 1', from: 7, to: 8, at: { flights: 'latest' } })
    expect(selectionOf({ ...params, to: '99' })).toBeNull()
    expect(selectionOf({ ...params, from: 'x' })).toBeNull()
    expect(selectionOf({ ...params, at: 'no json' })?.at).toEqual({})
  })
})

describe('the side bar', () => {
  const transform = (
    name: string,
    file: string,
    change: Partial<TransformSummary> = {},
  ): TransformSummary => ({
    name,
    file,
    kind: 'scalar',
    description: `What ${name} does`,
    signature: `${name}(x)`,
    params: [],
    standard: false,
    tests: 2,
    ...change,
  })
  const result = (passed: boolean): TestResult => ({
    transform: 'clip',
    name: String(passed),
    passed,
    ms: 1,
    call: 'SELECT 1',
    expected: null,
    actual: null,
  })
  const transforms = [
    transform('week_start', 'toolbox/time/week_start.sql', { standard: true }),
    transform('clip', 'toolbox/numbers/clip.sql', { standard: true }),
    transform('late_share', 'toolbox/late_share.sql'),
  ]

  test('keeps the workspace and the standard library apart, by folder', () => {
    const [own, standard] = toolboxNodes(transforms, {}, '')
    expect(own?.children?.map(({ label }) => label)).toEqual(['late_share'])
    expect(standard?.children?.map(({ label }) => label)).toEqual(['numbers', 'time'])
    expect(toolboxNodes(transforms, {}, 'week').map(({ label }) => label)).toEqual(['Standard library'])
  })

  test('marks what passed, what failed, what changed and what is broken', () => {
    const tested = (results: TestResult[], stale = false): Tested => ({ results, at: '', stale })
    const detailOf = (of: Tested | undefined, change: Partial<TransformSummary> = {}) => {
      const nodes = toolboxNodes([transform('clip', 'toolbox/clip.sql', change)], of ? { clip: of } : {}, '')
      return nodes[0]?.children?.[0]?.detail
    }
    expect(detailOf(undefined)).toBe('2 tests')
    expect(detailOf(tested([result(true)]))).toBe('ok 1 of 1')
    expect(detailOf(tested([result(true), result(false)]))).toBe('!! 1 of 2')
    expect(detailOf(tested([result(true)], true))).toBe('changed since')
    const problem = { code: 'X', kind: 'input' as const, message: 'broken', place: {}, details: {} }
    expect(detailOf(undefined, { problem })).toBe('broken')
    expect(testCount(tested([]))).toBeNull()
  })
})

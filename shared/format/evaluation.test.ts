import { describe, expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { parseEvaluation, parseGateRule } from './evaluation.ts'

const whole = `version: 1
description: Which predictor of delay is best?
engine: wasm
snapshots: {flights: [latest, 1234567, 12e4567]}
refs: [HEAD]
algorithms:
  mean: {query: queries/mean.sql}
  median: {query: queries/median.sql}
params: {cut: [2001-06-01, '2001-07-01'], share: [0.5, 1.10], n: 3}
metrics:
  mae: {sql: SELECT avg(delay) FROM predictions, unit: min, better: lower, row: one flight}
  rows: {sql: SELECT count(*) FROM predictions, better: none}
baseline: mean
gates:
  - {name: beats the mean, algorithm: median, metric: mae, is: better}
  - {name: same rows, metric: rows, is: equal}
  - {name: small, metric: mae, is: < 17.5}
`
const fails = (text: string) => {
  try {
    parseEvaluation('evaluations/e.yml', text)
  } catch (thrown) {
    if (thrown instanceof AppError) return { ...thrown.place, code: thrown.code, message: thrown.message }
    throw thrown
  }
  throw new Error('it should have failed')
}

describe('evaluation files', () => {
  test('values are kept as they were written', () => {
    const read = parseEvaluation('evaluations/e.yml', whole)
    expect(read.snapshots).toEqual({ flights: ['latest', '1234567', '12e4567'] })
    expect(read.params).toEqual({ cut: ['2001-06-01', '2001-07-01'], share: [0.5, '1.10'], n: [3] })
    expect(read.refs).toEqual(['HEAD'])
    expect(read.threads).toBe(1)
  })

  test.each([
    [
      'better: lower, row',
      'beter: lower, row',
      { line: 11, field: 'metrics.mae.beter', code: 'YAML_UNKNOWN_KEY' },
    ],
    ['baseline: mean', 'baseline: meen', { line: 13, field: 'baseline' }],
    ['metric: rows, is: equal', 'metric: row, is: equal', { line: 16, field: 'gates[1].metric' }],
    ['is: < 17.5', 'is: smaller', { line: 17, field: 'gates[2].is' }],
    ['algorithm: median', 'algorithm: medan', { line: 15, field: 'gates[0].algorithm' }],
    ['metric: mae, is: better', 'metric: rows, is: better', { line: 15, field: 'gates[0].is' }],
    ['engine: wasm', 'engine: wasn', { line: 3, field: 'engine' }],
    ['engine: wasm', 'threads: 4', { line: 3, field: 'threads' }],
    ['queries/mean.sql', '../mean.sql', { line: 7, field: 'algorithms.mean.query' }],
    ['version: 1', 'version: 2', { line: 1, field: 'version' }],
    ['gates:', 'gates: [', { line: 15, code: 'YAML_SYNTAX' }],
  ])('%s -> %s names file, line and field', (from, to, place) => {
    expect(fails(whole.replace(from, to))).toMatchObject({ file: 'evaluations/e.yml', ...place })
  })

  test('the grammar of a gate', () => {
    expect(parseGateRule('better')).toEqual({ kind: 'better' })
    expect(parseGateRule('<= -1.5e3')).toEqual({ kind: 'bound', operator: '<=', value: -1500 })
    expect(parseGateRule('within 2%')).toEqual({ kind: 'within', amount: 0.02, share: true })
    expect(parseGateRule('within 0.5')).toEqual({ kind: 'within', amount: 0.5, share: false })
    for (const wrong of ['', 'best', '< x', 'within', 'within -1%', '17.5', '<< 1']) {
      expect(parseGateRule(wrong)).toBeNull()
    }
  })
})

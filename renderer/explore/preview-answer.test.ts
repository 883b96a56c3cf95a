import { describe, expect, test } from 'vitest'
import type { Preview, ResolvedStatement } from '#shared/contract/engine.ts'
import { AppError } from '#shared/errors.ts'
import type { Target } from '#shared/sql/index.ts'
import type { ResultHandle } from '../engine/index.ts'
import { type Ask, createAnswers } from './preview-answer.ts'

const reads = [{ source: 'flights', snapshot: 'a'.repeat(64) }]
const statement = (sql: string): ResolvedStatement => ({
  set: { id: 'b'.repeat(64), images: [], statements: [] },
  sql,
  stateful: false,
  steady: true,
  yieldsRows: true,
  reads,
  wholeTable: null,
})
const target = (sql: string, kind: Target['kind'] = 'statement'): Target => ({ kind, name: '', sql })
const sample = { sql: 'sample', source: 'flights', about: 100, of: 3000 }

/** A rig whose engine takes `ms[sql]` milliseconds (1 by itself), or fails with the error that stands there. */
function rig({
  ms = {},
  plan = {},
  stands = async () => undefined,
}: {
  ms?: Record<string, number | AppError>
  plan?: Partial<Preview>
  stands?: Ask['stands']
}) {
  const ran: string[] = []
  const paused: number[] = []
  const answers = createAnswers({
    plan: async ({ sql }) => ({ whole: statement(sql), rows: 500, streams: false, sample: null, ...plan }),
    pause: async (rest) => void paused.push(rest),
  })
  const ask = (...targets: Target[]): Ask => ({
    targets,
    at: {},
    values: () => ({}),
    types: {},
    stands,
    run({ sql }, signal) {
      ran.push(sql)
      const time = ms[sql] ?? 1
      if (time instanceof AppError) return Promise.reject(time)
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
        if (time < 5000) setTimeout(() => resolve({ ms: time } as ResultHandle), Math.min(time, 5))
      })
    },
  })
  const kinds = async (...targets: Target[]) => {
    const found: string[] = []
    for await (const { basis, target: of } of answers(ask(...targets), new AbortController().signal)) {
      found.push(`${basis.kind} ${of.sql}`)
    }
    return found
  }
  return { kinds, ran, paused, answers, ask }
}

const failed = (code: string) => new AppError({ code, kind: 'input', message: code })

describe('an answer while one types', () => {
  test('is the whole where the sources are small', async () => {
    const { kinds, ran } = rig({})
    expect(await kinds(target('q'))).toEqual(['whole q'])
    expect(ran).toEqual(['q'])
  })
  test('is the whole where the first rows come without reading all', async () => {
    const { kinds } = rig({ plan: { sample, streams: true } })
    expect(await kinds(target('q'))).toEqual(['whole q'])
  })
  test('is from a sample first, then the whole after a rest', async () => {
    const { kinds, paused } = rig({ plan: { sample }, ms: { sample: 20, q: 400 } })
    expect(await kinds(target('q'))).toEqual(['sample q', 'whole q'])
    expect(paused).toEqual([300])
  })
  test('stays with the sample where the whole would take long, or fails', async () => {
    const long = rig({ plan: { sample }, ms: { sample: 90 } })
    expect(await long.kinds(target('q'))).toEqual(['sample q'])
    expect(long.ran).toEqual(['sample'])
    const broken = rig({ plan: { sample }, ms: { q: failed('SQL_ERROR') } })
    expect(await broken.kinds(target('q'))).toEqual(['sample q'])
  })
  test('is the whole at once where that was quick the last time', async () => {
    const { kinds, ran } = rig({ plan: { sample }, ms: { q: 40 } })
    await kinds(target('q'))
    expect(await kinds(target('q2'))).toEqual(['whole q2'])
    expect(ran).toEqual(['sample', 'q', 'q2'])
  })
  test('takes the sample when a whole that should be quick is not', async () => {
    const { kinds } = rig({ plan: { sample, streams: true }, ms: { q: 1e9, sample: 1500 } })
    expect(await kinds(target('q'))).toEqual(['sample q'])
  })
  test('gives way to the query around it when it cannot stand by itself', async () => {
    const { kinds } = rig({ ms: { inner: failed('SQL_ERROR') } })
    expect(await kinds(target('inner', 'subquery'), target('q'))).toEqual(['whole q'])
  })
  test('fails with the words of the outermost query, and at once where the text is broken', async () => {
    const all = rig({ ms: { inner: failed('SQL_ERROR'), q: failed('SQL_ERROR') } })
    await expect(all.kinds(target('inner', 'cte'), target('q'))).rejects.toMatchObject({ code: 'SQL_ERROR' })
    expect(all.ran).toEqual(['inner', 'q'])
    const broken = rig({ ms: { inner: failed('SQL_SYNTAX') } })
    await expect(broken.kinds(target('inner', 'cte'), target('q'))).rejects.toMatchObject({
      code: 'SQL_SYNTAX',
    })
    expect(broken.ran).toEqual(['inner'])
  })
  test('gives up after 2 s', async () => {
    await expect(rig({ ms: { q: 1e9 } }).kinds(target('q'))).rejects.toMatchObject({
      code: 'PREVIEW_STOPPED',
    })
  })
  test('has its 2 s from the moment an engine stands', async () => {
    const { kinds } = rig({ stands: () => new Promise((resolve) => setTimeout(resolve, 2100)) })
    expect(await kinds(target('q'))).toEqual(['whole q'])
  })
  test('ends with its signal while no engine stands yet', async () => {
    const { answers, ask, ran } = rig({ stands: () => new Promise(() => undefined) })
    const controller = new AbortController()
    const next = answers(ask(target('q')), controller.signal).next()
    setTimeout(() => controller.abort(), 5)
    await expect(next).rejects.toHaveProperty('name', 'AbortError')
    expect(ran).toEqual([])
  })
  test('ends with its signal', async () => {
    const { answers, ask, ran } = rig({ ms: { q: 1e9 } })
    const controller = new AbortController()
    const next = answers(ask(target('q')), controller.signal).next()
    setTimeout(() => controller.abort(), 5)
    await expect(next).rejects.toHaveProperty('name', 'AbortError')
    expect(ran).toEqual(['q'])
  })
})

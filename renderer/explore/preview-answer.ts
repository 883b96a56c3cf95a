import type { At, Preview, ResolvedStatement, ResolveInput } from '#shared/contract/engine.ts'
import { AppError } from '#shared/errors.ts'
import type { Target } from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'
import type { ResultHandle } from '../engine/index.ts'

/** What stands at the caret, the innermost query first. */
export interface Ask {
  targets: Target[]
  at: At
  /** The values that a text needs. Throws when one is missing or wrong. */
  values: (sql: string) => Record<string, Cell>
  types: Record<string, string>
  /** Fulfilled when an engine can answer the statement at once: its time begins there, and not with the engine's start. */
  stands(statement: ResolvedStatement): Promise<void>
  run(statement: ResolvedStatement, signal: AbortSignal): Promise<ResultHandle>
}

/** What rows were read for an answer: all of them, or a sample of a source. */
export type Basis = { kind: 'whole' } | { kind: 'sample'; source: string; about: number; of: number }

export interface Answer {
  target: Target
  handle: ResultHandle
  /** Rows to show; the handle holds one more when there are others. */
  most: number
  basis: Basis
  resolved: ResolvedStatement
  params: Record<string, Cell>
}

interface Effects {
  plan(input: ResolveInput, signal: AbortSignal): Promise<Preview>
  /** Fulfilled after so many milliseconds. */
  pause(ms: number, signal: AbortSignal): Promise<void>
}

/** Milliseconds that an answer may take at most, and a whole one that a sample could stand in for. */
const patience = 2000
const quickly = 250
/** Milliseconds under which the whole of some sources is read at once the next time. */
const quick = 100
/** Milliseconds without a key after which the whole takes the sample's place. */
const rest = 300

const stopped = (): AppError =>
  new AppError({
    code: 'PREVIEW_STOPPED',
    kind: 'failed',
    message: 'Preview stopped after 2 s. Run it in full.',
  })

/** What a step comes to; rejects at once when the signal aborts. */
function unlessAborted<Result>(step: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort)
    step.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/**
 * Answers what stands at the caret: from the whole where that is quick, else from a sample, and then from the whole
 * when the sample's time says that it takes no longer than 2 s. A query that cannot stand by itself (it is correlated)
 * gives way to the one around it. Throws AppError.
 */
export function createAnswers(effects: Effects) {
  /** Milliseconds that the whole of some sources took the last time, by their snapshots. */
  const wholeMs = new Map<string, number>()

  /** Null when it took longer than `ms`. */
  const within = async (run: Ask['run'], ms: number, statement: ResolvedStatement, signal: AbortSignal) => {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), ms)
    try {
      return await run(statement, AbortSignal.any([signal, late.signal]))
    } catch (thrown) {
      if (late.signal.aborted && !signal.aborted) return null
      throw thrown
    } finally {
      clearTimeout(timer)
    }
  }

  async function* answerOne(ask: Ask, target: Target, signal: AbortSignal): AsyncGenerator<Answer> {
    const { at, types } = ask
    const params = ask.values(target.sql)
    const plan = await effects.plan({ sql: target.sql, at, params, types }, signal)
    const { whole, sample, rows: most } = plan
    await unlessAborted(ask.stands(whole), signal)
    const key = JSON.stringify(whole.reads)
    const answer = (handle: ResultHandle, basis: Basis): Answer => ({
      target,
      handle,
      most,
      basis,
      resolved: whole,
      params,
    })
    const fromWhole = async (ms: number): Promise<Answer | null> => {
      const handle = await within(ask.run, ms, whole, signal)
      wholeMs.set(key, handle?.ms ?? Number.POSITIVE_INFINITY)
      return handle && answer(handle, { kind: 'whole' })
    }
    if (!sample) {
      const found = await fromWhole(patience)
      if (!found) throw stopped()
      yield found
      return
    }
    if (plan.streams || (wholeMs.get(key) ?? Number.POSITIVE_INFINITY) <= quick) {
      const found = await fromWhole(quickly)
      if (found) {
        yield found
        return
      }
    }
    const { sql, ...facts } = sample
    const handle = await within(ask.run, patience, { ...whole, sql }, signal)
    if (!handle) throw stopped()
    yield answer(handle, { kind: 'sample', ...facts })
    if ((handle.ms * sample.of) / sample.about > patience) return
    await effects.pause(rest, signal)
    // What fails or takes too long leaves the sample where it is.
    const found = await fromWhole(patience).catch(() => null)
    if (found) yield found
  }

  return async function* answers(ask: Ask, signal: AbortSignal): AsyncGenerator<Answer> {
    for (const target of ask.targets) {
      try {
        yield* answerOne(ask, target, signal)
        return
      } catch (thrown) {
        const stands = thrown instanceof AppError && thrown.code !== 'SQL_ERROR'
        if (signal.aborted || stands || target === ask.targets.at(-1)) throw thrown
      }
    }
  }
}

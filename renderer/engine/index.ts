import type { EngineSet, ResolvedStatement } from '#shared/contract/engine.ts'
import type { Work } from '#shared/progress.ts'
import { client, fetchImage } from '../client/index.ts'
import { createBackground } from './background.ts'
import { type Comparison, createComparison, type Input } from './comparison.ts'
import type { EngineEvent } from './events.ts'
import type { OverResult, ResultHandle } from './handle.ts'
import { createEnginePair, type EnginePair, type RunOptions } from './pair.ts'

export type { Comparison } from './comparison.ts'
export type { EngineEvent } from './events.ts'
export type { DeriveSpec, OverResult, ResultHandle } from './handle.ts'
export type { RunOptions } from './pair.ts'
export { profileResult } from './profile.ts'

let pair: EnginePair | undefined
const thePair = (): EnginePair => {
  pair ??= createEnginePair({ fetchImage, native: client.engine })
  return pair
}

const background = createBackground()

/** The handles as the engine made them, by those that are given out. */
const own = new WeakMap<ResultHandle, ResultHandle>()

/** A handle whose steps are the user's: work in the background makes way for them. */
function inUse(handle: ResultHandle): ResultHandle {
  const used: ResultHandle = {
    ...handle,
    page: (...given) => background.use(() => handle.page(...given)),
    over: (...given) => background.use(() => handle.over(...given)),
    digest: (...given) => background.use(() => handle.digest(...given)),
    derive: async (...given) => inUse(await background.use(() => handle.derive(...given))),
    keep: async (...given) => inUse(await background.use(() => handle.keep(...given))),
  }
  own.set(used, handle)
  return used
}

/** Executes one resolved statement on the engine pair: the first success wins. Throws AppError. */
export async function runStatement(
  statement: ResolvedStatement,
  options?: RunOptions,
): Promise<ResultHandle> {
  return inUse(await background.use(() => thePair().run(statement, options)))
}

/** Runs a task while nothing of the user's runs in this window; it begins again when it had to make way. */
export const inBackground = background.run

/** Executes a statement for work in the background: it makes way for the user's, and nothing for it. */
export const runQuietly: typeof runStatement = (statement, options) => thePair().run(statement, options)

/** A SELECT over a result for work in the background: it makes way for the user's, and nothing for it. */
export function overQuietly(handle: ResultHandle, sql: string, signal?: AbortSignal): Promise<OverResult> {
  return (own.get(handle) ?? handle).over(sql, signal)
}

/** Milliseconds without anything of the user's after which a result is digested: it may read the whole result again. */
const quiet = 1500

/** The digest of a result, made when the window is idle. */
export const digestQuietly = (handle: ResultHandle): Promise<string> =>
  background.run((signal) => (own.get(handle) ?? handle).digest(signal), undefined, quiet)

/** Fetches and attaches the images of a set ahead of its first statement. */
export const warmUp = (set: EngineSet): void => thePair().warmUp(set)

/** Whether the window has an engine of the set, or one that is starting. */
export const hasEngine = (set: EngineSet): boolean => thePair().has(set)

/** Fulfilled when an engine of the set can answer at once, or none can be had. */
export const engineStands = (set: EngineSet): Promise<void> => thePair().stands(set)

/** Frees what the statements of an owner left behind, e.g. when its tab is closed. */
export const closeOwner = (owner: string): void => thePair().closeOwner(owner)

/** Tells of engines that start, die and come back. Returns the way to stop listening. */
export const onEngineEvent = (listener: (event: EngineEvent) => void): (() => void) =>
  thePair().onEvent(listener)

/** Runs two statements in one native engine, so that their rows and columns can be compared. Throws AppError. */
export const openComparison = (input: Input, work: Work): Promise<Comparison> =>
  createComparison({ engine: client.engine, difference: client.difference }, input, work)

import type { EngineSet, ResolvedStatement } from '#shared/contract/engine.ts'
import { client, fetchImage } from '../client/index.ts'
import type { EngineEvent } from './events.ts'
import type { ResultHandle } from './handle.ts'
import { createEnginePair, type EnginePair, type RunOptions } from './pair.ts'

export type { EngineEvent } from './events.ts'
export type { DeriveSpec, OverResult, ResultHandle } from './handle.ts'
export type { RunOptions } from './pair.ts'
export { profileColumn } from './profile.ts'

let pair: EnginePair | undefined
const thePair = (): EnginePair => {
  pair ??= createEnginePair({ fetchImage, native: client.engine })
  return pair
}

/** Executes one resolved statement on the engine pair: the first success wins. Throws AppError. */
export function runStatement(statement: ResolvedStatement, options?: RunOptions): Promise<ResultHandle> {
  return thePair().run(statement, options)
}

/** Fetches and attaches the images of a set ahead of its first statement. */
export const warmUp = (set: EngineSet): void => thePair().warmUp(set)

/** Whether the window has an engine of the set, or one that is starting. */
export const hasEngine = (set: EngineSet): boolean => thePair().has(set)

/** Frees what the statements of an owner left behind, e.g. when its tab is closed. */
export const closeOwner = (owner: string): void => thePair().closeOwner(owner)

/** Tells of engines that start, die and come back. Returns the way to stop listening. */
export const onEngineEvent = (listener: (event: EngineEvent) => void): (() => void) =>
  thePair().onEvent(listener)

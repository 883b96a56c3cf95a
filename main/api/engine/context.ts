import type { EngineSet, ImageRef } from '#shared/contract/engine.ts'
import { AppError } from '#shared/errors.ts'
import type { NativeSet } from '../../engine/index.ts'
import { nativeSet } from '../../engine/index.ts'
import { imageFile, layout } from '../../store/index.ts'
import type { Workspace } from '../../workspace/index.ts'
import type { App } from '../app.ts'

/** What a verb of this folder works with. */
export interface EngineContext {
  app: App
  workspace: Workspace
}

/** Sets that this process gave out, so that `run` can name one by its digest; the last ones of each app. */
const given = new WeakMap<App, Map<string, EngineSet>>()
const mostSets = 200

/** A set belongs to the workspace that it was made for: another one's request cannot name it. */
const nameOf = ({ workspace }: EngineContext, id: string): string => `${workspace.id} ${id}`

/** Remembers a set that goes out to a client. */
export function giveOut(ctx: EngineContext, set: EngineSet): EngineSet {
  const sets = given.get(ctx.app) ?? new Map<string, EngineSet>()
  given.set(ctx.app, sets)
  const name = nameOf(ctx, set.id)
  sets.delete(name)
  sets.set(name, set)
  const [oldest] = sets.keys()
  if (sets.size > mostSets && oldest !== undefined) sets.delete(oldest)
  return set
}

/** A set that was given out. Throws `SET_UNKNOWN`: resolve the statement again. */
export function setOf(ctx: EngineContext, id: string): EngineSet {
  const set = given.get(ctx.app)?.get(nameOf(ctx, id))
  if (set) return giveOut(ctx, set)
  throw new AppError({
    code: 'SET_UNKNOWN',
    kind: 'failed',
    message: 'The images of this statement are not known any more. Run the statement again.',
  })
}

/** The set as the native process takes it. */
export function asNative({ app }: EngineContext, set: EngineSet): NativeSet {
  return nativeSet(set, ({ key }: ImageRef) => imageFile(app.home, key), layout(app.home).tmp)
}

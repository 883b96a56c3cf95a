import { type AppError, inputError, toAppError } from '#shared/errors.ts'
import { bareSet, type NativeClient } from '../engine/index.ts'
import { inOrder } from './dependencies.ts'
import type { Transform } from './types.ts'

export interface UsableMacros {
  /** CREATE MACRO statements that can be created, each after those it calls. */
  statements: string[]
  transforms: Transform[]
  /** The others, each with its reason and its file: the rest of the toolbox works. */
  left: { transform: Transform; problem: AppError }[]
}

/**
 * What of the toolbox an engine can have. DuckDB refuses a macro whose body names a table, column or function that is
 * not there, and one refused macro would take the whole engine down. `tables` makes the tables that macros may read
 * (empty ones are enough), as CREATE TABLE statements. In the good case it costs one small engine.
 */
export async function usableMacros(
  native: NativeClient,
  transforms: readonly Transform[],
  tables: readonly string[] = [],
): Promise<UsableMacros> {
  const left: UsableMacros['left'] = []
  const usable: Transform[] = []
  const works = async (tried: readonly Transform[]): Promise<AppError | null> => {
    try {
      const set = bareSet([...tables, ...tried.map(({ body }) => body)])
      await native.call('query', { set, sql: 'SELECT 1', keep: false })
      return null
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.kind === 'cancelled' || error.code === 'WORKER_ENDED') throw error
      return error
    }
  }
  const ordered = await orderedOrLeft(native, transforms, left)
  // Each engine costs milliseconds, so the next refused macro is found by halves.
  for (let rest = ordered; rest.length > 0; ) {
    const [good, error] = await firstRefused(usable, rest, works)
    usable.push(...rest.slice(0, good))
    const refused = rest[good]
    if (refused && error) left.push({ transform: refused, problem: placed(refused, error) })
    rest = rest.slice(good + 1)
  }
  return { statements: usable.map(({ body }) => body), transforms: usable, left }
}

/** How many of `rest` can follow `usable`, and what DuckDB says of the one after them; null when all can. */
async function firstRefused(
  usable: readonly Transform[],
  rest: readonly Transform[],
  works: (tried: readonly Transform[]) => Promise<AppError | null>,
): Promise<[number, AppError | null]> {
  let error = await works([...usable, ...rest])
  if (error === null) return [rest.length, null]
  let [good, bad] = [0, rest.length]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    const found = await works([...usable, ...rest.slice(0, middle)])
    if (found === null) good = middle
    else [bad, error] = [middle, found]
  }
  return [good, error]
}

/** In order, without those whose text DuckDB cannot parse or that call each other in a circle. */
async function orderedOrLeft(
  native: NativeClient,
  transforms: readonly Transform[],
  left: UsableMacros['left'],
): Promise<Transform[]> {
  try {
    return await inOrder(native, transforms)
  } catch {
    const kept: Transform[] = []
    for (const transform of transforms) {
      try {
        await inOrder(native, [...kept, transform])
        kept.push(transform)
      } catch (thrown) {
        const error = toAppError(thrown)
        if (error.kind === 'cancelled' || error.code === 'WORKER_ENDED') throw error
        left.push({ transform, problem: placed(transform, error) })
      }
    }
    return inOrder(native, kept)
  }
}

function placed(transform: Transform, error: AppError): AppError {
  const { file, bodyLine: line } = transform
  const message = `\`${transform.name}\` cannot be created: ${error.message}`
  return inputError('TRANSFORM_REFUSED', message, { file, line }, { cause: error.toData() })
}

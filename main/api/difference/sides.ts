import type { ComparedSides } from '#shared/contract/difference.ts'
import type { EngineSet, NativeHandle, ResolvedStatement, ResolveInput } from '#shared/contract/engine.ts'
import { inputError } from '#shared/errors.ts'
import type { Work } from '#shared/progress.ts'
import { quoteIdent, sharedColumns } from '#shared/sql/index.ts'
import { beforeSchema, pairSet } from '../../engine/index.ts'
import { known } from '../engine/catalogue.ts'
import { asNative, type EngineContext } from '../engine/context.ts'
import { resolveStatement } from '../engine/resolve.ts'
import { wholeRelation } from '../engine/whole-relation.ts'
import { proposeKeys } from './propose-keys.ts'

/**
 * Runs two statements in one engine, each on its own snapshots. A whole table is not copied. Throws what resolving
 * and running throw, with `details.side`; `DIFFERENCE_NO_ROWS` for a statement that yields no rows of its own.
 */
export async function openSides(
  ctx: EngineContext,
  { before, after }: { before: ResolveInput; after: ResolveInput },
  work: Work,
): Promise<ComparedSides> {
  const was = comparable(await resolveStatement(ctx, before))
  const is = comparable(await resolveStatement(ctx, after))
  const same = was.set.id === is.set.id
  const set = same ? is.set : pairSet(was.set, is.set, (await known(ctx, after.at)).macros)
  const run = (statement: ResolvedStatement, own: EngineSet, schema: string | null, done: number) => {
    work.onProgress?.({
      phase: 'Run',
      done,
      total: 2,
      unit: 'steps',
      detail: done === 0 ? 'before' : 'after',
    })
    const { wholeTable } = statement
    return ctx.app.native.call(
      'run',
      {
        set: asNative(ctx, set),
        sql:
          wholeTable !== null && schema !== null ? `FROM ${schema}.${quoteIdent(wholeTable)}` : statement.sql,
        wholeTable: wholeTable === null ? null : wholeRelation(own, wholeTable),
        schema,
      },
      work,
    )
  }
  const first = await run(was, was.set, same ? null : beforeSchema, 0)
  let second: NativeHandle | null = null
  const { native } = ctx.app
  try {
    second = await run(is, is.set, null, 1)
    const pair = { before: first.handle, after: second.handle }
    const shared = sharedColumns(first.columns, second.columns)
    const only = (one: NativeHandle, other: NativeHandle) => {
      const names = new Set(other.columns.map(({ name }) => name.toLowerCase()))
      return one.columns.map(({ name }) => name).filter((name) => !names.has(name.toLowerCase()))
    }
    const unique = await native.call('uniqueKey', pair, work)
    return {
      before: { result: first, reads: was.reads },
      after: { result: second, reads: is.reads },
      shared,
      onlyBefore: only(first, second),
      onlyAfter: only(second, first),
      keys: await proposeKeys(ctx, { sql: is.sql, reads: is.reads, shared, unique }),
    }
  } catch (thrown) {
    for (const one of [first, second])
      if (one) await native.call('close', { handle: one.handle }).catch(() => undefined)
    throw thrown
  }
}

function comparable(statement: ResolvedStatement): ResolvedStatement {
  if (statement.yieldsRows && !statement.stateful) return statement
  throw inputError(
    'DIFFERENCE_NO_ROWS',
    'Only a query that yields rows and keeps nothing can be compared. Choose a SELECT.',
  )
}

import type { ColumnShift, ComparedSides, RowDifference } from '#shared/contract/difference.ts'
import type { ResolveInput } from '#shared/contract/engine.ts'
import type { Work } from '#shared/progress.ts'
import type { Tolerance } from '#shared/sql/index.ts'
import { appErrorOf, type client, follow } from '../client/index.ts'
import type { ResultHandle } from './handle.ts'
import { gone, madeResult, type NativeApi } from './native.ts'

/** Two statements, as they stand in an editor. */
export interface Input {
  before: Partial<ResolveInput> & { sql: string }
  after: Partial<ResolveInput> & { sql: string }
}

/** Two results side by side in the native engine. */
export interface Comparison {
  sides: ComparedSides
  /** The rows that differ by a key (with an empty one, as whole values), as a result, and their counts. */
  rows(
    how: { key: string[]; tolerance: Tolerance },
    work: Work,
  ): Promise<{ facts: RowDifference; handle: ResultHandle }>
  /** How these columns are spread on both sides. */
  columns(names: string[], work: Work): Promise<ColumnShift[]>
  /** Frees both results. */
  close(): Promise<void>
}

interface Api {
  engine: NativeApi
  difference: Pick<typeof client.difference, 'sides' | 'rows' | 'columns'>
}

/** Opens both sides; they are opened again when the engine freed them. */
export async function createComparison(api: Api, input: Input, work: Work): Promise<Comparison> {
  const open = (asked: Work) => follow((options) => api.difference.sides(input, options), asked)
  const pairOf = ({ before, after }: ComparedSides) => ({
    before: before.result.handle,
    after: after.result.handle,
  })
  const sides = await open(work)
  let pair = pairOf(sides)
  let opening: Promise<void> | null = null
  const withPair = async <Result>(step: (now: typeof pair) => Promise<Result>): Promise<Result> => {
    const tried = pair
    try {
      return await step(tried)
    } catch (thrown) {
      const error = appErrorOf(thrown)
      if (!gone(error)) throw error
      if (pair === tried) {
        opening ??= open({})
          .then((again) => {
            pair = pairOf(again)
          })
          .finally(() => {
            opening = null
          })
        await opening
      }
      return step(pair)
    }
  }
  return {
    sides,
    async rows(how, asked) {
      const make = (now: Work) =>
        withPair((handles) => follow((options) => api.difference.rows({ ...handles, ...how }, options), now))
      const facts = await make(asked)
      const handle = madeResult(api.engine, facts.result, async (now) => (await make(now)).result)
      return { facts, handle }
    },
    columns: (names, asked) =>
      withPair((handles) =>
        follow((options) => api.difference.columns({ ...handles, names }, options), asked),
      ),
    async close() {
      for (const handle of Object.values(pair)) await api.engine.close({ handle }).catch(() => undefined)
    },
  }
}

import { os, type RequestContext, stream } from './base.ts'
import { schemaDifference } from './difference/schema.ts'
import { openSides } from './difference/sides.ts'

const contextOf = async ({ app, workspace }: RequestContext) => ({ app, workspace: await workspace() })

/** Two results, or two snapshots of a source, against each other. All of it is read by locked engines. */
export const differenceRouter = os.difference.router({
  sides: os.difference.sides.handler(async function* ({ context, input, signal }) {
    const ctx = await contextOf(context)
    yield* stream(signal, (work) => openSides(ctx, input, work))
  }),
  rows: os.difference.rows.handler(({ context, input, signal }) =>
    stream(signal, (work) => context.app.native.call('compareRows', input, work)),
  ),
  columns: os.difference.columns.handler(({ context, input, signal }) =>
    stream(signal, async (work) => {
      const { before, after, names } = input
      const shifts = []
      for (const [done, name] of names.entries()) {
        work.onProgress({ phase: 'Compare columns', done, total: names.length, unit: 'steps', detail: name })
        shifts.push(await context.app.native.call('compareColumn', { before, after, name }, work))
      }
      return shifts
    }),
  ),
  schema: os.difference.schema.handler(async ({ context, input }) =>
    schemaDifference(await contextOf(context), input),
  ),
})

import type { SearchEvent } from '#shared/contract/search.ts'
import { knownTables } from '#shared/known-tables.ts'
import { inTime, runColumnSearch, runSearch } from '../search/index.ts'
import { events, os } from './base.ts'
import { catalogueNow } from './engine/catalogue.ts'

/** A replacement reads every file that has a match: a little longer than one step of a search, in ms. */
const replacing = 30_000

/** Search over all text of a workspace, and what a replacement would write. */
export const searchRouter = os.search.router({
  find: os.search.find.handler(({ context, input, signal }) =>
    events<SearchEvent>(signal, async (emit, stopped) => {
      const { root } = await context.workspace()
      await runSearch(context.app.search, { root, ...input }, emit, stopped)
    }),
  ),
  columns: os.search.columns.handler(({ context, input, signal }) =>
    events<SearchEvent>(signal, async (emit, stopped) => {
      const { app } = context
      const workspace = await context.workspace()
      const tables = knownTables(await catalogueNow({ app, workspace }, {}))
      await runColumnSearch(app.search, { root: workspace.root, tables, ...input }, emit, stopped)
    }),
  ),
  replacements: os.search.replacements.handler(async ({ context, input }) => {
    const { root } = await context.workspace()
    const { search } = context.app
    return inTime(search, search.call('replacements', { root, ...input }), replacing)
  }),
})

import type { At } from '#shared/contract/engine.ts'
import { frame } from '../../ui/workbench.ts'

/** Opens the columns of a source as a table, in a tab of its own. */
export function openProfile(source: string, at: At = {}): void {
  const spec = at[source]
  frame().openTab({
    id: `profile:${source}${spec === undefined ? '' : `@${spec}`}`,
    kind: 'explore.profile',
    title: `${source}: profile`,
    params: { source, ...(spec !== undefined && { at: JSON.stringify({ [source]: spec }) }) },
  })
}

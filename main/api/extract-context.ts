import { storedType } from '#shared/format/contract.ts'
import type { LoadedContract } from '../lake/index.ts'
import type { ExtractContext, KnownSource } from '../toolbox/index.ts'
import type { Workspace } from '../workspace/index.ts'
import type { App } from './app.ts'
import { known } from './engine/catalogue.ts'
import { asNative } from './engine/context.ts'
import { resolveStatement } from './engine/resolve.ts'

/** What extraction works with: this workspace's sources at the snapshots of `at`, as the editor sees them. */
export async function extractContext(
  app: App,
  workspace: Workspace,
  at: Record<string, string>,
): Promise<ExtractContext> {
  const ctx = { app, workspace }
  const { contracts, transforms, left } = await known(ctx, at)
  return {
    native: app.native,
    transforms: [...transforms, ...left.map(({ transform }) => transform)],
    sources: contracts.map(knownSource),
    async ready(sent) {
      const { set, sql, reads } = await resolveStatement(ctx, { sql: sent, at, params: {}, types: {} })
      return { set: asNative(ctx, set), sql, reads }
    },
  }
}

function knownSource({ source, contract }: LoadedContract): KnownSource {
  const columns = Object.entries(contract.fields).map(([name, { type, unit, meaning, personal }]) => ({
    name,
    type: storedType(type),
    unit,
    meaning,
    personal,
  }))
  return { name: source, columns }
}

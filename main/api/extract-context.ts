import { inputError } from '#shared/errors.ts'
import { storedType } from '#shared/format/contract.ts'
import { type AtWhen, findAt, rewriteAt } from '#shared/sql/index.ts'
import { analyse, engineSet, type ImageFile, nativeSet, snapshotView, viewSuffixes } from '../engine/index.ts'
import { ensureImage, type LoadedContract, readContracts, resolveSnapshot } from '../lake/index.ts'
import {
  closure,
  type ExtractContext,
  type KnownSource,
  readToolbox,
  tablesOf,
  usableMacros,
} from '../toolbox/index.ts'
import type { Workspace } from '../workspace/index.ts'
import type { App } from './app.ts'
import { contractTables } from './contract-tables.ts'
import { lakeContext } from './lake-context.ts'

/** What extraction works with: this workspace's sources at the snapshots of `at`, each image once. */
export async function extractContext(
  app: App,
  workspace: Workspace,
  at: Readonly<Record<string, string>>,
): Promise<ExtractContext> {
  const ctx = lakeContext(app, workspace)
  const [{ contracts }, { transforms }] = await Promise.all([
    readContracts(workspace),
    readToolbox(workspace, app.resources),
  ])
  const images = new Map<string, Promise<ImageFile>>()
  const imageOf = (contract: LoadedContract, spec: string): Promise<ImageFile> => {
    const key = `${contract.source} ${spec}`
    const made = async () => {
      const { id: snapshot } = await resolveSnapshot(ctx, contract.source, spec)
      return ensureImage(ctx, { source: contract.source, snapshot, contract }, {})
    }
    const image = images.get(key) ?? made()
    images.set(key, image)
    return image
  }
  const contractOf = (view: string): LoadedContract | undefined =>
    contracts.find(({ source }) => viewSuffixes.some((suffix) => view === source + suffix))
  const macros = new Map<string, ReturnType<typeof usableMacros>>()
  const macrosOver = async (sources: readonly string[]): Promise<string[]> => {
    const key = sources.join(' ')
    const there = contracts.filter(({ source }) => sources.includes(source))
    const usable = macros.get(key) ?? usableMacros(app.native, transforms, contractTables(there))
    macros.set(key, usable)
    return (await usable).statements
  }
  /** Tables that a statement reads, also by the macros it calls. */
  const tablesRead = async (sql: string): Promise<string[]> => {
    const reached = await closure(app.native, transforms, sql)
    const byMacros = await Promise.all(reached.map((transform) => tablesOf(app.native, transform)))
    return [...(await analyse(app.native, sql)).tables, ...byMacros.flat()]
  }

  return {
    native: app.native,
    transforms,
    sources: contracts.map(knownSource),
    async ready(sql) {
      const views = new Map<string, ImageFile>()
      const key = (source: string, when: AtWhen) => `${source} ${JSON.stringify(when)}`
      for (const { source, when } of findAt(sql)) {
        const contract = contractOf(source)
        if (!contract) throw inputError('SOURCE_UNKNOWN', `There is no source \`${source}\` to read AT.`)
        const spec = 'version' in when ? when.version : when.timestamp
        views.set(key(source, when), await imageOf(contract, spec))
      }
      const rewritten = rewriteAt(sql, (source, when) =>
        snapshotView(source, views.get(key(source, when))?.snapshot ?? ''),
      )
      const tables = await tablesRead(rewritten)
      const read = contracts.filter((contract) => tables.some((table) => contractOf(table) === contract))
      // A macro may read any source, so all that can be had are there.
      const latest = await Promise.all(
        contracts.map((contract) =>
          imageOf(contract, at[contract.source] ?? 'latest').catch((thrown: unknown) => {
            if (read.includes(contract)) throw thrown
            return null
          }),
        ),
      )
      const first = latest.filter((image) => image !== null)
      const all = [...first, ...views.values()]
      const set = engineSet(all, await macrosOver(first.map(({ source }) => source)))
      const paths = new Map(all.map((image) => [image.key, image.path]))
      const named = first.filter(({ source }) => read.some((contract) => contract.source === source))
      const snapshots = [...named, ...views.values()]
      return {
        set: nativeSet(set, ({ key }) => paths.get(key) ?? ''),
        sql: rewritten,
        reads: snapshots.map(({ source, snapshot }) => ({ source, snapshot })),
      }
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

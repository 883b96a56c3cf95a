import type { z } from 'zod'
import type {
  ContractState,
  SchemaDifference as SchemaDifferenceSchema,
} from '#shared/contract/difference.ts'
import { type Contract, storedType } from '#shared/format/contract.ts'
import { quoteIdent } from '#shared/sql/index.ts'
import { engineSet } from '../../engine/index.ts'
import {
  contractAtSync,
  findSnapshot,
  type LoadedContract,
  parseContract,
  presentImage,
  readContracts,
} from '../../lake/index.ts'
import { asNative, type EngineContext } from '../engine/context.ts'
import { lakeContext } from '../lake-context.ts'

type SchemaDifference = z.infer<typeof SchemaDifferenceSchema>
type State = z.infer<typeof ContractState>

/** Commits that are searched for the contract of a sync. */
const mostCommits = 500

/**
 * The fields of the contract as it was when each snapshot was taken, found by its digest in the working tree or in the
 * history of its file, and the fields in the data that no contract names. Throws `SNAPSHOT_UNKNOWN`.
 */
export async function schemaDifference(
  ctx: EngineContext,
  { from, to }: { from: string; to: string },
): Promise<SchemaDifference> {
  const lake = lakeContext(ctx.app, ctx.workspace)
  const [older, newer] = [await findSnapshot(lake, from), await findSnapshot(lake, to)]
  const { source } = newer
  const now = (await readContracts(ctx.workspace)).contracts.find((one) => one.source === source)
  const file = now?.file ?? `contracts/${source}.yml`
  const digests = [await contractAtSync(lake, source, older.id), await contractAtSync(lake, source, newer.id)]
  const versions = await versionsOf(ctx, file, now, digests)
  const [before, after] = digests.map((digest) => stateOf(digest, versions.get(digest))) as [State, State]
  const fields = fieldChanges(versions.get(before.digest)?.loaded, versions.get(after.digest)?.loaded)
  return {
    source,
    file,
    before,
    after,
    ...fields,
    unknown: await unknownFields(ctx, now, older.id, newer.id),
  }
}

interface Version {
  loaded: LoadedContract
  commit: string | null
}

const stateOf = (digest: string, version: Version | undefined): State => ({
  digest,
  revision: version?.loaded.contract.revision ?? null,
  commit: version?.commit ?? null,
  found: version !== undefined,
})

/** The contract's texts by digest: the working tree's, else the oldest commit's that has it. */
async function versionsOf(
  { app, workspace }: EngineContext,
  file: string,
  now: LoadedContract | undefined,
  wanted: readonly string[],
): Promise<Map<string, Version>> {
  const versions = new Map<string, Version>()
  if (now) versions.set(now.importDigest, { loaded: now, commit: null })
  if (!workspace.git || wanted.every((digest) => versions.has(digest))) return versions
  const repo = workspace.git
  const seen = new Map<string, LoadedContract | null>()
  for (const { commit } of await app.git.call('log', { repo, limit: mostCommits })) {
    const text = await app.git.call('readFile', { repo, commit, path: file }).catch(() => null)
    if (text === null) continue
    if (!seen.has(text)) seen.set(text, readable(file, text))
    const loaded = seen.get(text)
    if (loaded && loaded.importDigest !== now?.importDigest)
      versions.set(loaded.importDigest, { loaded, commit })
  }
  return versions
}

function readable(file: string, text: string): LoadedContract | null {
  try {
    return parseContract(file, text)
  } catch {
    return null
  }
}

type FieldChange = SchemaDifference['fields'][number]

/** What differs between the fields of two contracts, in the order of the second; nothing where one is not known. */
function fieldChanges(
  before: LoadedContract | undefined,
  after: LoadedContract | undefined,
): Pick<SchemaDifference, 'fields' | 'same'> {
  if (!before || !after) return { fields: [], same: 0 }
  const state = (field: Contract['fields'][string]) => ({
    type: storedType(field.type),
    required: field.required,
    ...(field.unit !== undefined && { unit: field.unit }),
  })
  const [was, is] = [before.contract.fields, after.contract.fields]
  const changes: FieldChange[] = []
  let same = 0
  for (const name of new Set([...Object.keys(is), ...Object.keys(was)])) {
    const [old, next] = [was[name], is[name]]
    const sides = { before: old ? state(old) : null, after: next ? state(next) : null }
    const change = changeOf(sides)
    if (change === null) same++
    else changes.push({ name, change, ...sides })
  }
  return { fields: changes, same }
}

function changeOf({ before, after }: Pick<FieldChange, 'before' | 'after'>): FieldChange['change'] | null {
  if (!before) return 'added'
  if (!after) return 'removed'
  if (before.type !== after.type) return 'retyped'
  if (before.required !== after.required) return 'requirement'
  return before.unit === after.unit ? null : 'unit'
}

/** Fields in the data that the contract does not name, by rows of each side; null where an image is missing. */
async function unknownFields(
  ctx: EngineContext,
  contract: LoadedContract | undefined,
  from: string,
  to: string,
): Promise<SchemaDifference['unknown']> {
  if (!contract) return null
  const lake = lakeContext(ctx.app, ctx.workspace)
  const { source } = contract
  const images = []
  for (const snapshot of [from, to]) {
    const image = await presentImage(lake, { source, snapshot, contract })
    if (!image) return null
    images.push(image)
  }
  const rows = new Map<string, { before: number; after: number }>()
  for (const [index, image] of images.entries()) {
    const set = asNative(ctx, engineSet([image], []))
    const raw = quoteIdent(`${source}_raw`)
    const columns = await ctx.app.native.call('describe', { set, sql: `FROM ${raw}` })
    if (!columns.some(({ name }) => name === '_extra')) continue
    const { page } = await ctx.app.native.call('query', {
      set,
      sql: `SELECT k, count(*)::DOUBLE FROM (SELECT unnest(json_keys(_extra)) AS k FROM ${raw} WHERE _extra IS NOT NULL) GROUP BY k ORDER BY k LIMIT 1000`,
      keep: false,
    })
    const [names = [], counts = []] = page.columns
    for (const [row, name] of names.entries()) {
      const both = rows.get(String(name)) ?? { before: 0, after: 0 }
      rows.set(String(name), { ...both, [index === 0 ? 'before' : 'after']: Number(counts[row]) })
    }
  }
  return [...rows].map(([name, both]) => ({ name, ...both }))
}

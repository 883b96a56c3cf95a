import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalogue, CatalogueSource, EngineSet } from '#shared/contract/engine.ts'
import { type AppError, toAppError } from '#shared/errors.ts'
import { storedType } from '#shared/format/contract.ts'
import { columnsIn, knownTables } from '#shared/known-tables.ts'
import type { Work } from '#shared/progress.ts'
import { quoteIdent } from '#shared/sql/index.ts'
import type { Column } from '#shared/value.ts'
import { type HandSource, handFolder, handSources } from '../../at-hand/index.ts'
import { engineSet, type ImageFile, viewSuffixes } from '../../engine/index.ts'
import {
  ensureImage,
  type LoadedContract,
  presentImage,
  readContracts,
  resolveSnapshot,
} from '../../lake/index.ts'
import {
  catalogueMacro,
  macroColumns,
  macroStatements,
  readToolbox,
  type Transform,
  usableMacros,
} from '../../toolbox/index.ts'
import { handContext } from '../hand-context.ts'
import { lakeContext } from '../lake-context.ts'
import { asNative, type EngineContext, giveOut } from './context.ts'
import { stampOf } from './stamp.ts'

/** All that is known of what can be queried at one choice of snapshots. */
export interface Known {
  catalogue: Catalogue
  contracts: LoadedContract[]
  images: ImageFile[]
  /** The macros of `catalogue.set`, and those that DuckDB refused with the reason. */
  transforms: Transform[]
  macros: string[]
  left: { transform: Transform; problem: AppError }[]
  /** The image of some source could not be had: it may be there the next time. */
  incomplete: boolean
}

const kept = new WeakMap<object, Map<string, Promise<Known>>>()
const mostKept = 20

/** Milliseconds after which a source whose image could not be had is tried again. */
const retryMs = 5000

/**
 * The sources, macros and images of the working tree at `at`. It is made once for each state of the files and syncs
 * that it is made from, so asking again takes a millisecond or two.
 */
export async function known(ctx: EngineContext, at: Record<string, string>): Promise<Known> {
  const { app, workspace } = ctx
  const stamp = await stampOf([
    join(workspace.root, 'contracts'),
    join(workspace.root, 'toolbox'),
    join(app.resources, 'toolbox'),
    join(app.home, 'syncs', workspace.id),
    handFolder(app.home, workspace.id),
  ])
  const choice = Object.entries(at).sort(([a], [b]) => (a < b ? -1 : 1))
  const key = JSON.stringify([workspace.id, choice, stamp])
  const cache = kept.get(app) ?? new Map<string, Promise<Known>>()
  kept.set(app, cache)
  const before = cache.get(key)
  const gone = before !== undefined && !(await isWhole(before))
  if (gone && cache.get(key) === before) cache.delete(key)
  const found = cache.get(key) ?? make(ctx, at)
  cache.delete(key)
  cache.set(key, found)
  const [oldest] = cache.keys()
  if (cache.size > mostKept && oldest !== undefined) cache.delete(oldest)
  // What failed may succeed the next time: the lake comes back, the image can be built.
  found.then(
    ({ incomplete }) => {
      if (incomplete) setTimeout(() => cache.delete(key), retryMs).unref()
    },
    () => cache.delete(key),
  )
  return found
}

/** Whether no image of it was collected meanwhile. */
async function isWhole(kept: Promise<Known>): Promise<boolean> {
  const found = await kept.catch(() => undefined)
  if (!found) return false
  const images = await Promise.all(found.images.map(({ path }) => stat(path).catch(() => null)))
  return !images.includes(null)
}

/**
 * The catalogue without waiting: a source whose image is still to be built stands in it without one, as `building`.
 * `buildCatalogue` builds those.
 */
export async function catalogueNow(ctx: EngineContext, at: Record<string, string>): Promise<Catalogue> {
  const { contracts } = await readContracts(ctx.workspace)
  const found = await Promise.all(
    contracts.map((contract) => findImage(ctx, contract, at[contract.source], presentImage)),
  )
  const hand = await handSources(handContext(ctx), null)
  const whole = !found.some(({ building }) => building) && !hand.some(({ image }) => image === null)
  return (whole ? await known(ctx, at) : await make(ctx, at, presentImage, null)).catalogue
}

/** Builds the images that are missing at `at`, telling how far it is, and answers with the whole catalogue. */
export async function buildCatalogue(
  ctx: EngineContext,
  at: Record<string, string>,
  work: Work,
): Promise<Catalogue> {
  const { contracts } = await readContracts(ctx.workspace)
  for (const contract of contracts) {
    await findImage(ctx, contract, at[contract.source], (lake, image) => ensureImage(lake, image, work))
  }
  await handSources(handContext(ctx), work)
  return (await known(ctx, at)).catalogue
}

/** How the image of a source is had; null when it would have to be built. */
type GetImage = (...[lake, image]: Parameters<typeof presentImage>) => Promise<ImageFile | null>

const buildWhenMissing: GetImage = (lake, image) => ensureImage(lake, image, {})

async function make(
  ctx: EngineContext,
  at: Record<string, string>,
  getImage: GetImage = buildWhenMissing,
  restore: Work | null = {},
): Promise<Known> {
  const { app, workspace } = ctx
  const [{ contracts, problems }, toolbox] = await Promise.all([
    readContracts(workspace),
    readToolbox(workspace, app.resources),
  ])
  const found = await Promise.all(
    contracts.map((contract) => findImage(ctx, contract, at[contract.source], getImage)),
  )
  const hand = await handSources(handContext(ctx), restore)
  const taken = new Set([
    ...contracts.map(({ source }) => source),
    ...problems.map((one) => brokenSource(one).name),
  ])
  const images = [
    ...found.flatMap(({ image }) => (image ? [image] : [])),
    ...hand.flatMap(({ image }) => (image && !taken.has(image.source) ? [image] : [])),
  ]
  const { set, transforms, macros, left } = await usableSet(ctx, images, toolbox.transforms)
  const columns = new Map<string, Column[]>()
  for (const { source } of images) columns.set(source, await describeView(ctx, set, source))
  const sources = found.map(({ contract, image, problem, building }): CatalogueSource => {
    const { description } = contract.contract
    return {
      name: contract.source,
      ...(description !== undefined && { description }),
      image: image ? withoutPath(image) : null,
      columns: documented(contract, columns.get(contract.source) ?? contractColumns(contract)),
      ...(problem !== null && { problem }),
      ...(building && { building }),
    }
  })
  const broken = problems.map(brokenSource)
  const all = [...sources, ...broken, ...hand.map((one) => handSource(one, taken))]
  return {
    catalogue: {
      set: giveOut(ctx, set),
      sources: all.sort((a, b) => (a.name < b.name ? -1 : 1)),
      macros: withColumns(transforms, all),
    },
    contracts,
    images,
    transforms,
    macros,
    left,
    incomplete: found.some(({ problem }) => problem !== null),
  }
}

function withColumns(transforms: readonly Transform[], sources: CatalogueSource[]): Catalogue['macros'] {
  const found = macroColumns(transforms, columnsIn(knownTables({ sources, macros: [] })))
  return transforms.map((transform) => {
    const columns = found.get(transform.name)
    return { ...catalogueMacro(transform), ...(columns && { columns }) }
  })
}

interface Found {
  contract: LoadedContract
  image: ImageFile | null
  problem: string | null
  /** There is a snapshot, and its image is still to be built. */
  building: boolean
}

/** The image of a source at what was chosen. A source that cannot be read now says why, and the others can. */
async function findImage(
  { app, workspace }: EngineContext,
  contract: LoadedContract,
  spec: string | undefined,
  getImage: GetImage,
): Promise<Found> {
  const lake = lakeContext(app, workspace)
  const { source } = contract
  const none = { contract, image: null, problem: null, building: false }
  try {
    const { id } = await resolveSnapshot(lake, source, spec ?? 'latest')
    const image = await getImage(lake, { source, snapshot: id, contract })
    return { ...none, image, building: image === null }
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'SNAPSHOT_NONE') return none
    if (error.kind === 'bug' || error.kind === 'cancelled') throw error
    return { ...none, problem: error.message }
  }
}

/** The set with every macro that DuckDB accepts; in the good case no macro is tried by itself. */
async function usableSet(ctx: EngineContext, images: ImageFile[], all: Transform[]) {
  const { native } = ctx.app
  const works = async (set: EngineSet) => {
    await native.call('describe', { set: asNative(ctx, set), sql: 'SELECT 1' })
    return set
  }
  try {
    const macros = await macroStatements(native, all)
    return { set: await works(engineSet(images, macros)), transforms: all, macros, left: [] }
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.kind !== 'input' || all.length === 0) throw error
  }
  const bare = await works(engineSet(images, []))
  const tables: string[] = []
  for (const { source } of images) {
    for (const suffix of viewSuffixes) {
      const view = source + suffix
      const columns = await describeView(ctx, bare, view)
      const list = columns.map(({ name, type }) => `${quoteIdent(name)} ${type}`).join(', ')
      tables.push(`CREATE TABLE ${quoteIdent(view)} (${list})`)
    }
  }
  const { statements, transforms, left } = await usableMacros(native, all, tables)
  return { set: engineSet(images, statements), transforms, macros: statements, left }
}

function describeView(ctx: EngineContext, set: EngineSet, view: string): Promise<Column[]> {
  return ctx.app.native.call('describe', { set: asNative(ctx, set), sql: `FROM ${quoteIdent(view)}` })
}

/** What an image would have, for a source that has none yet. */
function contractColumns({ contract }: LoadedContract): Column[] {
  return Object.entries(contract.fields).map(([name, { type }]) => ({ name, type: storedType(type) }))
}

function documented({ contract }: LoadedContract, columns: readonly Column[]): CatalogueSource['columns'] {
  return columns.map(({ name, type }) => {
    const field = contract.fields[name]
    return {
      name,
      type,
      required: field?.required ?? false,
      ...(field?.unit !== undefined && { unit: field.unit }),
      ...(field?.meaning !== undefined && { meaning: field.meaning }),
      ...((field?.min !== undefined || field?.max !== undefined) && {
        bounds: {
          ...(field.min !== undefined && { min: field.min }),
          ...(field.max !== undefined && { max: field.max }),
        },
      }),
    }
  })
}

/** A contract that cannot be read still stands in the list, by the name of its file. */
function brokenSource(error: AppError): CatalogueSource {
  const { file = 'contract', line } = error.place
  const name = (file.split('/').at(-1) ?? file).replace(/\.ya?ml$/, '')
  const where = line === undefined ? file : `${file}:${line}`
  return { name, image: null, columns: [], problem: `${where}: ${error.message}` }
}

/** A table at hand in the catalogue. A source of the lake that came to its name later goes first. */
function handSource({ file, table, image }: HandSource, taken: ReadonlySet<string>): CatalogueSource {
  const { id, file: name, bytes, sha256, at } = file
  const shadowed = taken.has(table.name)
  return {
    name: table.name,
    image: image && !shadowed ? withoutPath(image) : null,
    columns: table.columns.map((column) => ({ ...column, required: false })),
    hand: { id, file: name, bytes, sha256, at, table: table.table },
    ...(shadowed && {
      problem: `The lake has a source \`${table.name}\` now, which is read under this name. Give the file at hand another.`,
    }),
    ...(image === null && !shadowed && { building: true }),
  }
}

const withoutPath = ({ path: _, ...image }: ImageFile) => image

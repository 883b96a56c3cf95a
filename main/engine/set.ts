import { createHash } from 'node:crypto'
import type { EngineSet, ImageRef } from '#shared/contract/engine.ts'
import { quoteIdent } from '#shared/sql/index.ts'

/** A table image with the place of its file on this machine. */
export interface ImageFile extends ImageRef {
  path: string
}

/** An image as an engine attaches it: catalogue name and file. */
export interface AttachedImage {
  alias: string
  path: string
}

/** What an engine is made of: the images to attach, then the statements to run, then it is locked. */
export interface NativeSet {
  /** Digest of the rest; engines are found again by it. */
  id: string
  images: AttachedImage[]
  statements: string[]
  /** Folder in which results that do not fit memory are spilled. Default: the system's. */
  temp?: string
}

/** The catalogue under which every engine attaches the image of this key. */
export function imageAlias(key: string): string {
  return `i_${key.slice(0, 16)}`
}

/** The views over an image's tables, by what is added to the source's name. */
export const viewSuffixes = ['', '_rejects', '_raw'] as const

/** The name of the view of one snapshot of a source that a statement names by AT. */
export function snapshotView(view: string, snapshot: string): string {
  return `${view}@${snapshot}`
}

/** The table of an image that the source's view `name` + `suffix` reads, as SQL. */
export function imageTable(key: string, suffix: (typeof viewSuffixes)[number]): string {
  return `${imageAlias(key)}.main.${suffix === '_rejects' ? 'rejects' : 'data'}`
}

/**
 * Views by which SQL reads an image: the source's fields, its rejects, and everything. Columns that begin with `_`
 * (what the contract does not name, partitions, where a row came from) are shown by `_raw` only.
 */
function sourceViews(image: ImageRef, named: (view: string) => string): string[] {
  const view = (suffix: (typeof viewSuffixes)[number], columns: string) =>
    `CREATE VIEW ${quoteIdent(named(image.source + suffix))} AS SELECT ${columns} FROM ${imageTable(image.key, suffix)}`
  // A file at hand has no columns but its own, whatever they are called.
  const own = image.file ? '*' : `COLUMNS(c -> NOT starts_with(c, '_'))`
  return [view('', own), view('_rejects', '*'), view('_raw', '*')]
}

/**
 * The engine set over `images` and `macros` (CREATE MACRO statements in dependency order). The first image of a
 * source is what its name means; further ones are the snapshots that a statement names by AT, each in the views
 * `"source@<snapshot id>"`.
 */
export function engineSet(images: readonly ImageFile[], macros: readonly string[]): EngineSet {
  const named = new Set<string>()
  const refs: ImageRef[] = []
  const statements: string[] = []
  for (const { path: _, ...image } of images) {
    if (refs.some((other) => other.key === image.key && other.source === image.source)) continue
    refs.push(image)
    const other = named.has(image.source)
    named.add(image.source)
    statements.push(...sourceViews(image, (view) => (other ? snapshotView(view, image.snapshot) : view)))
  }
  statements.push(...macros)
  const id = digest(JSON.stringify([refs.map((image) => [image.source, image.key]), statements]))
  return { id, images: refs, statements }
}

/** The schema in which a comparison's first side finds its views, under their plain names. */
export const beforeSchema = 'lb_before'

/**
 * One set for two statements that were resolved for sets of their own: the second finds its images as ever, the first
 * in `beforeSchema`, where a view of it sees them (and what macros read) by the same names.
 */
export function pairSet(before: EngineSet, after: EngineSet, macros: readonly string[]): EngineSet {
  const images = [...after.images, ...before.images]
  const main = engineSet(
    images.map((image) => ({ ...image, path: '' })),
    macros,
  )
  const base = new Map<string, string>()
  for (const { source, key } of images) if (!base.has(source)) base.set(source, key)
  const named = new Set<string>()
  const views = before.images.flatMap((image) => {
    const other = named.has(image.source)
    named.add(image.source)
    return viewSuffixes.map((suffix) => {
      const view = image.source + suffix
      const seen = other ? snapshotView(view, image.snapshot) : view
      const from = base.get(image.source) === image.key ? view : snapshotView(view, image.snapshot)
      return `CREATE VIEW ${beforeSchema}.${quoteIdent(seen)} AS FROM main.${quoteIdent(from)}`
    })
  })
  const statements = [...main.statements, `CREATE SCHEMA ${beforeSchema}`, ...views]
  return { id: digest(JSON.stringify([main.id, statements])), images: main.images, statements }
}

/** The set as the native process takes it. `temp` is the folder it may spill to. */
export function nativeSet(set: EngineSet, pathOf: (image: ImageRef) => string, temp?: string): NativeSet {
  const attached = new Map(set.images.map((image) => [imageAlias(image.key), pathOf(image)]))
  return {
    id: set.id,
    images: [...attached].map(([alias, path]) => ({ alias, path })),
    statements: set.statements,
    ...(temp !== undefined && { temp }),
  }
}

/** A set without images, for macros and for SQL that brings its own tables. */
export function bareSet(statements: readonly string[] = []): NativeSet {
  return { id: digest(JSON.stringify(statements)), images: [], statements: [...statements] }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

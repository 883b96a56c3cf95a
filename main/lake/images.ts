import { createHash } from 'node:crypto'
import { readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import canonicalize from 'canonicalize'
import { z } from 'zod'
import type { ImageRef } from '#shared/contract/engine.ts'
import { toAppError } from '#shared/errors.ts'
import { importContract } from '#shared/format/contract.ts'
import { Digest } from '#shared/names.ts'
import type { OnProgress, Work } from '#shared/progress.ts'
import { makeFolder, replaceFile } from '../disk/index.ts'
import type { NativeClient } from '../engine/index.ts'
import { imageFile, layout, ownedName, storeError } from '../store/index.ts'
import type { LakeContext } from './context.ts'
import type { LoadedContract } from './contracts.ts'
import { readRecords } from './records.ts'

/** Version of what builds images from raw objects: another builder may lay rows differently. */
export const imageBuilder = 1

/** What stands beside an image, in `images/<key>.json`. */
export const ImageFacts = z.object({
  v: z.literal(1),
  key: Digest,
  snapshot: Digest,
  contract: Digest,
  duckdb: z.string(),
  builder: z.number(),
  rows: z.number().int(),
  rejects: z.number().int(),
  objects: z.number().int(),
  lastDay: z.object({ day: z.string(), rows: z.number().int() }).nullable(),
  reasons: z.array(z.object({ reason: z.string(), field: z.string().nullable(), rows: z.number().int() })),
  bytes: z.number().int(),
})
export type ImageFacts = z.infer<typeof ImageFacts>

const versions = new WeakMap<NativeClient, Promise<string>>()

function duckdbVersion(importer: NativeClient): Promise<string> {
  let version = versions.get(importer)
  if (!version) {
    version = importer.call('engineVersion', {})
    versions.set(importer, version)
    version.catch(() => versions.delete(importer))
  }
  return version
}

/** The key of the image of a snapshot under a contract, with this builder and this DuckDB. */
export async function imageKey(
  ctx: LakeContext,
  { snapshot, importDigest }: { snapshot: string; importDigest: string },
): Promise<{ key: string; duckdb: string }> {
  const duckdb = await duckdbVersion(ctx.importer)
  const facts = canonicalize({ v: 1, snapshot, contract: importDigest, duckdb, builder: imageBuilder }) ?? ''
  return { key: createHash('sha256').update(facts).digest('hex'), duckdb }
}

/** The facts of an image that is there, or null. */
export async function builtImage(ctx: LakeContext, key: string): Promise<ImageFacts | null> {
  try {
    const facts = ImageFacts.parse(JSON.parse(await readFile(factsFile(ctx, key), 'utf8')))
    const { size } = await stat(imageFile(ctx.home, key))
    return size === facts.bytes && facts.key === key ? facts : null
  } catch {
    return null
  }
}

const factsFile = (ctx: LakeContext, key: string) => join(layout(ctx.home).images, `${key}.json`)

/** Builds of this process, so that two who need one image have it built once, and both hear how far it is. */
const building = new Map<string, { made: Promise<ImageFacts>; listeners: Set<OnProgress> }>()

/** What an image is made of: a snapshot of a source, and its contract. */
interface ImageOf {
  source: string
  snapshot: string
  contract: LoadedContract
}

/**
 * Makes sure that the image is there, and says where. Throws what building throws: `CONTRACT_RULE`, `OBJECT_MISSING`.
 */
export async function ensureImage(
  ctx: LakeContext,
  image: ImageOf,
  work: Work,
): Promise<ImageRef & { path: string }> {
  const present = await presentImage(ctx, image)
  if (present) return present
  const { snapshot, contract } = image
  const names = await imageKey(ctx, { snapshot, importDigest: contract.importDigest })
  let facts: ImageFacts | null = null
  while (!facts) facts = await joinBuild(ctx, image, names, work)
  return imageRef(ctx, image, facts)
}

/** The image when it is there, ready to be used; null when it would have to be built. */
export async function presentImage(
  ctx: LakeContext,
  image: ImageOf,
): Promise<(ImageRef & { path: string }) | null> {
  const { snapshot, contract } = image
  const { key } = await imageKey(ctx, { snapshot, importDigest: contract.importDigest })
  const facts = await builtImage(ctx, key)
  if (!facts) return null
  const now = new Date()
  // Garbage collection goes by the last use.
  await utimes(factsFile(ctx, key), now, now).catch(() => undefined)
  return imageRef(ctx, image, facts)
}

async function imageRef(
  ctx: LakeContext,
  { source, snapshot }: ImageOf,
  { key, rows, rejects, bytes }: ImageFacts,
): Promise<ImageRef & { path: string }> {
  const record = (await readRecords(ctx, source)).filter((one) => one.snapshot === snapshot).at(-1)
  return {
    source,
    snapshot,
    key,
    bytes,
    rows,
    rejects,
    partial: record?.partial ?? false,
    path: imageFile(ctx.home, key),
  }
}

/** Waits for a build of this image that is running, else starts one. Null when it was another's and was cancelled. */
async function joinBuild(
  ctx: LakeContext,
  image: ImageOf,
  names: { key: string; duckdb: string },
  work: Work,
): Promise<ImageFacts | null> {
  const running = building.get(`${ctx.home} ${names.key}`)
  if (!running) return build(ctx, image, names, work)
  if (work.onProgress) running.listeners.add(work.onProgress)
  try {
    return await running.made
  } catch (thrown) {
    work.signal?.throwIfAborted()
    if (toAppError(thrown).kind === 'cancelled') return null
    throw thrown
  }
}

function build(
  ctx: LakeContext,
  image: ImageOf,
  { key, duckdb }: { key: string; duckdb: string },
  work: Work,
): Promise<ImageFacts> {
  const id = `${ctx.home} ${key}`
  const listeners = new Set<OnProgress>(work.onProgress && [work.onProgress])
  const onProgress: OnProgress = (progress) => {
    for (const listener of listeners) listener(progress)
  }
  const made = buildImage(ctx, image, { key, duckdb }, { ...work, onProgress })
  building.set(id, { made, listeners })
  const forget = () => building.delete(id)
  made.then(forget, forget)
  return made
}

async function buildImage(
  ctx: LakeContext,
  { source, snapshot, contract }: ImageOf,
  { key, duckdb }: { key: string; duckdb: string },
  work: Work,
): Promise<ImageFacts> {
  const { tmp, images } = layout(ctx.home)
  const to = join(tmp, `${ownedName('image')}.duckdb`)
  try {
    await makeFolder(tmp)
    await makeFolder(images)
    const built = await ctx.importer.call(
      'buildImage',
      { home: ctx.home, snapshot, contract: importContract(contract.contract), file: contract.file, to },
      {
        ...(work.signal && { signal: work.signal }),
        onProgress: (progress) => work.onProgress?.({ detail: source, ...progress }),
      },
    )
    const { size } = await stat(to)
    const facts: ImageFacts = {
      v: 1,
      key,
      snapshot,
      contract: contract.importDigest,
      duckdb,
      builder: imageBuilder,
      ...built,
      bytes: size,
    }
    await replaceFile(factsFile(ctx, key), `${JSON.stringify(facts)}\n`, {
      temporary: join(tmp, `${ownedName('facts')}.json`),
    })
    await rename(to, imageFile(ctx.home, key))
    return facts
  } catch (thrown) {
    throw storeError(thrown, ctx.home)
  } finally {
    for (const file of [to, `${to}.wal`, `${to}.spill`]) await rm(file, { recursive: true, force: true })
  }
}

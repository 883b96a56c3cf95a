import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import canonicalize from 'canonicalize'
import type { HandTable, ReadOptions } from '#shared/contract/hand.ts'
import { AppError, cancelledError, inputError, toAppError } from '#shared/errors.ts'
import type { Work } from '#shared/progress.ts'
import { makeFolder, replaceFile } from '../disk/index.ts'
import type { Bounds, ReaderHandlers, ReadResult } from '../engine/reader/index.ts'
import { verdictFile } from '../engine/reader/index.ts'
import { imageFile, layout, objectFile, ownedName, storeError } from '../store/index.ts'
import { connectWorker } from '../worker/index.ts'
import type { HandContext } from './context.ts'
import type { Stored } from './upload.ts'

/** Version of what reads files: another reader may make other rows of the same bytes. */
const reader = 1

type Unnamed = Omit<HandTable, 'name'>

/**
 * Reads stored bytes as table images in a process of its own, which is ended whatever came of it. Throws the reader's
 * AppErrors, and `HAND_MEMORY`, `HAND_TIME`, `HAND_WRITTEN` and `HAND_BROKE` when the process did not come back.
 */
export async function readTables(
  ctx: HandContext,
  { file, bytes, sha256 }: Stored,
  { options, tables }: { options: ReadOptions; tables: string[] | null },
  work: Work,
): Promise<Omit<ReadResult, 'tables'> & { tables: Unnamed[] }> {
  const folder = join(layout(ctx.home).tmp, ownedName('read'))
  const bounds = boundsOf(ctx, bytes)
  const process = connectWorker<ReaderHandlers>('reader', ctx.startWorker)
  const end = () => process.close()
  // The process watches itself; this is for one that cannot any more.
  const last = setTimeout(end, bounds.time + 10_000)
  work.signal?.addEventListener('abort', end)
  try {
    work.signal?.throwIfAborted()
    await makeFolder(layout(ctx.home).tmp)
    await mkdir(folder)
    const input = { file: objectFile(ctx.home, sha256), name: file, options, tables, folder, bounds }
    const read = await process.call('readFile', input, {
      ...(work.onProgress && { onProgress: work.onProgress }),
    })
    const made: Unnamed[] = []
    for (const { image, ...table } of read.tables) {
      made.push({
        ...table,
        ...(await install(ctx, join(folder, image), { sha256, options, table: table.table })),
      })
    }
    return { ...read, tables: made }
  } catch (thrown) {
    if (work.signal?.aborted) throw cancelledError(`Reading ${file}`)
    throw inFile(await ended(thrown, folder, bounds), file, ctx.home)
  } finally {
    clearTimeout(last)
    work.signal?.removeEventListener('abort', end)
    process.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const GiB = 2 ** 30

function boundsOf({ bounds }: HandContext, bytes: number): Bounds {
  return {
    memory: Math.min(2 * GiB, totalmem() / 2),
    written: Math.max(2 * GiB, 30 * bytes),
    time: 15 * 60_000,
    ...bounds,
  }
}

/** What the process left to say when it ended itself. */
async function ended(thrown: unknown, folder: string, bounds: Bounds): Promise<unknown> {
  const error = toAppError(thrown)
  if (error.code !== 'WORKER_ENDED' && error.kind !== 'cancelled') return thrown
  const verdict = await readFile(join(folder, verdictFile), 'utf8').catch(() => '')
  const size = (of: number) => (of >= GiB ? `${Math.round(of / GiB)} GB` : `${Math.round(of / 2 ** 20)} MB`)
  if (verdict === 'memory') {
    return inputError(
      'HAND_MEMORY',
      `Reading it took more than ${size(bounds.memory)} of memory and was given up. Split it, or put it into the lake.`,
    )
  }
  if (verdict === 'written') {
    return inputError(
      'HAND_WRITTEN',
      `It unpacks to more than ${size(bounds.written)} and was given up. If that is right, put it into the lake.`,
    )
  }
  if (verdict === 'time' || error.kind === 'cancelled') {
    return inputError(
      'HAND_TIME',
      `Reading it took longer than ${Math.round(bounds.time / 1000)} s and was given up. Put it into the lake, where it is read once.`,
    )
  }
  return inputError(
    'HAND_BROKE',
    'What reads it broke off: the file is damaged, or made to do harm. Nothing of it was kept.',
  )
}

function inFile(thrown: unknown, file: string, home: string): unknown {
  if (!(thrown instanceof AppError)) return storeError(thrown, home)
  return new AppError({ ...thrown.toData(), place: { file, ...thrown.place } }, { cause: thrown })
}

/** Moves an image to its place. The same bytes read in the same way are the same image. */
async function install(
  ctx: HandContext,
  made: string,
  { sha256, options, table }: { sha256: string; options: ReadOptions; table: string | null },
): Promise<{ image: string; bytes: number }> {
  const facts = canonicalize({ v: 1, file: sha256, options, table, reader }) ?? ''
  const key = createHash('sha256').update(facts).digest('hex')
  const { images, tmp } = layout(ctx.home)
  await makeFolder(images)
  const place = imageFile(ctx.home, key)
  const there = await stat(place).catch(() => null)
  // An engine may have it open, and what it has is as good.
  if (!there) {
    // Garbage collection reads whose image it is.
    await replaceFile(
      factsFile(ctx.home, key),
      `${JSON.stringify({ v: 1, key, snapshot: sha256, table })}\n`,
      {
        temporary: join(tmp, `${ownedName('facts')}.json`),
      },
    )
    await rename(made, place)
  }
  return { image: key, bytes: (await stat(place)).size }
}

const factsFile = (home: string, key: string) => join(layout(home).images, `${key}.json`)

/** Whether the images of tables are there; tells garbage collection that they are used. */
export async function presentImages(home: string, tables: readonly HandTable[]): Promise<boolean> {
  const now = new Date()
  for (const { image, bytes } of tables) {
    if ((await stat(imageFile(home, image)).catch(() => null))?.size !== bytes) return false
    await utimes(factsFile(home, image), now, now).catch(() => undefined)
  }
  return true
}

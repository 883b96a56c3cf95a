import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { HandFile, ReadOptions } from '#shared/contract/hand.ts'
import { cancelledError, inputError } from '#shared/errors.ts'
import type { Work } from '#shared/progress.ts'
import { readContracts } from '../lake/index.ts'
import type { HandContext } from './context.ts'
import { handName, nameProblem, type Taken } from './names.ts'
import { changeKept, fileIn, type Kept, readKept, shown } from './state.ts'
import { readTables } from './tables.ts'
import { appendUpload, beginUpload, dropUpload, finishUpload, type Stored } from './upload.ts'

/** Files at hand, the newest last. */
export async function listHand(ctx: HandContext): Promise<HandFile[]> {
  return (await readKept(ctx)).filter(({ removedAt }) => removedAt === null).map(shown)
}

/** Keeps the bytes of an upload and reads them. A file that cannot be read is not kept. */
export async function addUpload(ctx: HandContext, upload: string, work: Work): Promise<HandFile> {
  return addStored(ctx, await finishUpload(upload), work)
}

/** Copies a file of this computer and reads it. Throws `HAND_MISSING`. */
export async function addPath(ctx: HandContext, path: string, work: Work): Promise<HandFile> {
  const stats = await lstat(path).catch(() => null)
  if (!stats?.isFile()) {
    throw inputError('HAND_MISSING', 'There is no such file. Name a file, no folder and no link.', {
      file: path,
    })
  }
  const upload = await beginUpload(ctx.home, basename(path), stats.size)
  try {
    const pieceBytes = 4 << 20
    for (let from = 0; from < stats.size; from += pieceBytes) {
      if (work.signal?.aborted) throw cancelledError(`Copying ${basename(path)}`)
      work.onProgress?.({
        phase: 'Copy',
        done: from,
        total: stats.size,
        unit: 'bytes',
        detail: basename(path),
      })
      const end = Math.min(stats.size, from + pieceBytes) - 1
      await appendUpload(upload, from, createReadStream(path, { start: from, end }))
    }
  } catch (thrown) {
    await dropUpload(upload)
    throw thrown
  }
  return addUpload(ctx, upload, work)
}

async function addStored(ctx: HandContext, stored: Stored, work: Work): Promise<HandFile> {
  const twin = (await listHand(ctx)).find(
    ({ sha256, file }) => sha256 === stored.sha256 && file === stored.file,
  )
  if (twin) return twin
  const { tables, used, ...read } = await readTables(ctx, stored, { options: {}, tables: null }, work)
  const sources = await sourceNames(ctx)
  return changeKept(ctx, (files) => {
    const file: Kept = {
      ...stored,
      ...read,
      id: randomBytes(12).toString('hex'),
      at: ctx.now().toISOString(),
      asked: {},
      used,
      tables: named(stored.file, tables, takenBy(sources, files)),
      removedAt: null,
    }
    return { files: [...files, file], result: shown(file) }
  })
}

/** Reads the kept bytes anew. Tables that were there keep their names. */
export async function readAgain(
  ctx: HandContext,
  {
    id,
    options: { dates: _, ...options },
    tables: chosen,
  }: { id: string; options: ReadOptions; tables: string[] | null },
  work: Work,
): Promise<HandFile> {
  const before = fileIn(await readKept(ctx), id)
  const { tables, used, ...read } = await readTables(ctx, before, { options, tables: chosen }, work)
  const sources = await sourceNames(ctx)
  return changeKept(ctx, (files) => {
    const now = fileIn(files, id)
    const taken = takenBy(
      sources,
      files.filter((one) => one.id !== id),
    )
    const file: Kept = {
      ...now,
      ...read,
      asked: options,
      used,
      tables: named(now.file, tables, taken, now.tables),
    }
    return { files: files.map((one) => (one.id === id ? file : one)), result: shown(file) }
  })
}

/** Makes the images of a file anew that were collected or lost: the same bytes in the same way. */
export async function restoreImages(ctx: HandContext, file: HandFile, work: Work): Promise<void> {
  const { asked: options, tables } = file
  const chosen = tables.flatMap(({ table }) => (table === null ? [] : [table]))
  await readTables(ctx, file, { options, tables: chosen.length > 0 ? chosen : null }, work)
}

/** Gives a table another name. Throws `HAND_NAME`. */
export async function renameTable(
  ctx: HandContext,
  { id, from, to }: { id: string; from: string; to: string },
): Promise<HandFile> {
  const sources = await sourceNames(ctx)
  return changeKept(ctx, (files) => {
    const file = fileIn(files, id)
    const problem = from === to ? null : nameProblem(to, takenBy(sources, files))
    if (problem !== null) throw inputError('HAND_NAME', problem, { field: 'name' })
    const tables = file.tables.map((table) => (table.name === from ? { ...table, name: to } : table))
    return {
      files: files.map((one) => (one.id === id ? { ...one, tables } : one)),
      result: { ...shown(file), tables },
    }
  })
}

/** Takes a file away; its bytes are kept for 30 days, so that it can come back. */
export function removeHand(ctx: HandContext, id: string): Promise<void> {
  return changeKept(ctx, (files) => {
    const file = { ...fileIn(files, id), removedAt: ctx.now().toISOString() }
    return { files: files.map((one) => (one.id === id ? file : one)), result: undefined }
  })
}

/** Brings a file back, under other names where its own were taken meanwhile. Throws `UNDO_GONE`. */
export async function restoreHand(ctx: HandContext, id: string): Promise<HandFile> {
  const sources = await sourceNames(ctx)
  return changeKept(ctx, (files) => {
    const found = files.find((one) => one.id === id)
    if (!found)
      throw inputError('UNDO_GONE', 'This can no longer be undone: it was taken away more than 30 days ago.')
    const taken = takenBy(
      sources,
      files.filter((one) => one.id !== id),
    )
    const file: Kept = {
      ...found,
      removedAt: null,
      tables: named(found.file, found.tables, taken, found.tables),
    }
    return { files: files.map((one) => (one.id === id ? file : one)), result: shown(file) }
  })
}

async function sourceNames({ workspace }: HandContext): Promise<Set<string>> {
  const { contracts, problems } = await readContracts(workspace)
  const broken = problems.map(({ place }) => place.file?.replace(/^contracts\/|\.ya?ml$/g, '') ?? '')
  return new Set([...contracts.map(({ source }) => source), ...broken])
}

function takenBy(sources: ReadonlySet<string>, files: readonly Kept[]): Taken {
  const names = files
    .filter(({ removedAt }) => removedAt === null)
    .flatMap(({ tables }) => tables.map(({ name }) => name))
  const all = new Set([...sources, ...names])
  return (name) => all.has(name)
}

/** Names the tables of a file, each as it was called before where that is still free. */
function named<Table extends { table: string | null }>(
  file: string,
  tables: readonly Table[],
  taken: Taken,
  before: HandFile['tables'] = [],
): (Table & { name: string })[] {
  const mine = new Set<string>()
  const single = tables.length === 1
  return tables.map((table) => {
    const old = before.find((one) => one.table === table.table)?.name
    const isTaken = (name: string) => taken(name) || mine.has(name)
    const name =
      old !== undefined && !isTaken(old) ? old : handName(file, single ? null : table.table, isTaken)
    mine.add(name)
    return { ...table, name }
  })
}

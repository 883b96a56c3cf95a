import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptChange } from '#shared/contract/files.ts'
import { inputError } from '#shared/errors.ts'
import { writeDurable } from '../durable.ts'
import { stateFolder } from '../state.ts'
import { ChangeRecord } from './steps.ts'

const keptMs = 30 * 86_400_000

const folderOf = (home: string, workspace: string) => join(stateFolder(home, workspace), 'changes')

/** Keeps bytes of a change under their digest, durable on return. */
export function keepBytes(
  home: string,
  workspace: string,
  { id, digest, bytes }: { id: string; digest: string; bytes: Uint8Array },
): Promise<void> {
  return writeDurable(join(folderOf(home, workspace), id, digest), bytes)
}

/** Bytes that were kept with a change. */
export function keptBytes(home: string, workspace: string, id: string, digest: string): Promise<Uint8Array> {
  return readFile(join(folderOf(home, workspace), id, digest))
}

export function keepRecord(home: string, workspace: string, record: ChangeRecord): Promise<void> {
  return writeDurable(join(folderOf(home, workspace), record.id, 'change.json'), JSON.stringify(record))
}

/** The change of this id. Throws `UNDO_GONE`. */
export async function readRecord(home: string, workspace: string, id: string): Promise<ChangeRecord> {
  const record = /^[0-9a-f]{24}$/.test(id) ? await tryRecord(home, workspace, id) : null
  if (record) return record
  throw inputError(
    'UNDO_GONE',
    'This can no longer be undone. What was changed is kept for 30 days, on the computer that changed it.',
  )
}

async function tryRecord(home: string, workspace: string, id: string): Promise<ChangeRecord | null> {
  try {
    const text = await readFile(join(folderOf(home, workspace), id, 'change.json'), 'utf8')
    return ChangeRecord.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** Every change that is kept, newest first. */
export async function keptRecords(home: string, workspace: string): Promise<ChangeRecord[]> {
  const ids = await readdir(folderOf(home, workspace)).catch(() => [])
  const records = await Promise.all(ids.map((id) => tryRecord(home, workspace, id)))
  return records.filter((record) => record !== null).sort((a, b) => (a.at < b.at ? 1 : -1))
}

/** What can still be undone, as the window lists it. */
export async function keptChanges(home: string, workspace: string): Promise<KeptChange[]> {
  const records = await keptRecords(home, workspace)
  return records.map(({ id, at, words, state }) => ({ undo: id, at, words, undone: state === 'undone' }))
}

export function forgetRecord(home: string, workspace: string, id: string): Promise<void> {
  return rm(join(folderOf(home, workspace), id), { recursive: true, force: true })
}

/** Lets go of changes that are older than 30 days. */
export async function pruneChanges(home: string, workspace: string, now: Date): Promise<void> {
  for (const { id, at } of await keptRecords(home, workspace)) {
    if (now.getTime() - Date.parse(at) > keptMs) await forgetRecord(home, workspace, id)
  }
}

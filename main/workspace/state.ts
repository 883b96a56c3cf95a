import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../disk/index.ts'
import { writeDurable } from './durable.ts'

/** What this computer keeps of a workspace: drafts, layout, history, trust. */
export function stateFolder(home: string, workspace: string): string {
  return join(home, 'state', workspace)
}

/** Keys are chosen by screens and may hold paths, so a file is named by their digest and holds the key. */
const fileOf = (home: string, workspace: string, key: string) =>
  join(stateFolder(home, workspace), 'ui', `${createHash('sha256').update(key).digest('hex')}.json`)

/** Writes of one key, one after another: the last one asked for is the one that stays. */
const writing = new Map<string, Promise<void>>()

/** The value kept under a key, or null. */
export async function getState(home: string, workspace: string, key: string): Promise<string | null> {
  const file = fileOf(home, workspace, key)
  await writing.get(file)?.catch(() => undefined)
  try {
    const kept: { key?: unknown; value?: unknown } = JSON.parse(await readFile(file, 'utf8'))
    return kept.key === key && typeof kept.value === 'string' ? kept.value : null
  } catch (thrown) {
    if (thrown instanceof SyntaxError || errorCode(thrown) === 'ENOENT') return null
    throw thrown
  }
}

/** Keeps a value under a key (null forgets it), durable on return. */
export async function setState(
  home: string,
  workspace: string,
  key: string,
  value: string | null,
): Promise<void> {
  const file = fileOf(home, workspace, key)
  const before = writing.get(file) ?? Promise.resolve()
  const now = before
    .catch(() => undefined)
    .then(() =>
      value === null ? rm(file, { force: true }) : writeDurable(file, JSON.stringify({ key, value })),
    )
  writing.set(file, now)
  try {
    await now
  } finally {
    if (writing.get(file) === now) writing.delete(file)
  }
}

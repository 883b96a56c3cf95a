import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Roots } from '#shared/format/roots.ts'
import { makeFolderSync, replaceFile } from '../disk/index.ts'
import type { HandlerWork } from '../worker/index.ts'
import { storeError } from './fs-errors.ts'
import { layout } from './layout.ts'
import { takeLock } from './lock.ts'
import { ownedName } from './temp.ts'

/** Images and rows of runs can be made again: they go when nobody has used them for so long. */
export const unusedMs = 30 * 24 * 3_600_000

export interface KeptRoots {
  home: string
  /** The workspace's id and folder. */
  workspace: string
  folder: string
  /** The present, ms. */
  now: number
  /** Last snapshots by source, and results that were used now. What is not named stays as it was. */
  snapshots?: Record<string, string>
  results?: string[]
  /** All files at hand, in place of those that were kept before. */
  files?: string[]
}

/** Adds to what is kept for a workspace, durable on return; drops results that were not used for 30 days. */
export async function keepRoots(
  { home, workspace, folder, now, snapshots = {}, results = [], files }: KeptRoots,
  { signal }: HandlerWork,
): Promise<void> {
  const { roots, tmp } = layout(home)
  try {
    // The app and the command line may both be at work on one workspace.
    const release = await takeLock(home, `roots-${workspace}`, signal)
    try {
      const file = join(roots, workspace)
      const before = parse(read(file))
      const used = Object.entries(before?.results ?? {}).filter(([, last]) => isRecent(last, now))
      const at = new Date(now).toISOString()
      const atHand = files ?? before?.files ?? []
      const kept: Roots = {
        version: 1,
        folder,
        snapshots: { ...before?.snapshots, ...snapshots },
        results: Object.fromEntries([...used, ...results.map((digest) => [digest, at])]),
        ...(atHand.length > 0 && { files: atHand }),
      }
      makeFolderSync(tmp)
      // Not beside it: all that lies in `roots/` keeps something.
      await replaceFile(file, `${JSON.stringify(kept)}\n`, { temporary: join(tmp, ownedName('roots')) })
    } finally {
      release()
    }
  } catch (thrown) {
    throw storeError(thrown, home)
  }
}

/** What the roots of all workspaces keep. Of a file that this version does not read, whatever digest it names. */
export function rootsOf(
  home: string,
  now: number,
): { snapshots: string[]; results: string[]; files: string[] } {
  const kept: ReturnType<typeof rootsOf> = { snapshots: [], results: [], files: [] }
  for (const name of names(layout(home).roots)) {
    const text = read(join(layout(home).roots, name))
    const found = parse(text)
    const digests = found ? [] : Array.from(text.matchAll(/[0-9a-f]{64}/g), ([digest]) => digest)
    const recent = Object.entries(found?.results ?? {}).filter(([, last]) => isRecent(last, now))
    kept.snapshots.push(...Object.values(found?.snapshots ?? {}), ...digests)
    kept.results.push(...recent.map(([digest]) => digest), ...digests)
    kept.files.push(...(found?.files ?? []), ...digests)
  }
  return kept
}

const isRecent = (last: string, now: number): boolean => now - Date.parse(last) < unusedMs

function parse(text: string): Roots | null {
  try {
    return Roots.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** Empty when there is no such file; one that cannot be read is an error, since it may keep something. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw thrown
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw thrown
  }
}

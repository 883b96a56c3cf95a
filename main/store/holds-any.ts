import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parsePathPattern } from '#shared/format/path-pattern.ts'
import { manifestEntries } from './manifest-file.ts'
import { lakeRoot, walk } from './walk.ts'

/**
 * Whether the remote's folder holds anything that matches the pattern. `snapshot` is one to try first: while its first
 * object is still there, nothing has to be listed. Throws `LAKE_MISSING` and `LAKE_UNREADABLE`.
 */
export async function holdsAny({
  home,
  root,
  remote,
  pattern,
  snapshot,
}: {
  home: string
  root: string
  remote: string
  pattern: string
  snapshot: string | null
}): Promise<boolean> {
  const real = lakeRoot(root, remote)
  const first = snapshot === null ? null : await firstPath(home, snapshot)
  if (first !== null && parsePathPattern(pattern).match(first) && existsSync(join(real, first))) return true
  return walk(real, pattern, { stat: false }).next().done !== true
}

/** Null for a manifest that is empty or was collected. */
async function firstPath(home: string, snapshot: string): Promise<string | null> {
  try {
    for await (const { path } of manifestEntries(home, snapshot)) return path
  } catch {
    // What is not known is looked for.
  }
  return null
}

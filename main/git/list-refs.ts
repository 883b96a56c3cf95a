import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readRef } from './refs.ts'
import type { Repository } from './repository.ts'

/** Refs under `prefix` (`refs/heads/`) by their full names, with their values. Loose ones lead over packed ones. */
export function listRefs(repository: Repository, prefix: string): Map<string, string> {
  const names = new Set<string>()
  const visit = (folder: string) => {
    for (const entry of entriesOf(join(repository.commondir, folder))) {
      const ref = `${folder}/${entry.name}`
      if (entry.isDirectory()) visit(ref)
      else if (!entry.name.endsWith('.lock')) names.add(ref)
    }
  }
  visit(prefix.replace(/\/$/, ''))
  for (const line of packedLines(repository)) {
    const ref = /^[0-9a-f]{40} (\S+)$/.exec(line)?.[1]
    if (ref?.startsWith(prefix)) names.add(ref)
  }
  const found = new Map<string, string>()
  for (const ref of [...names].sort()) {
    const value = readRef(repository, ref)
    if (value && /^[0-9a-f]{40}$/.test(value)) found.set(ref, value)
  }
  return found
}

/** When a ref was written, in ms; null for one that git has packed. */
export function refTime(repository: Repository, ref: string): number | null {
  return statSync(join(repository.commondir, ref), { throwIfNoEntry: false })?.mtimeMs ?? null
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // git removes a folder of refs when it has packed them all
    return []
  }
}

function packedLines({ commondir }: Repository): string[] {
  try {
    return readFileSync(join(commondir, 'packed-refs'), 'utf8').split('\n')
  } catch {
    return []
  }
}

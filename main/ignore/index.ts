import { readFileSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import ignore, { type Ignore } from 'ignore'

export interface IgnoreOptions {
  /** Files whose rules count for the whole tree, weakest first: `info/exclude`, `core.excludesFile`. */
  more?: readonly string[]
  /** `core.ignorecase`: names are compared without their case. */
  caseless?: boolean
}

/** Whether the rules of a tree name a path: relative to its top, with forward slashes. */
export type IsIgnored = (path: string, isFolder: boolean) => boolean

interface Parsed {
  stamp: string
  rules: Ignore
}

/** Parsed files by place; read again when they change. */
const parsed = new Map<string, Parsed>()

/**
 * What the .gitignore files of a tree name, as git reads them: a deeper file leads over those above it. A path in a
 * folder that is ignored is not asked about, since nobody goes in. Blocks: for workers. Good for one walk.
 */
export function readIgnoreRules(top: string, { more = [], caseless = false }: IgnoreOptions = {}): IsIgnored {
  const folders = new Map<string, Ignore | null>()
  const weakest = more.map((file) => rulesOf(file, caseless)).reverse()
  const rulesIn = (folder: string): Ignore | null => {
    const known = folders.get(folder)
    if (known !== undefined) return known
    const rules = rulesOf(join(top, folder, '.gitignore'), caseless)
    folders.set(folder, rules)
    return rules
  }
  return (path, isFolder) => {
    const asked = isFolder ? `${path}/` : path
    for (let slash = path.lastIndexOf('/'); ; slash = path.lastIndexOf('/', slash - 1)) {
      const found = rulesIn(slash === -1 ? '' : path.slice(0, slash))?.test(asked.slice(slash + 1))
      if (found?.ignored || found?.unignored) return found.ignored
      if (slash === -1) break
    }
    for (const rules of weakest) {
      const found = rules?.test(asked)
      if (found?.ignored || found?.unignored) return found.ignored
    }
    return false
  }
}

function rulesOf(file: string, caseless: boolean): Ignore | null {
  const stat = statOf(file)
  if (!stat?.isFile()) {
    parsed.delete(file)
    return null
  }
  const stamp = `${stat.mtimeMs} ${stat.size} ${stat.ino} ${caseless}`
  const known = parsed.get(file)
  if (known?.stamp === stamp) return known.rules
  const rules = ignore({ ignorecase: caseless }).add(readFileSync(file, 'utf8'))
  // A file that was written just now may be written again within the clock's grain.
  if (Date.now() - stat.mtimeMs > 20) parsed.set(file, { stamp, rules })
  return rules
}

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch {
    // a part of the path is no folder
    return undefined
  }
}

/** Whether one of these patterns, in the way of .gitignore and in any case, names a path or a folder above it. */
export function pathRules(patterns: readonly string[]): (path: string) => boolean {
  const rules = ignore({ ignorecase: true }).add(patterns)
  return (path) => rules.ignores(path)
}

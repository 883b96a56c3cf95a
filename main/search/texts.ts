import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readIgnoreRules } from '../ignore/index.ts'

/** Text written by hand; what is bigger is data. */
const maxBytes = 4_000_000
/** Texts that are kept between searches, in UTF-16 units. */
const mostChars = 100_000_000
const mostFiles = 50_000
/** Folders that are never text of a workspace. */
const never = new Set(['.git', 'node_modules'])

interface Known {
  stamp: string
  /** When it was read: a file that changed within the clock's grain of that is read again. */
  readAt: number
  /** Null: no text. */
  text: string | null
}

/** Texts by their place: of files that did not change since the last search none is read again. */
const known = new Map<string, Known>()
let chars = 0

/** Files of a workspace that a search looks through, by path. Links are not followed, what is ignored is left out. */
export function textFiles(root: string): string[] {
  const ignored = readIgnoreRules(root, { more: [join(root, '.git', 'info', 'exclude')] })
  const found: string[] = []
  const visit = (folder: string): void => {
    for (const entry of entriesOf(join(root, folder))) {
      if (never.has(entry.name) || found.length >= mostFiles) continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        if (!ignored(path, true)) visit(path)
      } else if (entry.isFile() && !ignored(path, false)) found.push(path)
    }
  }
  visit('')
  return found.sort()
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // removed meanwhile, or not for us to read
    return []
  }
}

/** A file's text as it stands now; null when it is none, too large or gone. */
export function textOf(root: string, path: string): string | null {
  const place = join(root, path)
  const stat = lstatSync(place, { throwIfNoEntry: false })
  if (!stat?.isFile() || stat.size > maxBytes) return null
  const stamp = `${stat.size} ${stat.mtimeMs} ${stat.ctimeMs} ${stat.ino}`
  const before = known.get(place)
  if (before?.stamp === stamp && Math.max(stat.mtimeMs, stat.ctimeMs) < before.readAt - 20) return before.text
  const readAt = Date.now()
  const text = decode(readFileSync(place))
  if (chars > mostChars) {
    known.clear()
    chars = 0
  }
  chars += (text?.length ?? 0) - (before?.text?.length ?? 0)
  known.set(place, { stamp, readAt, text })
  return text
}

function decode(bytes: Uint8Array): string | null {
  if (bytes.subarray(0, 8000).includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { AppError } from '#shared/errors.ts'
import { comparePaths, pathProblem } from '#shared/format/manifest.ts'
import { type PathPattern, parsePathPattern } from '#shared/format/path-pattern.ts'
import { errorCode } from '../disk/index.ts'

/** An object of a folder remote as its listing shows it. */
export interface Listed {
  path: string
  size: number
  /** Milliseconds since 1970, with fractions. */
  mtime: number
  ino: number
  dev: number
  /** What to open: the object's own place, or that to which its link leads. */
  file: string
}

/** Something that matches the pattern and cannot be taken. */
export interface LeftOut {
  path: string
  left: string
}

/** The root's real path. Throws `LAKE_MISSING` or `LAKE_UNREADABLE`. */
export function lakeRoot(root: string, remote: string): string {
  const fail = (code: string, message: string, cause: unknown) =>
    new AppError({ code, kind: 'remote', message, place: { file: root } }, { cause })
  try {
    const real = realpathSync(root)
    readdirSync(real)
    return real
  } catch (thrown) {
    const code = errorCode(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw fail(
        'LAKE_MISSING',
        `The folder of remote \`${remote}\` is not there. Mount it, or correct its path in lakebench.yml.`,
        thrown,
      )
    }
    throw fail(
      'LAKE_UNREADABLE',
      `The folder of remote \`${remote}\` cannot be read (${code ?? thrown}). Allow this user to read it.`,
      thrown,
    )
  }
}

/**
 * The objects under `root` (a real path) that match the pattern, in the order of a manifest. Links are followed to
 * plain files within the root only. `stat: false` lists names alone, for a quick count.
 */
export function* walk(
  root: string,
  pattern: string,
  { stat = true }: { stat?: boolean } = {},
): Generator<Listed | LeftOut, void, void> {
  yield* walkFolder({ root, pattern: parsePathPattern(pattern), stat }, '', [0])
}

interface Walk {
  root: string
  pattern: PathPattern
  stat: boolean
}

/** `states` are the parts of the pattern that the folder's entries may match next. */
function* walkFolder(walking: Walk, folder: string, states: number[]): Generator<Listed | LeftOut> {
  const { root, pattern } = walking
  const parts = pattern.parts
  const last = parts.length - 1
  const open = new Set(states)
  // `**` also stands for no folder at all
  for (const state of open) if (parts[state] === null) open.add(state + 1)
  const fits = (state: number, name: string): boolean => {
    const part = parts[state]
    if (!part) return false
    return 'literal' in part ? part.literal === name : part.regex.test(name)
  }
  const found: { name: string; key: string; kind: 'folder' | 'file' | 'link' | 'other' }[] = []
  try {
    for (const entry of entriesOf(root, folder)) {
      const { name } = entry
      const asFolder = [...open].some((state) => parts[state] === null || (state < last && fits(state, name)))
      const asFile = open.has(last) && fits(last, name)
      const kind = entry.isFile()
        ? 'file'
        : entry.isDirectory()
          ? 'folder'
          : entry.isSymbolicLink()
            ? 'link'
            : 'other'
      if (kind === 'folder' ? !asFolder : kind === 'link' ? !asFile && !asFolder : !asFile) continue
      // A folder's objects sort by the slash that follows its name.
      found.push({ name, key: kind === 'folder' ? `${name}/` : name, kind })
    }
  } catch (thrown) {
    yield { path: folder || '.', left: `this folder cannot be read (${errorCode(thrown) ?? thrown})` }
    return
  }
  found.sort((a, b) => comparePaths(a.key, b.key))
  for (const { name, kind } of found) {
    const path = folder === '' ? name : `${folder}/${name}`
    const problem = name.includes('\uFFFD') && !namedSo(root, folder, name) ? notUnicode : pathProblem(path)
    if (problem) {
      yield { path, left: problem }
    } else if (kind === 'folder') {
      const next = [...open].flatMap((state) =>
        parts[state] === null ? [state] : state < last && fits(state, name) ? [state + 1] : [],
      )
      yield* walkFolder(walking, path, next)
    } else if (kind === 'other') {
      yield { path, left: 'it is no plain file' }
    } else if (kind === 'link') {
      const listed = linked(walking, path)
      if (listed) yield listed
    } else if (pattern.match(path)) {
      yield walking.stat ? listedOf(root, path) : { path, size: 0, mtime: 0, ino: 0, dev: 0, file: '' }
    }
  }
}

const notUnicode = 'its name is not whole Unicode'

function entriesOf(root: string, folder: string) {
  return readdirSync(folder === '' ? root : `${root}/${folder}`, { withFileTypes: true })
}

/** Whether a name with U+FFFD really holds that character, and is no decoding of other bytes. */
function namedSo(root: string, folder: string, name: string): boolean {
  const exact = Buffer.from(name, 'utf8')
  const names = readdirSync(folder === '' ? root : `${root}/${folder}`, { encoding: 'buffer' })
  const decoded = names.filter((bytes) => bytes.toString('utf8') === name)
  return decoded.length === 1 && decoded[0]?.equals(exact) === true
}

function listedOf(root: string, path: string): Listed | LeftOut {
  try {
    const file = `${root}/${path}`
    return toListed(path, file, lstatSync(file))
  } catch (thrown) {
    return { path, left: `it cannot be read (${errorCode(thrown) ?? thrown})` }
  }
}

/** A link counts as the plain file it leads to, if that lies in the root. */
function linked({ root, pattern }: Walk, path: string): Listed | LeftOut | null {
  try {
    const real = realpathSync(`${root}/${path}`)
    if (real !== root && !real.startsWith(`${root}/`)) {
      return { path, left: 'it is a link that leads out of the remote' }
    }
    const stat = statSync(real)
    if (stat.isFile()) return pattern.match(path) ? toListed(path, real, stat) : null
    return { path, left: 'it is a link to a folder, which is not followed' }
  } catch (thrown) {
    return { path, left: `it is a link that leads nowhere (${errorCode(thrown) ?? thrown})` }
  }
}

function toListed(path: string, file: string, stat: Stats): Listed {
  return { path, size: stat.size, mtime: stat.mtimeMs, ino: stat.ino, dev: stat.dev, file }
}

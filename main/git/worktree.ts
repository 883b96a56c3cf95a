import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, type Stats } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { workspaceFolders } from '#shared/format/workspace.ts'
import { errorCode } from '../disk/index.ts'
import { readIgnoreRules } from '../ignore/index.ts'
import { configFlag, configValue } from './config.ts'
import { exactRenames } from './renames.ts'
import type { Repository } from './repository.ts'
import { type Leaf, listTree } from './trees.ts'

/** What a capture holds: all that can change a result. */
export const capturedPaths = ['lakebench.yml', ...workspaceFolders]

/** What source control shows: also the workspace's words about itself. */
export const shownPaths = [...capturedPaths, 'README.md', '.gitignore', '.gitattributes']

/** A file of the working tree, by repository path. */
export interface WorkingFile {
  mode: string
  stat: Stats
}

/**
 * Files at or under `paths` (repository paths) that git would look at: those in `tracked`, and others that no
 * .gitignore names. Links are files, never followed; repositories inside are left alone.
 */
export function listWorking(
  repository: Repository,
  paths: readonly string[],
  tracked: ReadonlyMap<string, Leaf>,
): Map<string, WorkingFile> {
  const found = new Map<string, WorkingFile>()
  const folders = new Set<string>()
  for (const path of tracked.keys()) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      folders.add(path.slice(0, at))
  }
  const ignored = readIgnoreRules(repository.dir, {
    more: excludeFiles(repository),
    caseless: configFlag(repository.config, 'core.ignorecase'),
  })

  const visit = (path: string): void => {
    const stat = lstatSync(join(repository.dir, path), { throwIfNoEntry: false })
    if (!stat) return
    if (stat.isDirectory()) {
      const names = readdirSync(join(repository.dir, path))
      if (names.includes('.git') || (!folders.has(path) && ignored(path, true))) return
      for (const name of names.sort()) visit(`${path}/${name}`)
    } else if (stat.isFile() || stat.isSymbolicLink()) {
      if (!tracked.has(path) && ignored(path, false)) return
      found.set(path, { stat, mode: modeOf(repository, stat, tracked.get(path)) })
    }
  }
  for (const path of paths) {
    if (isSafe(repository, path)) visit(path)
  }
  return found
}

/** Files of rules that count for the whole repository, weakest first. */
export function excludeFiles({ config, commondir }: Repository): string[] {
  const home = process.env.HOME ?? homedir()
  const own = configValue(config, 'core.excludesfile')
  const folder = process.env.XDG_CONFIG_HOME ?? join(home, '.config')
  const file = own === undefined ? join(folder, 'git', 'ignore') : own.replace(/^~(?=\/)/, () => home)
  return [file, join(commondir, 'info', 'exclude')]
}

function modeOf({ config }: Repository, stat: Stats, tracked: Leaf | undefined): string {
  if (stat.isSymbolicLink()) return '120000'
  if (!configFlag(config, 'core.filemode', true)) return tracked?.mode === '100755' ? '100755' : '100644'
  return stat.mode & 0o100 ? '100755' : '100644'
}

/** No folder on the way to `path` is a link out of the repository. */
function isSafe({ dir }: Repository, path: string): boolean {
  try {
    const parent = realpathSync(dirname(join(dir, path)))
    return parent === dir || parent.startsWith(dir + sep)
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT' || errorCode(thrown) === 'ENOTDIR') return true
    throw thrown
  }
}

/** The place of a repository path on disk. Throws `PATH_OUTSIDE` when a link leads it out of the repository. */
export function workingPath(repository: Repository, path: string): string {
  if (isSafe(repository, path)) return join(repository.dir, path)
  throw new AppError({
    code: 'PATH_OUTSIDE',
    kind: 'input',
    message: 'A link leads this path out of the repository. Replace the link by the folder itself.',
    place: { file: path },
  })
}

/** The bytes git would store for a working file; null when there is none. Line ends as `core.autocrlf` says. */
export function readWorking(repository: Repository, path: string): Uint8Array | null {
  const file = workingPath(repository, path)
  const stat = lstatSync(file, { throwIfNoEntry: false })
  if (!stat || stat.isDirectory()) return null
  return stat.isSymbolicLink() ? Buffer.from(readlinkSync(file), 'utf8') : readFileSync(file)
}

/** `core.autocrlf` asks for LF in the repository. */
export function normalisesLineEnds({ config }: Repository): boolean {
  return ['true', 'input'].includes(configValue(config, 'core.autocrlf')?.toLowerCase() ?? '')
}

/** Text with LF for CRLF; binary bytes as they are. */
export function withLf(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(13) || bytes.subarray(0, 8000).includes(0)) return bytes
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
}

/** A blob's id. */
export function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

interface Known {
  size: number
  mtimeMs: number
  ctimeMs: number
  ino: number
  /** When it was hashed: a file that changed within the clock's grain of that is hashed again. */
  hashedAt: number
  oid: string
  normalised: string
}

const hashes = new Map<string, Known>()

/** The blob ids of a working file: of its bytes as they are, and with LF line ends. */
function idsOf(
  repository: Repository,
  path: string,
  { stat }: WorkingFile,
): Pick<Known, 'oid' | 'normalised'> | null {
  const file = join(repository.dir, path)
  const known = hashes.get(file)
  const { size, mtimeMs, ctimeMs, ino } = stat
  const fresh =
    known &&
    known.size === size &&
    known.mtimeMs === mtimeMs &&
    known.ctimeMs === ctimeMs &&
    known.ino === ino &&
    Math.max(mtimeMs, ctimeMs) < known.hashedAt - 20
  if (fresh) return known
  const hashedAt = Date.now()
  const bytes = readWorking(repository, path)
  if (!bytes) return null
  const oid = blobId(bytes)
  const lf = normalisesLineEnds(repository) ? withLf(bytes) : bytes
  const entry = { size, mtimeMs, ctimeMs, ino, hashedAt, oid, normalised: lf === bytes ? oid : blobId(lf) }
  hashes.set(file, entry)
  return entry
}

export interface WorkingChange {
  path: string
  state: 'added' | 'modified' | 'deleted'
  /** Null when deleted. */
  file: WorkingFile | null
  /** As in HEAD; null when added. */
  head: Leaf | null
}

/** The renames among changes: the new path to the old one. New files are read only where some went. */
export function workingRenames(
  repository: Repository,
  changes: readonly WorkingChange[],
): Map<string, string> {
  const gone = changes.flatMap(({ path, head, file }) => (head && !file ? [{ path, oid: head.oid }] : []))
  if (gone.length === 0) return new Map()
  const came = changes.flatMap(({ path, head, file }) => {
    const ids = file && !head ? idsOf(repository, path, file) : null
    return ids ? [{ path, oid: ids.normalised }] : []
  })
  return exactRenames(gone, came)
}

/** What differs between a tree and the working files at or under `paths`, by path. */
export async function diffWorking(
  repository: Repository,
  tree: string | null,
  paths: readonly string[],
): Promise<WorkingChange[]> {
  const tracked = await listTree(repository, tree, paths)
  const working = listWorking(repository, paths, tracked)
  const changes: WorkingChange[] = []
  for (const [path, file] of working) {
    const head = tracked.get(path)
    if (!head) {
      changes.push({ path, state: 'added', file, head: null })
      continue
    }
    const ids = idsOf(repository, path, file)
    if (!ids) continue
    const same = ids.oid === head.oid || ids.normalised === head.oid
    if (!same || file.mode !== head.mode) changes.push({ path, state: 'modified', file, head })
  }
  for (const [path, head] of tracked) {
    // A submodule's folder is not ours to judge.
    if (!working.has(path) && head.mode !== '160000')
      changes.push({ path, state: 'deleted', file: null, head })
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1))
}

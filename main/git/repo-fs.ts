import * as fs from 'node:fs'
import { isAbsolute, join, resolve, sep } from 'node:path'
import { errorCode, replaceFileSync } from '../disk/index.ts'
import type { Located } from './locate.ts'

/** What of a git folder belongs to one worktree; the rest is shared. `man gitrepository-layout`, "commondir". */
const ownToWorktree =
  /^(HEAD|ORIG_HEAD|MERGE_HEAD|CHERRY_PICK_HEAD|REVERT_HEAD|index|config\.worktree|logs\/HEAD|refs\/(bisect|worktree|rewritten)(\/|$))/

/**
 * The file system as isomorphic-git is given it. isomorphic-git knows neither linked worktrees nor alternates and
 * writes in place, so here paths of a worktree's git folder lead to the shared one, objects are also looked for in
 * the alternates, and what is written inside a git folder is written atomically. Calls are synchronous inside: this
 * is a thread of its own, and for small files that is several times faster.
 */
export function repoFs({ gitdir, commondir }: Located) {
  const objects = join(commondir, 'objects')
  const alternates = readAlternates(objects)

  const place = (path: string): string => {
    if (gitdir === commondir || !path.startsWith(gitdir + sep)) return path
    const inside = path.slice(gitdir.length + 1).replaceAll('\\', '/')
    return ownToWorktree.test(inside) ? path : join(commondir, inside)
  }
  const elsewhere = (path: string): string[] =>
    path.startsWith(objects + sep) ? alternates.map((other) => join(other, path.slice(objects.length))) : []

  /** `read` of the path, or of the first alternate that has it. */
  const anywhere = <T>(path: string, read: (path: string) => T): T => {
    const at = place(path)
    try {
      return read(at)
    } catch (thrown) {
      if (errorCode(thrown) !== 'ENOENT') throw thrown
      for (const other of elsewhere(at)) {
        try {
          return read(other)
        } catch {
          // the next one may have it; the first error is the one to tell
        }
      }
      throw thrown
    }
  }

  type Encoding = BufferEncoding | { encoding?: BufferEncoding | null } | null | undefined
  const promises = {
    readFile: async (path: string, options?: Encoding): Promise<string | Buffer> =>
      anywhere(path, (at) => fs.readFileSync(at, options as BufferEncoding)),
    async writeFile(path: string, data: Uint8Array | string, options?: { mode?: number }) {
      const at = place(path)
      if (at.startsWith(commondir + sep) || at.startsWith(gitdir + sep)) {
        replaceFileSync(at, data, at.startsWith(objects + sep) ? 0o444 : undefined)
      } else fs.writeFileSync(at, data, options)
    },
    unlink: async (path: string) => fs.unlinkSync(place(path)),
    async readdir(path: string) {
      const at = place(path)
      const others = elsewhere(at).flatMap((other) => {
        try {
          return fs.readdirSync(other)
        } catch {
          return []
        }
      })
      if (others.length === 0) return fs.readdirSync(at)
      const own = fs.existsSync(at) ? fs.readdirSync(at) : []
      return [...new Set([...own, ...others])]
    },
    mkdir: async (path: string) => fs.mkdirSync(place(path)),
    rmdir: async (path: string) => fs.rmdirSync(place(path)),
    stat: async (path: string) => anywhere(path, (at) => fs.statSync(at)),
    lstat: async (path: string) => anywhere(path, (at) => fs.lstatSync(at)),
    readlink: async (path: string, options?: Encoding) => fs.readlinkSync(place(path), options),
    symlink: async (target: string, path: string) => fs.symlinkSync(target, place(path)),
    chmod: async (path: string, mode: number) => fs.chmodSync(place(path), mode),
    rm: async (path: string, options?: fs.RmOptions) => fs.rmSync(place(path), options),
  }
  return { promises }
}

export type RepoFs = ReturnType<typeof repoFs>

/** Object folders that this repository borrows from (`git clone --shared`), their own alternates included. */
function readAlternates(objects: string, seen = new Set<string>()): string[] {
  let text: string
  try {
    text = fs.readFileSync(join(objects, 'info', 'alternates'), 'utf8')
  } catch {
    return []
  }
  const found: string[] = []
  for (const line of text.split('\n').filter((line) => line && !line.startsWith('#'))) {
    const folder = isAbsolute(line) ? line : resolve(objects, line)
    if (seen.has(folder)) continue
    seen.add(folder)
    found.push(folder, ...readAlternates(folder, seen))
  }
  return found
}

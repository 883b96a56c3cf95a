import { createHash } from 'node:crypto'
import { sep } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { RepoFs } from '../repo-fs.ts'

/** All that isomorphic-git is told of the repository's settings: those on disk could name a proxy of somebody else's. */
const config = (remote: string) =>
  `[core]\n\trepositoryformatversion = 0\n[remote "${remote}"]\n\tfetch = +refs/heads/*:refs/remotes/${remote}/*\n`

/** The name under which isomorphic-git is to know the remote. */
export const receivedRemote = 'lakebench'

/**
 * The file system during a transfer: objects may come in, and nothing else is written. isomorphic-git writes refs by
 * the names that a server sends, `refs/heads/../../config` included; ours are written after, one by one. A pack is
 * put down once it is whole and indexed, so that a connection that broke leaves nothing.
 */
export function receivingFs(
  { promises }: RepoFs,
  { gitdir, commondir }: { gitdir: string; commondir: string },
): RepoFs {
  const packs = new Map<string, Uint8Array>()
  const folder = `${commondir}${sep}objects${sep}`
  return {
    promises: {
      ...promises,
      readFile: async (path, options) => {
        if (path !== `${gitdir}/config` && path !== `${commondir}/config`)
          return promises.readFile(path, options)
        const text = config(receivedRemote)
        return options ? text : Buffer.from(text)
      },
      async writeFile(path, data, options) {
        if (!path.replaceAll('/', sep).startsWith(folder) && !isPack(path)) return
        if (typeof data === 'string') return
        if (path.endsWith('.pack')) {
          packs.set(path, wholePack(data))
          return
        }
        const packPath = path.replace(/\.idx$/, '.pack')
        const pack = packs.get(packPath)
        if (pack) await promises.writeFile(packPath, pack, options)
        packs.delete(packPath)
        await promises.writeFile(path, data, options)
      },
      unlink: async () => undefined,
      mkdir: promises.mkdir,
    },
  }
}

const isPack = (path: string): boolean =>
  /[\\/]objects[\\/]pack[\\/]pack-[0-9a-f]{40}\.(pack|idx)$/.test(path)

function wholePack(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - 20
  const digest = createHash('sha1').update(bytes.subarray(0, end)).digest()
  if (end > 0 && digest.equals(bytes.subarray(end))) return bytes
  throw new AppError({
    code: 'GIT_BROKEN_PACK',
    kind: 'remote',
    message: 'The connection broke off before everything was here. Nothing was changed. Try again.',
  })
}

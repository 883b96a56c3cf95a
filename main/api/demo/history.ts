import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { makeFolder } from '../../disk/index.ts'
import type { App } from '../app.ts'

/** Who made the demo's commits: fixed, as their times are, so that they have the same ids everywhere. */
const author = { name: 'Lakebench demo', email: 'demo@example.org' }

/** `demo/history.json`: the commits of the demo workspace, oldest first. */
const History = z.array(
  z.strictObject({
    /** Folder under `demo/workspace` whose files this commit adds or replaces. */
    folder: z.string().regex(/^[\w-]+$/),
    at: z.iso.datetime(),
    message: z.string().min(1),
  }),
)

/** Writes the demo's files commit by commit, by the same verbs that a user's commits take. */
export async function makeHistory(app: App, root: string): Promise<{ commit: string; message: string }[]> {
  const resources = join(app.resources, 'demo')
  const history = History.parse(JSON.parse(await readFile(join(resources, 'history.json'), 'utf8')))
  const repo = await app.git.call('initRepository', { root })
  const commits: { commit: string; message: string }[] = []
  for (const { folder, at, message } of history) {
    const from = join(resources, 'workspace', folder)
    const paths = await filesUnder(from)
    for (const path of paths) {
      const target = join(root, path)
      await makeFolder(dirname(target))
      await writeFile(target, await readFile(join(from, path)))
    }
    const entry = await app.git.call('commit', { repo, message, paths, ownGit: false, at, author })
    commits.push({ commit: entry.commit, message: entry.message })
  }
  return commits
}

/** Files under a folder, with forward slashes, in order. */
async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort()
}

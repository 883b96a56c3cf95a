import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { RecentWorkspace } from '#shared/contract/workspace.ts'
import { writeDurable } from './durable.ts'

const Recent = z.array(z.object({ id: z.string(), name: z.string(), root: z.string(), openedAt: z.string() }))
type Entry = z.infer<typeof Recent>[number]

/** The list shows this many; older ones are opened by their path. */
const most = 50

const fileOf = (home: string) => join(home, 'state', 'recent.json')

async function read(home: string): Promise<Entry[]> {
  try {
    return Recent.parse(JSON.parse(await readFile(fileOf(home), 'utf8')))
  } catch {
    // It can be made again by opening workspaces, so a broken list is an empty one.
    return []
  }
}

/** Workspaces opened on this computer, the last one first, each with whether its folder is still there. */
export async function recentWorkspaces(home: string): Promise<RecentWorkspace[]> {
  return Promise.all(
    (await read(home)).map(async (entry) => ({
      ...entry,
      found: await stat(entry.root).then(
        (stats) => stats.isDirectory(),
        () => false,
      ),
    })),
  )
}

/** Where a workspace of this id was opened, or null. */
export async function rootOf(home: string, id: string): Promise<string | null> {
  return (await read(home)).find((entry) => entry.id === id)?.root ?? null
}

export async function rememberWorkspace(home: string, entry: Entry): Promise<void> {
  const others = (await read(home)).filter(({ id }) => id !== entry.id)
  await write(home, [entry, ...others].slice(0, most))
}

/** Takes it off the list. The folder and what is kept of it stay. */
export async function forgetWorkspace(home: string, id: string): Promise<void> {
  const all = await read(home)
  const others = all.filter((entry) => entry.id !== id)
  if (others.length < all.length) await write(home, others)
}

const write = (home: string, entries: Entry[]) =>
  writeDurable(fileOf(home), `${JSON.stringify(entries, null, 1)}\n`)

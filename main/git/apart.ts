import git, { Errors } from 'isomorphic-git'
import type { Repository } from './repository.ts'

/** How many commits each side has that the other has not. */
export interface Apart {
  ahead: number
  behind: number
}

/** Further than this nobody counts. */
const maxWalked = 20_000

const ours = 1
const theirs = 2
const both = ours | theirs

const known = new Map<string, Apart>()

/** Counts by walking both histories from their tips, newest first, until only what both have is left. */
export async function countApart(repository: Repository, our: string, their: string): Promise<Apart> {
  if (our === their) return { ahead: 0, behind: 0 }
  const key = `${our} ${their}`
  const found = known.get(key)
  if (found) return found
  const sides = new Map<string, number>()
  const queue: { oid: string; time: number; parents: string[] }[] = []
  const add = async (oid: string, side: number) => {
    const before = sides.get(oid) ?? 0
    if ((before | side) === before) return
    sides.set(oid, before | side)
    try {
      const { commit } = await git.readCommit({ ...repository.at, oid })
      queue.push({ oid, time: commit.committer.timestamp, parents: commit.parent })
    } catch (thrown) {
      // where a shallow history ends, the rest is both sides' alike
      if (!(thrown instanceof Errors.NotFoundError)) throw thrown
      sides.set(oid, both)
    }
  }
  await add(our, ours)
  await add(their, theirs)
  for (let walked = 0; walked < maxWalked; walked++) {
    if (queue.every(({ oid }) => sides.get(oid) === both)) break
    queue.sort((a, b) => a.time - b.time)
    const next = queue.pop()
    if (!next) break
    for (const parent of next.parents) await add(parent, sides.get(next.oid) ?? 0)
  }
  const count = (side: number) => [...sides.values()].filter((one) => one === side).length
  const apart = { ahead: count(ours), behind: count(theirs) }
  if (known.size > 200) known.clear()
  known.set(key, apart)
  return apart
}

import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isAlive, makeFolderSync } from '../disk/index.ts'
import { layout } from './layout.ts'

/** After this long without a change, a temporary belongs to nobody who lives. */
const abandonedMs = 24 * 3_600_000

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/** A name that tells whose it is: host and process. */
export const ownedName = (what: string): string =>
  `${what}-${host}-${process.pid}-${randomBytes(6).toString('hex')}`

/** A folder of one's own under `tmp/`, on the store's file system so that a rename is all it takes. */
export function temporaryFolder(home: string, what: string): { dir: string; done(): void } {
  const dir = join(layout(home).tmp, ownedName(what))
  makeFolderSync(dir)
  return { dir, done: () => rmSync(dir, { recursive: true, force: true }) }
}

/** Whether the maker of a thing named by `ownedName` is gone, and nothing waits for it. */
export function abandoned(name: string, file: string): boolean {
  const [, madeOn, pid] = /-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}(?:\.|$)/.exec(name) ?? []
  if (madeOn === host && pid !== undefined) return !isAlive(Number(pid))
  try {
    return Date.now() - statSync(file).mtimeMs > abandonedMs
  } catch {
    return false
  }
}

/** What killed processes left in `tmp/`. */
export function leftovers(home: string): { name: string; file: string }[] {
  const { tmp } = layout(home)
  let names: string[]
  try {
    names = readdirSync(tmp)
  } catch {
    return []
  }
  return names
    .map((name) => ({ name, file: join(tmp, name) }))
    .filter(({ name, file }) => abandoned(name, file))
}

/** Removes what killed processes left. */
export function clearLeftovers(home: string): void {
  for (const { file } of leftovers(home)) rmSync(file, { recursive: true, force: true })
}

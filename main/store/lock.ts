import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode, makeFolderSync } from '../disk/index.ts'
import { layout } from './layout.ts'
import { abandoned, ownedName } from './temp.ts'

/** Takes the lock `name` of this store; waits for whoever holds it. What a killed process held is taken over. */
export async function takeLock(
  home: string,
  name: string,
  signal: AbortSignal,
  onWait: (holder: string) => void = () => undefined,
): Promise<() => void> {
  const file = join(layout(home).locks, name)
  makeFolderSync(dirname(file))
  const mine = ownedName('lock')
  for (;;) {
    signal.throwIfAborted()
    if (create(file, mine)) return () => release(file, mine)
    const holder = holderOf(file)
    if (holder === null) continue
    if (holder === '' ? abandoned('', file) : abandoned(holder, file)) {
      takeAway(file, holder)
      continue
    }
    onWait(holder)
    await sleep(50, undefined, { signal })
  }
}

/** Waits until nobody who lives holds the lock `name`. */
export async function waitWhileHeld(home: string, name: string, signal: AbortSignal): Promise<void> {
  const { locks } = layout(home)
  while (liveLocks([name], locks).length > 0) await sleep(50, undefined, { signal })
}

/** Holders of the locks that begin with `prefix` and live. */
export function liveLocks(names: readonly string[], folder: string): string[] {
  return names.filter((name) => {
    const holder = holderOf(join(folder, name))
    return holder !== null && !abandoned(holder, join(folder, name))
  })
}

function create(file: string, mine: string): boolean {
  let fd: number
  try {
    fd = openSync(file, 'wx')
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return false
    throw thrown
  }
  try {
    writeSync(fd, mine)
  } finally {
    closeSync(fd)
  }
  return true
}

function holderOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function release(file: string, mine: string): void {
  if (holderOf(file) === mine) rmSync(file, { force: true })
}

/** Two may find the same dead holder: whoever moves a living one's lock away puts it back. */
function takeAway(file: string, dead: string): void {
  const aside = `${file}.${ownedName('stale')}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  if (holderOf(aside) !== dead) {
    try {
      linkSync(aside, file)
    } catch {
      // somebody holds it again: then it is theirs
    }
  }
  rmSync(aside, { force: true })
}

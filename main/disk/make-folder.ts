import { mkdirSync, statSync } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode } from './error-code.ts'

/**
 * Makes a folder and those on the way to it; one that is there already is fine. Throws Node's error. Node's own
 * recursive `mkdir` tries forever where a folder that is there takes no other and says ENOENT, as /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  const refused = await tryToMake(folder)
  if (refused === null) return
  const parent = dirname(folder)
  if (errorCode(refused) !== 'ENOENT' || parent === folder) throw refused
  await makeFolder(parent)
  const again = await tryToMake(folder)
  if (again !== null) throw again
}

/** As `makeFolder`, for workers: it blocks. */
export function makeFolderSync(folder: string): void {
  const refused = tryToMakeSync(folder)
  if (refused === null) return
  const parent = dirname(folder)
  if (errorCode(refused) !== 'ENOENT' || parent === folder) throw refused
  makeFolderSync(parent)
  const again = tryToMakeSync(folder)
  if (again !== null) throw again
}

/** Null when the folder is there, else why it cannot be made. */
async function tryToMake(folder: string): Promise<unknown> {
  try {
    await mkdir(folder)
    return null
  } catch (thrown) {
    const there = await stat(folder).catch(() => null)
    return there?.isDirectory() ? null : thrown
  }
}

function tryToMakeSync(folder: string): unknown {
  try {
    mkdirSync(folder)
    return null
  } catch (thrown) {
    return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? null : thrown
  }
}

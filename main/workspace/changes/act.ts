import { chmod, lstat, rm, rmdir } from 'node:fs/promises'
import { inputError } from '#shared/errors.ts'
import { errorCode, makeFolder, movePath } from '../../disk/index.ts'
import { writeDurable, writeError } from '../durable.ts'
import { digestOf, readWhole } from '../files.ts'
import { placeOf, type Root } from '../places.ts'
import type { Step } from './steps.ts'

export interface Acting {
  workspace: Root
  /** Kept bytes by digest. */
  bytes(digest: string): Promise<Uint8Array>
}

/** Does one step; one that is done already is left. False when a file holds something else meanwhile. */
export async function act(step: Step, { workspace, bytes }: Acting): Promise<boolean> {
  if (step.act === 'move') return move(workspace, step)
  const place = await placeOf(workspace, step.path)
  try {
    if (step.act === 'makeFolder') {
      await makeFolder(place)
      return true
    }
    if (step.act === 'removeFolder') {
      // Others may have put something into it: it stays then.
      await rmdir(place).catch((thrown) => {
        if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(thrown) ?? '')) throw thrown
      })
      return true
    }
    const now = await digestAt(place, step.path)
    if (now === step.after) return true
    if (now !== step.before) return false
    if (step.after === null) await rm(place)
    else {
      await writeDurable(place, await bytes(step.after), step.path)
      if (step.before === null && step.mode !== undefined) await chmod(place, step.mode & 0o777)
    }
    return true
  } catch (thrown) {
    throw writeError(thrown, step.path)
  }
}

async function move(workspace: Root, { from, to }: { from: string; to: string }): Promise<boolean> {
  const [source, target] = [await placeOf(workspace, from), await placeOf(workspace, to)]
  const [there, taken] = [await statOf(source), await statOf(target)]
  if (!there && taken) return true
  if (!there || (taken && taken.ino !== there.ino)) return false
  try {
    await movePath(source, target)
    return true
  } catch (thrown) {
    throw writeError(thrown, from)
  }
}

/** Throws `FILE_CHANGED` or `FILE_MISSING` where another file has taken the place of what is to come back. */
export async function checkUndo(step: Step, workspace: Root): Promise<void> {
  const [from, to] = step.act === 'move' ? [step.from, step.to] : [null, step.path]
  const there = from === null ? null : await statOf(await placeOf(workspace, from))
  const taken = await statOf(await placeOf(workspace, to))
  const another =
    step.act === 'move'
      ? there && taken && taken.ino !== there.ino
      : step.act === 'put' && step.before === null && taken
  if (another) {
    throw inputError('FILE_CHANGED', 'Another file has this name now. Move it away first.', { file: to })
  }
  if (step.act === 'move' && !there && !taken) {
    throw inputError('FILE_MISSING', 'It was moved or removed meanwhile, so it stays as it is.', {
      file: step.from,
    })
  }
}

const statOf = (place: string) => lstat(place).catch(() => null)

async function digestAt(place: string, path: string): Promise<string | null> {
  if (!(await statOf(place))) return null
  return digestOf(await readWhole(place, path))
}

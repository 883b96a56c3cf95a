import { randomBytes } from 'node:crypto'
import type { FileChange } from '#shared/contract/files.ts'
import { inputError } from '#shared/errors.ts'
import { isAlive } from '../../disk/index.ts'
import type { Workspace } from '../open.ts'
import { inTurn } from '../places.ts'
import { type Acting, act, checkUndo } from './act.ts'
import { forgetRecord, keepBytes, keepRecord, keptBytes, keptRecords, readRecord } from './kept.ts'
import { type ChangeRecord, inverse, type Step } from './steps.ts'

export type Place = Pick<Workspace, 'root' | 'id'>

/** What is to be done: steps in order, and the bytes that they name by digest. */
export interface Plan {
  words: string
  steps: Step[]
  bytes: Map<string, Uint8Array>
}

/** Changes that this process is at. */
const active = new Set<string>()

/**
 * Does a planned change whole or not at all. Whatever it needs to be finished or undone is durable before the first
 * step: a process that is killed in the middle loses nothing, and the next one that opens the workspace goes on.
 * `plan` is asked after earlier writes are done. Throws `FILE_CHANGED` when a file is another than the plan says.
 */
export function changeFiles(home: string, workspace: Place, plan: () => Promise<Plan>): Promise<FileChange> {
  return inTurn(async () => {
    const { words, steps, bytes } = await plan()
    const id = randomBytes(12).toString('hex')
    const record: ChangeRecord = {
      v: 1,
      id,
      at: new Date().toISOString(),
      words,
      steps,
      state: 'doing',
      pid: process.pid,
    }
    active.add(id)
    try {
      for (const [digest, kept] of bytes) await keepBytes(home, workspace.id, { id, digest, bytes: kept })
      await keepRecord(home, workspace.id, record)
      await doAll(acting(home, workspace, id), steps, () =>
        keepRecord(home, workspace.id, { ...record, state: 'undoing' }),
      )
      await keepRecord(home, workspace.id, { ...record, state: 'done' })
      return changeOf(record, steps)
    } catch (thrown) {
      // One that could not be taken back whole is kept: the next who opens the workspace tries again.
      if (!(thrown instanceof NotTakenBack)) await forgetRecord(home, workspace.id, id).catch(() => undefined)
      throw thrown instanceof NotTakenBack ? thrown.cause : thrown
    } finally {
      active.delete(id)
    }
  })
}

class NotTakenBack extends Error {}

/** All steps, or none: those that were done are taken back when one cannot be. */
async function doAll(how: Acting, steps: readonly Step[], takingBack: () => Promise<void>): Promise<void> {
  const done: Step[] = []
  try {
    for (const step of steps) {
      if (!(await act(step, how))) {
        throw inputError('FILE_CHANGED', 'Another program changed this file. Nothing was done; try again.', {
          file: step.act === 'move' ? step.from : step.path,
        })
      }
      done.push(step)
    }
  } catch (thrown) {
    try {
      await takingBack()
      for (const step of done.reverse()) await act(inverse(step), how)
    } catch {
      throw new NotTakenBack('', { cause: thrown })
    }
    throw thrown
  }
}

/** Takes a change back as one step. Files that were changed again since stay as they are, and are named in `left`. */
export function undoChange(home: string, workspace: Place, id: string): Promise<FileChange> {
  return inTurn(async () => {
    const record = await readRecord(home, workspace.id, id)
    if (record.state === 'undone') {
      throw inputError('UNDO_GONE', 'This was undone already.')
    }
    const steps = record.steps.map(inverse).reverse()
    for (const step of steps) await checkUndo(step, workspace)
    active.add(id)
    try {
      await keepRecord(home, workspace.id, { ...record, state: 'undoing', pid: process.pid })
      const left = await doWhatCan(acting(home, workspace, id), steps)
      // What is left can be tried again, once it is out of the way.
      await keepRecord(home, workspace.id, { ...record, state: left.length > 0 ? 'done' : 'undone' })
      return { ...changeOf(record, steps), left }
    } finally {
      active.delete(id)
    }
  })
}

/** Finishes what processes that were ended left in the middle. */
export async function finishChanges(home: string, workspace: Place): Promise<void> {
  for (const record of await keptRecords(home, workspace.id)) {
    const { id, state, pid } = record
    if (state !== 'doing' && state !== 'undoing') continue
    if (active.has(id) || (pid !== process.pid && isAlive(pid))) continue
    await inTurn(async () => {
      const steps = state === 'doing' ? record.steps : record.steps.map(inverse).reverse()
      await doWhatCan(acting(home, workspace, id), steps)
      await keepRecord(home, workspace.id, { ...record, state: state === 'doing' ? 'done' : 'undone' })
    })
  }
}

async function doWhatCan(how: Acting, steps: readonly Step[]): Promise<string[]> {
  const left: string[] = []
  for (const step of steps) {
    if (!(await act(step, how))) left.push(step.act === 'move' ? step.from : step.path)
  }
  return left
}

const acting = (home: string, workspace: Place, id: string): Acting => ({
  workspace,
  bytes: (digest) => keptBytes(home, workspace.id, id, digest),
})

function changeOf({ id, words }: ChangeRecord, steps: readonly Step[]): FileChange {
  return {
    undo: id,
    words,
    moves: steps.flatMap((step) => (step.act === 'move' ? [{ from: step.from, to: step.to }] : [])),
    files: steps.flatMap((step) => (step.act === 'put' ? [step.path] : [])),
    left: [],
  }
}

import type { HandlerWork } from '../worker/index.ts'
import { diffStored, pageOf } from './compare.ts'
import { syncFolder } from './sync-folder.ts'
import type { Collected, Verified } from './types.ts'

const todo = () => Promise.reject(new Error('not there yet'))

/** What the files thread answers. */
export const filesHandlers = {
  syncFolder,
  verify: (
    _input: { home: string; snapshots: string[]; readData: boolean },
    _work: HandlerWork,
  ): Promise<Verified> => todo(),
  collect: (_input: { home: string; dryRun: boolean; now: number }, _work: HandlerWork): Promise<Collected> =>
    todo(),
  diff: diffStored,
  page: pageOf,
}
export type FilesHandlers = typeof filesHandlers

import { AppError } from '#shared/errors.ts'
import type { GitHandlers } from './types.ts'

const notYet = async (): Promise<never> => {
  throw new AppError({ code: 'GIT_UNSUPPORTED', kind: 'input', message: 'This verb is not there yet.' })
}

/** The git thread's verbs, one file each. */
export const gitHandlers: GitHandlers = {
  discover: notYet,
  initRepository: notYet,
  head: notYet,
  resolveRef: notYet,
  readFiles: notYet,
  readFile: notYet,
  status: notYet,
  log: notYet,
  show: notYet,
  diff: notYet,
  commit: notYet,
  discard: notYet,
  undoDiscard: notYet,
  captureWip: notYet,
  identity: notYet,
  ledgerRecord: notYet,
  ledgerFlush: notYet,
  ledgerLines: notYet,
  mergeLedgers: notYet,
  syncLedger: notYet,
}

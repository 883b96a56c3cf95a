import { branches, createBranch, deleteBranch, renameBranch, switchBranch } from './branches.ts'
import { captureWip } from './capture.ts'
import { commit } from './commit.ts'
import { discard, undoDiscard } from './discard.ts'
import { dropped } from './dropped.ts'
import { blobs, fileLog } from './file-log.ts'
import { discover, identity, initRepository } from './init.ts'
import { ledgerFlush, ledgerLines, ledgerRecord, mergeLedgers } from './ledger/verbs.ts'
import { log, show } from './log.ts'
import { integrate } from './merge/integrate.ts'
import { mergeAbort, mergeChoose, mergeComplete } from './merge/resolve.ts'
import { mergeFile, mergeState } from './merge/state.ts'
import { diff, readFile, readFiles } from './read.ts'
import { addRemote, remoteState, remoteUrl } from './remote/state.ts'
import { openRepository } from './repository.ts'
import { resolveRevision } from './revision.ts'
import { applyShelf, dropShelf, shelve, shelves, undoDrop } from './shelves.ts'
import { removeStaleLocks } from './stale-lock.ts'
import { head, status } from './status.ts'
import type { GitHandlers } from './types.ts'

/** The git thread's verbs, a file each. */
export const gitHandlers: GitHandlers = {
  discover,
  initRepository,
  head,
  resolveRef: async ({ repo, ref }) => resolveRevision(openRepository(repo), ref),
  readFiles,
  readFile,
  status,
  removeStaleLocks,
  log,
  show,
  diff,
  commit,
  discard,
  undoDiscard,
  captureWip,
  remoteState,
  addRemote,
  remoteUrl,
  integrate,
  mergeState,
  mergeFile,
  mergeChoose,
  mergeComplete,
  mergeAbort,
  branches,
  createBranch,
  switchBranch,
  renameBranch,
  deleteBranch,
  shelve,
  shelves,
  applyShelf,
  dropShelf,
  dropped,
  undoDrop,
  fileLog,
  blobs,
  identity,
  ledgerRecord,
  ledgerFlush,
  ledgerLines,
  mergeLedgers,
}

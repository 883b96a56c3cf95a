import { collect } from './collect.ts'
import { diffStored, pageOf } from './compare.ts'
import { holdsAny } from './holds-any.ts'
import { keepRoots } from './roots.ts'
import { syncFolder } from './sync-folder.ts'
import { syncRemote } from './sync-remote.ts'
import { verify } from './verify.ts'

/** What the files thread answers. */
export const filesHandlers = {
  syncFolder,
  syncRemote,
  holdsAny,
  verify,
  collect,
  keepRoots,
  diff: diffStored,
  page: pageOf,
}
export type FilesHandlers = typeof filesHandlers

import type { FileChange } from '#shared/contract/files.ts'
import {
  createFolder,
  duplicateEntry,
  keptChanges,
  listFolders,
  moveEntries,
  moveHistory,
  removeEntries,
  undoChange,
  writeTexts,
} from '../workspace/index.ts'
import { os, type RequestContext } from './base.ts'

/** Files and folders of a workspace, changed in steps that can be undone. */
export const filesRouter = os.files.router({
  folders: os.files.folders.handler(async ({ context }) => listFolders(await context.workspace())),
  createFolder: os.files.createFolder.handler(async ({ context, input }) =>
    createFolder(context.app.home, await context.workspace(), input.path),
  ),
  move: os.files.move.handler(async ({ context, input }) =>
    followed(context, await moveEntries(context.app.home, await context.workspace(), input.moves)),
  ),
  duplicate: os.files.duplicate.handler(async ({ context, input }) =>
    duplicateEntry(context.app.home, await context.workspace(), input.path),
  ),
  remove: os.files.remove.handler(async ({ context, input }) =>
    removeEntries(context.app.home, await context.workspace(), input.paths),
  ),
  write: os.files.write.handler(async ({ context, input }) =>
    writeTexts(context.app.home, await context.workspace(), input),
  ),
  undo: os.files.undo.handler(async ({ context, input }) =>
    followed(context, await undoChange(context.app.home, await context.workspace(), input.undo)),
  ),
  kept: os.files.kept.handler(async ({ context }) =>
    keptChanges(context.app.home, (await context.workspace()).id),
  ),
})

/** The history of executed statements goes along with a file; where it cannot, the move itself stands. */
async function followed({ app, workspace }: RequestContext, change: FileChange): Promise<FileChange> {
  const { id } = await workspace()
  await moveHistory(app.home, id, change.moves).catch(() => undefined)
  return change
}

import {
  createFolder,
  duplicateEntry,
  keptChanges,
  listFolders,
  moveEntries,
  removeEntries,
  undoChange,
  writeTexts,
} from '../workspace/index.ts'
import { os } from './base.ts'

/** Files and folders of a workspace, changed in steps that can be undone. */
export const filesRouter = os.files.router({
  folders: os.files.folders.handler(async ({ context }) => listFolders(await context.workspace())),
  createFolder: os.files.createFolder.handler(async ({ context, input }) =>
    createFolder(context.app.home, await context.workspace(), input.path),
  ),
  move: os.files.move.handler(async ({ context, input }) =>
    moveEntries(context.app.home, await context.workspace(), input.moves),
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
    undoChange(context.app.home, await context.workspace(), input.undo),
  ),
  kept: os.files.kept.handler(async ({ context }) =>
    keptChanges(context.app.home, (await context.workspace()).id),
  ),
})

export { finishChanges, undoChange } from './changes/change.ts'
export { keptChanges } from './changes/kept.ts'
export {
  createFolder,
  duplicateEntry,
  listFolders,
  moveEntries,
  removeEntries,
  writeTexts,
} from './changes/verbs.ts'
export { writeDurable, writeError } from './durable.ts'
export { discardedFolder, listFiles, readText, writeText } from './files.ts'
export { addHistory, addHistoryDigest, moveHistory, readHistory } from './history.ts'
export { initWorkspace } from './init.ts'
export {
  type OpenContext,
  type OpenedWorkspace,
  openWorkspace,
  type RemoteConfig,
  type Workspace,
  workspaceId,
} from './open.ts'
export { pruneKept } from './prune.ts'
export { forgetWorkspace, recentWorkspaces, rememberWorkspace, rootOf } from './recent.ts'
export { getState, setState, stateFolder } from './state.ts'
export { remoteAddress, setTrust } from './trust.ts'

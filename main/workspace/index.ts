export { writeDurable, writeError } from './durable.ts'
export {
  discardedFolder,
  listFiles,
  pruneRemoved,
  readText,
  removeFile,
  undoRemove,
  writeText,
} from './files.ts'
export { addHistory, readHistory } from './history.ts'
export { initWorkspace } from './init.ts'
export {
  type OpenContext,
  type OpenedWorkspace,
  openWorkspace,
  type RemoteConfig,
  type Workspace,
  workspaceId,
} from './open.ts'
export { forgetWorkspace, recentWorkspaces, rememberWorkspace, rootOf } from './recent.ts'
export { getState, setState, stateFolder } from './state.ts'
export { remoteAddress, setTrust } from './trust.ts'

export {
  type OpenedWorkspace,
  openWorkspace,
  type RemoteConfig,
  type Workspace,
  workspaceId,
} from './open.ts'

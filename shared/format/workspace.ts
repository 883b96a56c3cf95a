import { z } from 'zod'
import { Name } from '../names.ts'

/** A folder lake: the path may leave the workspace (trust is asked for it); links are never followed out of it. */
export const FolderRemote = z.strictObject({ type: z.literal('folder'), path: z.string().min(1) })

export const RemoteConfig = z.discriminatedUnion('type', [FolderRemote])
export type RemoteConfig = z.infer<typeof RemoteConfig>

/** The folders that a workspace's text lives in, beside `lakebench.yml`. */
export const workspaceFolders: readonly string[] = [
  'contracts',
  'stages',
  'monitors',
  'queries',
  'charts',
  'boards',
  'toolbox',
  'reports',
  'notebooks',
  'evaluations',
  'experiments',
]

/** `lakebench.yml`. No secret stands in it, ever. */
export const WorkspaceFile = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1).max(200),
  remotes: z.record(Name, RemoteConfig).default({}),
})
export type WorkspaceFile = z.infer<typeof WorkspaceFile>

import type { RemoteConfig } from '#shared/format/workspace.ts'
import type { Remote } from './types.ts'

/**
 * The remote of a workspace's file that is reached over a network. Nothing is asked of it yet. Its code is loaded when it
 * is wanted: a client of S3 is larger than all that folders need.
 */
export async function openRemote(config: Exclude<RemoteConfig, { type: 'folder' }>): Promise<Remote> {
  if (config.type === 's3') return (await import('./s3/index.ts')).s3Remote(config)
  return (await import('./http/index.ts')).httpRemote(config)
}

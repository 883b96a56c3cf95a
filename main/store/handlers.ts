import type { ManifestChange, ManifestEntry } from '#shared/format/manifest.ts'
import type { HandlerWork } from '../worker/index.ts'
import type { Collected, FolderSync, FolderSynced, Verified } from './types.ts'

const todo = () => Promise.reject(new Error('not there yet'))

/** What the files thread answers. */
export const filesHandlers = {
  syncFolder: (_input: FolderSync, _work: HandlerWork): Promise<FolderSynced> => todo(),
  verify: (
    _input: { home: string; snapshots: string[]; readData: boolean },
    _work: HandlerWork,
  ): Promise<Verified> => todo(),
  collect: (_input: { home: string; dryRun: boolean; now: number }, _work: HandlerWork): Promise<Collected> =>
    todo(),
  diff: (
    _input: { home: string; from: string; to: string; limit: number },
    _work: HandlerWork,
  ): Promise<{ added: number; changed: number; gone: number; bytes: number; first: ManifestChange[] }> =>
    todo(),
  page: (
    _input: { home: string; snapshot: string; from: number; count: number },
    _work: HandlerWork,
  ): Promise<{ total: number; entries: (ManifestEntry & { inStore: boolean })[] }> => todo(),
}
export type FilesHandlers = typeof filesHandlers

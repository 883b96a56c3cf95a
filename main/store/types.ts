import type { RemoteConfig } from '#shared/format/workspace.ts'
import type { Digest } from '#shared/names.ts'

/** What every sync is told. */
export interface SyncInput {
  home: string
  /** The contract's path pattern. */
  pattern: string
  /** Name of the remote, for messages. */
  remote: string
  /** File that remembers size and time of what was read before. */
  seen: string
  /** Objects whose time lies less than this many milliseconds before `now` are left for the next sync. */
  settleMs: number
  /** Milliseconds since 1970. */
  now: number
  /** Read every object again, whatever its size and time. */
  rehash: boolean
}

/** What to bring from a folder into the store. */
export interface FolderSync extends SyncInput {
  /** Root of the folder remote. */
  root: string
}

/** What to bring from a remote that is reached over a network. */
export interface RemoteSync extends SyncInput {
  config: Exclude<RemoteConfig, { type: 'folder' }>
}

export interface LeftObject {
  path: string
  reason: string
}

export interface Synced {
  snapshot: Digest
  objects: number
  bytes: number
  /** Objects and bytes that were read this time. */
  fetched: number
  fetchedBytes: number
  /** Newest time of an object, in milliseconds since 1970; null when there is none. */
  newest: number | null
  /** At most the first 1,000 objects that were left out; `leftCount` says how many there were. */
  left: LeftObject[]
  leftCount: number
  /** Something was left out that should have been there. */
  partial: boolean
}

/** An object that is not what its name says. */
export interface BrokenObject {
  sha256: Digest
  problem: 'missing' | 'wrong digest' | 'wrong size'
  setAside: boolean
  /** Where it stands in the snapshots that were asked for; at most 100 places an object. */
  places: { snapshot: Digest; path: string }[]
}

export interface Verified {
  objects: number
  bytes: number
  broken: BrokenObject[]
}

export interface Collected {
  dryRun: boolean
  freed: { kind: 'object' | 'image' | 'result' | 'temporary'; name: string; bytes: number }[]
  bytes: number
  kept: { objects: number; images: number; bytes: number }
}

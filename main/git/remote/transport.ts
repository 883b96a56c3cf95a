import type { HandlerWork } from '../../worker/index.ts'
import type { Credentials } from './address.ts'

/** What a remote has, as it says. Only refs with names that git itself would make. */
export interface RemoteListing {
  refs: ReadonlyMap<string, string>
  /** The full name of its default branch, null when it says none. */
  head: string | null
}

export interface SendRequest {
  /** Full names, ours and the remote's. */
  ref: string
  remoteRef: string
  /** Replaces whatever is there, if it still is this commit. Without it only a fast-forward is sent. */
  lease?: string | undefined
}

/** `moved`: the remote has what we have not; `refused`: it said why. */
export type SendResult =
  | { ok: true }
  | { ok: false; why: 'moved' }
  | { ok: false; why: 'refused'; said: string }

/** A remote, reached over HTTP by isomorphic-git or else by the user's own git. Every verb throws AppError. */
export interface Transport {
  list(): Promise<RemoteListing>
  /** Brings the objects of all its branches and tags, and of `refs`. Writes no ref. */
  receive(listing: RemoteListing, refs: readonly string[]): Promise<void>
  send(request: SendRequest): Promise<SendResult>
}

/** Who may be asked to speak for the user. */
export interface Access {
  /** Commands may run: the workspace is trusted. */
  ownGit: boolean
  /** A name and token that are kept for this remote. */
  auth: Credentials | null
}

export type TransportWork = HandlerWork & Access

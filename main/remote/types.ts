import type { PathPattern } from '#shared/format/path-pattern.ts'

/** An object as the listing of a remote shows it. */
export interface RemoteObject {
  /** Relative to the remote's root, as it will stand in a manifest. */
  path: string
  /** Bytes; null when the listing does not say. */
  size: number | null
  /** Milliseconds since 1970, by the remote's clock; null when the listing does not say. */
  mtime: number | null
  /** What is another one when the bytes are others, such as an ETag: a hint, never an identity. */
  tag: string | null
}

/** Something that matches the pattern and cannot be taken, with the reason as half a sentence: `it …`. */
export interface Unlisted {
  path: string
  left: string
}

/** Bytes `from` up to, and without, `to`. */
export interface ByteRange {
  from: number
  to: number
}

/** What a read finds out about its object, in the words of the listing. */
export interface RemoteBody {
  /** The whole object's bytes; null when the remote does not say. */
  size: number | null
  mtime: number | null
  tag: string | null
  /** False when a range was asked for and the remote gives the whole. */
  partial: boolean
  bytes: AsyncIterable<Uint8Array>
}

/** What can be wrong with a remote as a whole. */
export type RemoteCode =
  | 'REMOTE_UNREACHABLE'
  | 'REMOTE_TLS'
  | 'REMOTE_REFUSED'
  | 'REMOTE_MISSING'
  | 'REMOTE_BUSY'
  | 'REMOTE_WRONG'

/**
 * Where raw data lands, as it is reached over a network. A remote only lists and reads; what is true of the bytes is for
 * the store to find out. It tries again by itself what may go better the next time, and then throws an AppError of kind
 * `remote`: `REMOTE_UNREACHABLE`, `REMOTE_TLS`, `REMOTE_REFUSED` (credentials or rights), `REMOTE_MISSING` (bucket
 * or listing), `REMOTE_BUSY`, `REMOTE_WRONG` (it answers what its protocol does not know). No message holds a
 * secret.
 */
export interface Remote {
  /** For people, e.g. `s3://raw-lake/exports`. */
  readonly address: string
  /** Objects that match the pattern, in the order of a manifest (`comparePaths`), each path once. */
  list(pattern: PathPattern, signal: AbortSignal): AsyncIterable<RemoteObject | Unlisted>
  /**
   * An object's bytes, whole or a range, as the listing had it. Throws `ObjectLost` when the object is gone, is another
   * one by now, or may not be read; `bytes` throws it as well when the connection breaks off before the end.
   */
  read(object: RemoteObject, range: ByteRange | null, signal: AbortSignal): Promise<RemoteBody>
  close(): void
}

/** One object cannot be had; the others may. `message` is half a sentence: `it was removed during the sync`. */
export class ObjectLost extends Error {
  /** Whether reading it once more, as it is listed then, may help. */
  readonly again: boolean
  constructor(message: string, { again = false, cause }: { again?: boolean; cause?: unknown } = {}) {
    super(message, { cause })
    this.again = again
  }
}

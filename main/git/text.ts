import git from 'isomorphic-git'
import type { Repository } from './repository.ts'

/** Files above this are not shown as text. */
const maxTextBytes = 10_000_000

/** The text of bytes, or null when they are not UTF-8 text. */
export function textOf(bytes: Uint8Array): string | null {
  if (bytes.length > maxTextBytes || bytes.subarray(0, 8000).includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** A blob's bytes. */
export async function readBlob({ at }: Repository, oid: string): Promise<Uint8Array> {
  const { blob } = await git.readBlob({ ...at, oid })
  return blob
}

import { chmodSync, lstatSync, readdirSync, rmdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { replaceFileSync } from '../disk/index.ts'
import { configValue } from './config.ts'
import type { Repository } from './repository.ts'

/** Puts a file of this mode in its place, whatever file was there. A link is put down as a link, never followed. */
export function putFile(file: string, bytes: Uint8Array, mode: string): void {
  if (mode === '120000') {
    removeFile(file)
    try {
      symlinkSync(Buffer.from(bytes).toString('utf8'), file)
    } catch {
      // no right to make links (Windows): git writes the target as text there
      writeFileSync(file, bytes)
    }
    return
  }
  replaceFileSync(file, bytes)
  chmodSync(file, mode === '100755' ? 0o755 : 0o644)
}

export function removeFile(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })) unlinkSync(file)
}

/** Removes the folders above a path of the worktree that have nothing in them any more. */
export function removeEmptyFolders(dir: string, path: string): void {
  for (let at = dirname(join(dir, path)); at.startsWith(dir + sep); at = dirname(at)) {
    if (!lstatSync(at, { throwIfNoEntry: false })?.isDirectory() || readdirSync(at).length > 0) return
    rmdirSync(at)
  }
}

/** A blob's bytes as they lie in the working tree: `core.autocrlf` asks for CRLF there. */
export function checkedOut({ config }: Repository, blob: Uint8Array, mode: string): Uint8Array {
  if (mode === '120000' || configValue(config, 'core.autocrlf')?.toLowerCase() !== 'true') return blob
  const bytes = Buffer.from(blob)
  if (bytes.includes(0) || bytes.includes('\r\n')) return blob
  return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
}

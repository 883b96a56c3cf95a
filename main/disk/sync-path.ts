import { closeSync, fsyncSync, openSync, statSync } from 'node:fs'

const windows = process.platform === 'win32'

/** Makes a file's bytes, or the names in a folder, durable. Blocks: for workers. */
export function syncPath(path: string): void {
  // Windows opens no folder for this and needs none of it; a file it flushes only for one who may write.
  if (windows && statSync(path).isDirectory()) return
  const fd = openSync(path, windows ? 'r+' : 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

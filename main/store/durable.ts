import { execFile } from 'node:child_process'
import { close, closeSync, fsync, fsyncSync, open, openSync } from 'node:fs'
import { promisify } from 'node:util'

const fsyncAsync = promisify(fsync)
const openAsync = promisify(open)
const closeAsync = promisify(close)

/** fsyncs in flight: more gain nothing. */
const inFlight = 16
/** From this many files on, one call for the whole file system is cheaper. */
const manyFiles = 64

/** Makes the bytes of a batch of files durable, all of which lie on the file system of `folder`. */
export async function makeDurable(files: readonly string[], folder: string): Promise<void> {
  if (files.length >= manyFiles && (await syncFileSystem(folder))) return
  let next = 0
  const worker = async () => {
    for (let file = files[next++]; file !== undefined; file = files[next++]) {
      const fd = await openAsync(file, 'r')
      try {
        await fsyncAsync(fd)
      } finally {
        await closeAsync(fd)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(inFlight, files.length) }, worker))
}

let hasSync: boolean | undefined

/** syncfs by the system's own `sync -f`, since Node has none. False where there is no such program. */
function syncFileSystem(folder: string): Promise<boolean> {
  if (process.platform !== 'linux' || hasSync === false) return Promise.resolve(false)
  return new Promise((resolve) => {
    execFile('sync', ['-f', folder], (error) => {
      hasSync = !error
      resolve(!error)
    })
  })
}

/** Makes the names in a folder durable. Windows knows no such thing and needs none. */
export function syncFolderNames(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

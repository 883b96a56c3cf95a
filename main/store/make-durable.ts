import { execFile } from 'node:child_process'
import { close, fsync, open, statSync } from 'node:fs'
import { promisify } from 'node:util'

const fsyncAsync = promisify(fsync)
const openAsync = promisify(open)
const closeAsync = promisify(close)

/** fsyncs in flight: more gain nothing. */
const inFlight = 16
/** From this many files on, one call is cheaper, although it writes out what others left on the file system too. */
const manyFiles = 100

/** Makes a batch durable, all of which lies on the file system of `folder`: files' bytes and folders' names. */
export async function makeDurable(files: readonly string[], folder: string): Promise<void> {
  // Windows opens no folder for this and needs none of it.
  if (process.platform === 'win32') files = files.filter((file) => !statSync(file).isDirectory())
  if (files.length >= manyFiles && (await syncFileSystem(folder))) return
  let next = 0
  const worker = async () => {
    for (let file = files[next++]; file !== undefined; file = files[next++]) {
      const fd = await openAsync(file, process.platform === 'win32' ? 'r+' : 'r')
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

import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { serveWorker } from '../worker/index.ts'
import { parentPipe } from '../worker/node.ts'
import { allowHelper, serveHelper } from './fetch-all.ts'
import { filesHandlers } from './handlers.ts'

export type { FilesHandlers } from './handlers.ts'

// The files thread: hashing, copying, listing, checking. It starts itself once more to share a sync's reading.
if (!isMainThread && parentPort) {
  if ((workerData as { helper?: boolean } | null)?.helper) serveHelper(parentPort)
  else {
    allowHelper(fileURLToPath(import.meta.url))
    serveWorker(filesHandlers, parentPipe())
  }
}

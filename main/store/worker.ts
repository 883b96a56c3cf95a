import { isMainThread, parentPort } from 'node:worker_threads'
import { serveWorker } from '../worker/index.ts'
import { parentPipe } from '../worker/node.ts'
import { filesHandlers } from './handlers.ts'

export type { FilesHandlers } from './handlers.ts'

// The files thread: hashing, copying, listing, checking.
if (!isMainThread && parentPort) serveWorker(filesHandlers, parentPipe())

import { serveWorker } from '../worker/index.ts'
import { parentPipe } from '../worker/node.ts'
import { gitHandlers } from './handlers.ts'

serveWorker(gitHandlers, parentPipe())

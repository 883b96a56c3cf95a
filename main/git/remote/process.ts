import { serveWorker } from '../../worker/index.ts'
import { parentPipe } from '../../worker/node.ts'
import { remoteHandlers } from './handlers.ts'

serveWorker(remoteHandlers, parentPipe())

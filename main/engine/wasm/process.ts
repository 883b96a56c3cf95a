import { serveWorker } from '../../worker/index.ts'
import { parentPipe } from '../../worker/node.ts'
import { wasmHandlers } from './handlers.ts'

serveWorker(wasmHandlers(), parentPipe())

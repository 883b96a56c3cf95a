import { serveWorker } from '../../worker/index.ts'
import { parentPipe } from '../../worker/node.ts'
import { readerHandlers } from './handlers.ts'

// A process for one file of anybody's: it is started for it and ended after it.
serveWorker(readerHandlers, parentPipe())

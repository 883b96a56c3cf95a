import { serveWorker } from '../../worker/index.ts'
import { parentPipe } from '../../worker/node.ts'
import { nativeHandlers } from './handlers.ts'

// The native engine's process: queries and analysis for the window, imports for the lake.
serveWorker(nativeHandlers, parentPipe())

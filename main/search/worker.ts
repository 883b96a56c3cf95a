import { serveWorker } from '../worker/index.ts'
import { parentPipe } from '../worker/node.ts'
import { begin, more, replacements, stop } from './search.ts'
import type { SearchHandlers } from './types.ts'

const handlers: SearchHandlers = { begin, more, stop, replacements }

serveWorker(handlers, parentPipe())

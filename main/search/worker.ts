import { serveWorker } from '../worker/index.ts'
import { parentPipe } from '../worker/node.ts'
import { renamedColumn } from './rename-column.ts'
import { begin, beginColumns, more, replacements, stop } from './search.ts'
import type { SearchHandlers } from './types.ts'

const handlers: SearchHandlers = { begin, beginColumns, more, stop, replacements, renamedColumn }

serveWorker(handlers, parentPipe())

import { copyHandlers } from './copy.ts'
import { importHandlers } from './import/index.ts'
import { queryHandlers } from './query-handlers.ts'

/** Everything that the native process answers. */
export const nativeHandlers = { ...queryHandlers, ...importHandlers, ...copyHandlers }

/** Type of the native process's handler map. */
export type NativeHandlers = typeof nativeHandlers

import { copyHandlers } from './copy.ts'
import { importHandlers } from './import/index.ts'
import { profileHandlers } from './profile.ts'
import { queryHandlers } from './query-handlers.ts'

/** Everything that the native process answers. */
export const nativeHandlers = { ...queryHandlers, ...importHandlers, ...copyHandlers, ...profileHandlers }

/** Type of the native process's handler map. */
export type NativeHandlers = typeof nativeHandlers

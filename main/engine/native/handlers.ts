import { queryHandlers } from './query-handlers.ts'

/** Everything that the native process answers. */
export const nativeHandlers = { ...queryHandlers }

/** Type of the native process's handler map. */
export type NativeHandlers = typeof nativeHandlers

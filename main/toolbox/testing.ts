import { fileURLToPath } from 'node:url'
import type { NativeClient, NativeHandlers } from '../engine/index.ts'
import { connectWorker } from '../worker/index.ts'
import { nodeWorkers } from '../worker/node.ts'

const programs = process.env.LAKEBENCH_PROGRAMS ?? fileURLToPath(new URL('../../dist/main', import.meta.url))

/** The native process as it is shipped; close it. */
export function testNative(): NativeClient {
  return connectWorker<NativeHandlers>('native', nodeWorkers(programs))
}

import type { At } from '#shared/contract/engine.ts'
import { client, follow } from '../client/index.ts'
import { runJob } from '../ui/index.ts'

const running = new Set<string>()

/** Builds the images that are missing at `at` as a job of the frame. When it ends, what is known is read again. */
export function buildImages(at: At): void {
  const key = JSON.stringify(at)
  if (running.has(key)) return
  running.add(key)
  runJob({ name: 'Build images' }, (work) => follow((options) => client.engine.build({ at }, options), work))
    // The job itself says why it failed.
    .catch(() => undefined)
    .finally(() => running.delete(key))
}

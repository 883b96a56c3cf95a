import { Worker } from 'node:worker_threads'
import type { Bounds } from './types.ts'

/** The file in which a process says why it ended itself. */
export const verdictFile = 'verdict'

/*
 * A thread of its own, so that it sees a parser that never comes back. It is text, since a bundle of its own would have
 * to be found beside this one.
 */
const watching = `
const { readdirSync, statSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { workerData: { folder, bounds, verdict } } = require('node:worker_threads')
const until = Date.now() + bounds.time
const written = (path) => {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path).reduce((bytes, name) => bytes + written(join(path, name)), 0)
}
const end = (why) => {
  writeFileSync(join(folder, verdict), why)
  process.kill(process.pid, 'SIGKILL')
}
setInterval(() => {
  try {
    if (process.memoryUsage.rss() > bounds.memory) end('memory')
    else if (Date.now() > until) end('time')
    else if (written(folder) > bounds.written) end('written')
  } catch {}
}, 50)
`

/** Ends this process when it takes more than it may, and leaves the word why in the folder. Answers how to call it off. */
export function watch(folder: string, bounds: Bounds): () => void {
  const thread = new Worker(watching, { eval: true, workerData: { folder, bounds, verdict: verdictFile } })
  thread.unref()
  return () => void thread.terminate()
}

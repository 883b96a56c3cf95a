import { fork } from 'node:child_process'
import { join } from 'node:path'
import { parentPort, Worker } from 'node:worker_threads'
import type { Port, StartWorker, WorkerName } from './index.ts'

/**
 * Engines, and what takes in data from a network, are processes, so that a crash or out-of-memory kills no window; the
 * rest are threads.
 */
const asProcess: Record<WorkerName, boolean> = {
  native: true,
  wasm: true,
  reader: true,
  files: false,
  git: false,
  remote: true,
  search: false,
}

/** Each statement of DuckDB holds a thread of libuv's pool while it runs: with the usual four, a page waits for queries. */
export const engineEnvironment = { UV_THREADPOOL_SIZE: '16' }

/** Starts the bundles of `programs` (the folder `dist/main`) under plain Node. */
export function nodeWorkers(programs: string): StartWorker {
  return (name) => {
    const file = join(programs, `${name}.js`)
    return asProcess[name] ? processPort(file) : threadPort(file)
  }
}

function processPort(file: string): Port {
  // 'advanced' is the structured clone: bigint, typed arrays and Map cross as they are.
  const child = fork(file, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
    env: { ...process.env, ...engineEnvironment },
  })
  return {
    post: (message) => void (child.connected && child.send(message as object)),
    listen(onMessage, onClose) {
      child.on('message', onMessage)
      let closed = false
      const close = (why: string) => {
        if (closed) return
        closed = true
        onClose(why)
      }
      child.on('error', (error) => close(error.message))
      child.on('exit', (code, signal) => close(signal ?? `exit code ${code}`))
    },
    close: () => void child.kill('SIGKILL'),
  }
}

function threadPort(file: string): Port {
  const thread = new Worker(file)
  return {
    post: (message) => thread.postMessage(message),
    listen(onMessage, onClose) {
      thread.on('message', onMessage)
      let why = ''
      thread.on('error', (error) => {
        why = error.message
      })
      thread.on('exit', (code) => onClose(why || `exit code ${code}`))
    },
    close: () => void thread.terminate(),
  }
}

interface ElectronParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

/** The worker's own end of the pipe, whichever way it was started. A process ends itself when its parent is gone. */
export function parentPipe(): Port {
  const thread = parentPort
  if (thread) {
    return {
      post: (message) => thread.postMessage(message),
      listen: (onMessage) => void thread.on('message', onMessage),
      close: () => process.exit(0),
    }
  }
  const utility = (process as unknown as { parentPort?: ElectronParentPort }).parentPort
  if (utility) {
    return {
      post: (message) => utility.postMessage(message),
      listen: (onMessage) => utility.on('message', (event) => onMessage(event.data)),
      close: () => process.exit(0),
    }
  }
  return {
    post: (message) => void process.send?.(message),
    listen(onMessage, onClose) {
      process.on('message', onMessage)
      process.on('disconnect', () => {
        onClose('parent is gone')
        process.exit(0)
      })
    },
    close: () => process.exit(0),
  }
}

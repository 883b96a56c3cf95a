import { join } from 'node:path'
import type { UtilityProcess, utilityProcess } from 'electron'
import {
  engineEnvironment,
  nodeWorkers,
  type Port,
  type StartWorker,
  type WorkerName,
} from '../../api/index.ts'

/** A crash or out-of-memory of these must kill no window: each is a process. Electron allows no `fork`. */
const processNames: ReadonlySet<WorkerName> = new Set(['native', 'wasm', 'remote', 'reader'])

/** Starts the bundles of `programs` (the folder `dist/main`) in Electron: engines and remotes as processes, the rest as threads. */
export function electronWorkers(
  programs: string,
  processes: Pick<typeof utilityProcess, 'fork'>,
): StartWorker {
  const threads = nodeWorkers(programs)
  return (name) =>
    processNames.has(name)
      ? utilityPort(name, processes.fork(join(programs, `${name}.js`), [], settings(name)))
      : threads(name)
}

function settings(name: WorkerName) {
  return {
    serviceName: `Lakebench ${name}`,
    stdio: 'inherit' as const,
    execArgv: [],
    env: { ...process.env, ...engineEnvironment },
  }
}

function utilityPort(name: WorkerName, child: UtilityProcess): Port {
  return {
    post: (message) => child.postMessage(message),
    listen(onMessage, onClose) {
      child.on('message', onMessage)
      let closed = false
      const close = (why: string) => {
        if (closed) return
        closed = true
        onClose(why)
      }
      child.on('error', (type, location) => close(`${type} in ${location || name}`))
      child.on('exit', (code) => close(`exit code ${code}`))
    },
    close() {
      // A process that has not started yet cannot be ended.
      if (!child.kill()) child.once('spawn', () => void child.kill())
    },
  }
}

import { AppError, type AppErrorData, cancelledError, toAppError } from '#shared/errors.ts'
import type { Progress, Work } from '#shared/progress.ts'

/**
 * Typed calls to a worker thread or process, with progress, cancel and restart. Everything that takes the CPU for
 * more than 16 ms lives behind one of these, so main's event loop stays free.
 */

/** The worker programs, each a bundle of its own: `dist/main/<name>.js`. */
export type WorkerName = 'native' | 'wasm' | 'reader' | 'files' | 'git' | 'remote' | 'search'

/** A pipe to a worker: a child process, a utility process or a thread. Messages are structured-cloned. */
export interface Port {
  post(message: unknown): void
  /** `onClose` is called once, with a sentence, when the worker has ended for whatever reason. */
  listen(onMessage: (message: unknown) => void, onClose: (why: string) => void): void
  /** Ends the worker at once. */
  close(): void
}

/** How this host starts a worker program: handed down from the shell. */
export type StartWorker = (name: WorkerName) => Port

export interface HandlerWork {
  signal: AbortSignal
  onProgress: (progress: Progress) => void
}

// biome-ignore lint/suspicious/noExplicitAny: a handler's own input type is what callers are checked against
export type Handlers = Record<string, (input: any, work: HandlerWork) => Promise<unknown>>

type Request = { id: number; name: string; input: unknown } | { id: number; cancel: true }
type Reply =
  | { id: number; progress: Progress }
  | { id: number; output: unknown }
  | { id: number; error: AppErrorData }

export interface WorkerClient<H extends Handlers> {
  /** Throws the worker's AppError; `WORKER_ENDED` when it dies, and the next call starts a new one. */
  call<N extends keyof H & string>(
    name: N,
    input: Parameters<H[N]>[0],
    work?: Work,
  ): Promise<Awaited<ReturnType<H[N]>>>
  /** Called each time the worker has ended without being asked to. */
  onRestart(listener: (why: string) => void): void
  /** Ends the worker; the next call starts a new one. */
  close(): void
}

/** A client of a worker that is started at the first call and started again after it died. */
export function connectWorker<H extends Handlers>(name: WorkerName, start: StartWorker): WorkerClient<H> {
  interface Waiting {
    resolve: (output: never) => void
    reject: (error: AppError) => void
    onProgress: ((progress: Progress) => void) | undefined
  }
  const waiting = new Map<number, Waiting>()
  const listeners: ((why: string) => void)[] = []
  let port: Port | undefined
  let next = 0

  const open = (): Port => {
    if (port) return port
    const opened = start(name)
    port = opened
    opened.listen(
      (message) => {
        const reply = message as Reply
        const waiter = waiting.get(reply.id)
        if (!waiter) return
        if ('progress' in reply) return waiter.onProgress?.(reply.progress)
        waiting.delete(reply.id)
        if ('error' in reply) waiter.reject(AppError.fromData(reply.error))
        else waiter.resolve(reply.output as never)
      },
      (why) => {
        if (port !== opened) return
        port = undefined
        const ended = new AppError({
          code: 'WORKER_ENDED',
          kind: 'failed',
          message: `The ${name} worker ended (${why}) and is started again. Run again.`,
          details: { worker: name, why },
        })
        for (const waiter of waiting.values()) waiter.reject(ended)
        waiting.clear()
        for (const listener of listeners) listener(why)
      },
    )
    return opened
  }

  return {
    call(callName, input, work) {
      return new Promise((resolve, reject) => {
        const signal = work?.signal
        if (signal?.aborted) return reject(cancelledError(callName))
        const id = next++
        // A worker that is gone has nothing to cancel.
        const cancel = () => port?.post({ id, cancel: true } satisfies Request)
        const settle = () => signal?.removeEventListener('abort', cancel)
        waiting.set(id, {
          resolve: (output) => {
            settle()
            resolve(output)
          },
          reject: (error) => {
            settle()
            reject(error)
          },
          onProgress: work?.onProgress,
        })
        signal?.addEventListener('abort', cancel)
        try {
          open().post({ id, name: callName, input } satisfies Request)
        } catch (thrown) {
          waiting.delete(id)
          settle()
          reject(thrown)
        }
      })
    },
    onRestart: (listener) => void listeners.push(listener),
    close() {
      const closing = port
      port = undefined
      closing?.close()
      for (const waiter of waiting.values()) waiter.reject(cancelledError(`Work of the ${name} worker`))
      waiting.clear()
    },
  }
}

/** Runs in the worker: answers calls by `handlers` until the pipe closes. */
export function serveWorker(handlers: Handlers, port: Port): void {
  const running = new Map<number, AbortController>()
  port.listen(
    (message) => {
      const request = message as Request
      if ('cancel' in request) return running.get(request.id)?.abort()
      const controller = new AbortController()
      running.set(request.id, controller)
      const work: HandlerWork = {
        signal: controller.signal,
        onProgress: (progress) => port.post({ id: request.id, progress } satisfies Reply),
      }
      const handler = handlers[request.name]
      const answer = async () => {
        if (!handler) throw new Error(`no handler ${request.name}`)
        return handler(request.input, work)
      }
      answer()
        .then(
          (output) => port.post({ id: request.id, output } satisfies Reply),
          (thrown) => {
            const error = controller.signal.aborted ? cancelledError(request.name) : toAppError(thrown)
            if (error.kind === 'bug') console.error(thrown)
            port.post({ id: request.id, error: error.toData() } satisfies Reply)
          },
        )
        .finally(() => running.delete(request.id))
    },
    () => {
      for (const controller of running.values()) controller.abort()
    },
  )
}

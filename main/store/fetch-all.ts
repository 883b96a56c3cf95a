import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type MessagePort, Worker } from 'node:worker_threads'
import { AppError, type AppErrorData, toAppError } from '#shared/errors.ts'
import { makeFolderSync } from '../disk/index.ts'
import { type FetchPlace, fetchObject, type Got } from './fetch.ts'
import { storeError } from './fs-errors.ts'
import type { Listed } from './walk.ts'

/** Objects and bytes that a thread takes at once. */
const sliceObjects = 64
const sliceBytes = 8 << 20
/** Slices that a helper has before it: one to work on, one so that it need not wait for the next. */
const ahead = 2

interface Slice {
  from: number
  list: Listed[]
}

/** The program that a helper thread runs; none where the store's code is not run by its own worker. */
let helperProgram: string | undefined
let helper: Worker | undefined

/** Lets syncs share their reading with a second thread that runs `program`. */
export function allowHelper(program: string): void {
  helperProgram = program
}

/** Runs in a helper thread: fetches the slices that are sent to it. */
export function serveHelper(port: MessagePort): void {
  port.on('message', async ({ place, list, from }: Slice & { place: FetchPlace }) => {
    try {
      const got: Got[] = []
      for (const listed of list) got.push(await fetchObject(place, listed, async () => undefined))
      port.postMessage({ from, got })
    } catch (thrown) {
      port.postMessage({ from, error: toAppError(storeError(thrown, place.home)).toData() })
    }
  })
}

/**
 * Fetches a list of objects, with a second thread where there is enough to do. `got` has what was fetched at the place
 * that it has in the list, with gaps when the work was `stopped` by what `pause` or a fetch threw.
 */
export async function fetchAll(
  place: FetchPlace,
  list: readonly Listed[],
  { pause, each }: { pause: () => Promise<void>; each: (got: Got) => void },
): Promise<{ got: (Got | undefined)[]; stopped: unknown }> {
  const got: (Got | undefined)[] = new Array(list.length)
  const slices = slicesOf(list)
  const help = slices.length > ahead ? startHelper(place) : null
  let next = 0
  let stopped: unknown
  const give = () => {
    while (help && help.waiting() < ahead && next < slices.length) help.send(slices[next++] as Slice)
  }
  help?.listen((from, some) => {
    for (const [index, one] of some.entries()) {
      got[from + index] = one
      each(one)
    }
    give()
  })
  try {
    give()
    while (next < slices.length) {
      const { from, list: mine } = slices[next++] as Slice
      for (const [index, listed] of mine.entries()) {
        const one = await fetchObject(place, listed, pause)
        got[from + index] = one
        each(one)
        await pause()
      }
      help?.check()
    }
    while (help && help.waiting() > 0) {
      await help.answer()
      await pause()
    }
  } catch (thrown) {
    stopped = thrown
  }
  await help?.end(stopped !== undefined)
  return { got, stopped }
}

function slicesOf(list: readonly Listed[]): Slice[] {
  const slices: Slice[] = []
  let bytes = 0
  for (const [index, listed] of list.entries()) {
    let slice = slices.at(-1)
    if (!slice || slice.list.length >= sliceObjects || bytes >= sliceBytes) {
      slice = { from: index, list: [] }
      slices.push(slice)
      bytes = 0
    }
    slice.list.push(listed)
    bytes += listed.size
  }
  return slices
}

interface Help {
  send(slice: Slice): void
  waiting(): number
  listen(onGot: (from: number, got: Got[]) => void): void
  /** Resolves at the next answer. */
  answer(): Promise<void>
  /** Throws what a fetch of the helper threw. */
  check(): void
  /** Lets go of the helper; `now` ends it in the middle of what it does. */
  end(now: boolean): Promise<void>
}

function startHelper({ home, dir }: FetchPlace): Help | null {
  if (helperProgram === undefined || availableParallelism() < 2) return null
  const place = { home, dir: join(dir, 'helper') }
  makeFolderSync(place.dir)
  // A helper is one sync's at a time.
  const worker = helper ?? newHelper(helperProgram)
  helper = undefined
  worker.ref()
  let waiting = 0
  let failure: unknown
  let wake: () => void = () => undefined
  let onGot: (from: number, got: Got[]) => void = () => undefined
  const onMessage = (message: { from: number; got: Got[] } | { error: AppErrorData }) => {
    waiting--
    if ('error' in message) failure ??= AppError.fromData(message.error)
    else onGot(message.from, message.got)
    wake()
  }
  const onError = (error: Error) => {
    failure ??= error
    waiting = 0
    wake()
  }
  const onExit = () => onError(new Error('the helper thread ended'))
  worker.on('message', onMessage)
  worker.on('error', onError)
  worker.on('exit', onExit)
  return {
    send(slice) {
      waiting++
      worker.postMessage({ place, ...slice })
    },
    waiting: () => waiting,
    listen: (listener) => {
      onGot = listener
    },
    answer: () =>
      new Promise((resolve, reject) => {
        // Awake now and then, so that a cancel is noticed.
        const timer = setTimeout(() => resolve(), 50)
        wake = () => {
          clearTimeout(timer)
          if (failure) reject(failure)
          else resolve()
        }
        if (failure) wake()
      }),
    check() {
      if (failure) throw failure
    },
    async end(now) {
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
      if (now || failure || helper) {
        // It may be in the middle of a file, whose folder is removed next.
        await worker.terminate()
        return
      }
      worker.unref()
      helper = worker
    },
  }
}

function newHelper(program: string): Worker {
  const worker = new Worker(program, { workerData: { helper: true } })
  const forget = () => {
    if (helper === worker) helper = undefined
  }
  worker.on('error', forget)
  worker.on('exit', forget)
  return worker
}

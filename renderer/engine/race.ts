import { cancelledError, toAppError } from '#shared/errors.ts'

/** One runner of a race. It stops when `signal` aborts. */
export type Runner<Result> = (signal: AbortSignal) => Promise<Result>

export interface Race<Result> {
  first: Runner<Result>
  second: Runner<Result>
  /** Milliseconds that `first` has alone; 0 starts both at once. When `first` fails, `second` starts at once. */
  headStart: number
  /** An error of `second` that would be anyone's: it ends the race. Others leave `first` its chance. */
  decisive: (error: unknown) => boolean
  /** Frees a result that came too late. */
  discard: (result: Result) => void
  signal?: AbortSignal | undefined
}

export interface Won<Result> {
  result: Result
  /** What `first` failed with, when `second` won because of it. */
  firstError: unknown
}

/** The first success wins and the other is cancelled; an error counts when `second` has one as well. */
export function race<Result>({
  first,
  second,
  headStart,
  decisive,
  discard,
  signal,
}: Race<Result>): Promise<Won<Result>> {
  return new Promise((resolve, reject) => {
    const controllers = [new AbortController(), new AbortController()] as const
    const errors: unknown[] = [undefined, undefined]
    const failed = [false, false]
    let settled = false
    let started = false

    const finish = (how: () => void) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      how()
    }
    const abort = () =>
      finish(() => {
        for (const controller of controllers) controller.abort()
        reject(cancelledError('The query'))
      })

    const start = (place: 0 | 1, runner: Runner<Result>) => {
      runner(controllers[place].signal).then(
        (result) => {
          if (settled) return discard(result)
          finish(() => {
            controllers[place === 0 ? 1 : 0].abort()
            resolve({ result, firstError: errors[0] })
          })
        },
        (error) => {
          failed[place] = true
          errors[place] = error
          if (place === 0) startSecond()
          if ((failed[0] && failed[1]) || (place === 1 && decisive(error))) {
            finish(() => {
              for (const controller of controllers) controller.abort()
              // The second's own words, unless it could not even be asked.
              reject(failed[0] && !decisive(errors[1]) ? toAppError(errors[0]) : toAppError(errors[1]))
            })
          }
        },
      )
    }
    const startSecond = () => {
      if (started || settled) return
      started = true
      start(1, second)
    }

    const timer = setTimeout(startSecond, headStart)
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort)
    start(0, first)
    if (headStart === 0) startSecond()
  })
}

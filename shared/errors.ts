import { z } from 'zod'

/** Where a user-facing error happened: whatever of it is known. Lines and columns count from 1. */
export const Place = z.object({
  file: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  field: z.string().optional(),
  object: z.string().optional(),
})
export type Place = z.infer<typeof Place>

/**
 * What went wrong, by what the caller can do about it. The exit code of the command line is read from it:
 * `failed` 1 (a gate, test or contract), `input` 2, `integrity` 3, `remote` 4, `cancelled` 130, `bug` 70.
 */
export const ErrorKind = z.enum(['failed', 'input', 'integrity', 'remote', 'cancelled', 'bug'])
export type ErrorKind = z.infer<typeof ErrorKind>

/** An error as it crosses a process: plain data. */
export const AppErrorData = z.object({
  /** Stable, upper snake case, e.g. `CONTRACT_UNKNOWN_FIELD`. Nobody matches on `message`. */
  code: z.string(),
  kind: ErrorKind,
  /** One or two sentences: the fact, then what to do next. */
  message: z.string(),
  place: Place.default({}),
  details: z.record(z.string(), z.unknown()).default({}),
})
export type AppErrorData = z.infer<typeof AppErrorData>

/** A user-facing error: a code, a sentence that says what to do next, and the place. */
export class AppError extends Error {
  readonly code: string
  readonly kind: ErrorKind
  readonly place: Place
  readonly details: Record<string, unknown>

  constructor(
    data: {
      code: string
      kind: ErrorKind
      message: string
      place?: Place
      details?: Record<string, unknown>
    },
    options?: { cause?: unknown },
  ) {
    super(data.message, options)
    this.name = 'AppError'
    this.code = data.code
    this.kind = data.kind
    this.place = data.place ?? {}
    this.details = data.details ?? {}
  }

  toData(): AppErrorData {
    return {
      code: this.code,
      kind: this.kind,
      message: this.message,
      place: this.place,
      details: this.details,
    }
  }

  static fromData(data: AppErrorData): AppError {
    return new AppError(data)
  }
}

/** Bad input or usage: exit code 2. */
export function inputError(
  code: string,
  message: string,
  place?: Place,
  details?: Record<string, unknown>,
): AppError {
  return new AppError({ code, kind: 'input', message, ...(place && { place }), ...(details && { details }) })
}

/** The user (or a closed window) stopped the work: never shown as a failure. */
export function cancelledError(what: string): AppError {
  return new AppError({ code: 'CANCELLED', kind: 'cancelled', message: `${what} was cancelled.` })
}

/** Any thrown value as an AppError: aborts become `cancelled`, everything unknown a `bug` that keeps its cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof Error && thrown.name === 'AbortError') return cancelledError('The operation')
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new AppError(
    {
      code: 'BUG',
      kind: 'bug',
      message: `Something went wrong inside Lakebench: ${message}. Your files are intact; please report this.`,
    },
    { cause: thrown },
  )
}

const exitCodes: Record<ErrorKind, number> = {
  failed: 1,
  input: 2,
  integrity: 3,
  remote: 4,
  cancelled: 130,
  bug: 70,
}

/** The exit code of the command line for an error. */
export function exitCode(error: AppError): number {
  return exitCodes[error.kind]
}

/** `host:file:line: message` as the command line and logs print it. */
export function describeError(error: AppErrorData): string {
  const { file, line, column, field, object } = error.place
  const where = [file, line, column].filter((part) => part !== undefined).join(':')
  const what = [object && `object ${object}`, field && `field ${field}`].filter(Boolean).join(', ')
  const prefix = [where, what].filter(Boolean).join(', ')
  return prefix ? `${prefix}: ${error.message}` : error.message
}

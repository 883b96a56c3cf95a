import { engineError } from '#shared/engine-error.ts'
import { AppError, type Place } from '#shared/errors.ts'
import { lineColumn } from '#shared/sql/index.ts'

/** What DuckDB says of an error when `errors_as_json` is set. */
interface JsonError {
  exception_type: string
  exception_message: string
  position?: string
  error_subtype?: string
  candidates?: string
  name?: string
}

/** An error's details beyond the sentence, for those who underline and mend it. */
export interface SqlErrorDetails {
  /** UTF-16 offset in the statement. */
  offset?: number
  /** DuckDB's own kind: `COLUMN_NOT_FOUND`, `MISSING_ENTRY`, `NO_MATCHING_FUNCTION`, `SYNTAX_ERROR`. */
  subtype?: string
  /** The name that is not there. */
  name?: string
  /** Names that are near it, nearest first. */
  candidates?: string[]
}

/**
 * What the native engine threw as an AppError with line and column in the user's text. `lead` is the text of ours
 * that stood before `sql`. Details are `SqlErrorDetails`.
 */
export function nativeError(thrown: unknown, sql?: string, lead = ''): AppError {
  if (thrown instanceof AppError) return thrown
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  const json = parseJson(text)
  if (!json)
    return onNative(engineError(new Error(withoutStack(text), { cause: thrown }), sql, lineBreaks(lead)))
  const offset = sql === undefined ? undefined : offsetOf(json, sql, lead)
  const message = withoutOwnNames(withoutStack(json.exception_message), json)
  const named = json.exception_type === 'INTERRUPT' ? json.exception_type : `${json.exception_type} Error`
  const error = engineError(
    json.exception_type.toUpperCase() === 'INTERRUPT' ? new Error(text) : new Error(`${named}: ${message}`),
  )
  if (error.kind === 'cancelled') return error
  const place: Place | undefined =
    offset === undefined || sql === undefined ? undefined : lineColumn(sql, offset)
  return onNative(
    new AppError(
      {
        code: error.code,
        kind: error.kind,
        message: error.message,
        ...(place && { place }),
        details: { ...error.details, ...detailsOf(json, offset) },
      },
      { cause: thrown },
    ),
  )
}

/** The way out where it is another than that of the wasm engine, which is to come here. */
function onNative(error: AppError): AppError {
  const message = wayOut[error.code]
  // What DuckDB itself has not built says so in its own words.
  const own = String(error.details.type ?? '').startsWith('NOT IMPLEMENTED')
  return message === undefined || own
    ? error
    : new AppError({ ...error.toData(), message }, { cause: error.cause })
}

const wayOut: Record<string, string | undefined> = {
  ENGINE_MEMORY:
    'The query needs more memory than this computer can give it, also with what it spilled to disk. Select fewer columns, filter or aggregate earlier.',
  ENGINE_UNSUPPORTED:
    'This needs a DuckDB extension that Lakebench does not bring along. Write it without, or use Python or R on the same snapshot (`Use in Python`).',
}

/** The engine met a fault of its own, after which it refuses every statement: make a new one. */
export function isBroken(thrown: unknown): boolean {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return /database has been invalidated|"exception_type":"(FATAL|INTERNAL)"|^(FATAL|INTERNAL) Error/.test(
    text,
  )
}

function parseJson(text: string): JsonError | null {
  const brace = text.indexOf('{')
  if (brace < 0 || !text.includes('"exception_type"')) return null
  try {
    return JSON.parse(text.slice(brace)) as JsonError
  } catch {
    return null
  }
}

const withoutStack = (text: string): string => text.replace(/\n+Stack Trace:[\s\S]*$/, '').trim()

/** Names of the engine's catalogues that no user wrote, as suggestions: not shown. */
function withoutOwnNames(message: string, { candidates }: JsonError): string {
  return candidates && ownNames.test(candidates)
    ? message.replace(/\n*Did you mean "[^"]*"\?/, '').trim()
    : message
}

const ownNames =
  /^(i_[0-9a-f]{16}\b|lakebench_results\b|sqlite_|pg_|duckdb_|pragma_|information_schema|system\b|main\.)/

function detailsOf(json: JsonError, offset: number | undefined): SqlErrorDetails {
  const { error_subtype: subtype, name } = json
  const candidates = candidatesOf(json)
  return {
    ...(offset !== undefined && { offset }),
    ...(subtype !== undefined && { subtype }),
    ...(name !== undefined && { name }),
    ...(candidates.length > 0 && { candidates }),
  }
}

function candidatesOf({ candidates, error_subtype: subtype }: JsonError): string[] {
  // For a function that is there, they are its signatures.
  if (!candidates || subtype === 'NO_MATCHING_FUNCTION' || ownNames.test(candidates)) return []
  return candidates.split(',').filter(Boolean)
}

/** Parser errors count code points, all others bytes of UTF-8; editors count UTF-16 units. */
function offsetOf(json: JsonError, sql: string, lead: string): number | undefined {
  const position = json.position === undefined ? Number.NaN : Number(json.position)
  if (!Number.isFinite(position)) return namedOffset(json, sql)
  // Our own lead is ASCII, one unit a character whichever way it is counted.
  const at = Math.max(0, position - lead.length)
  const offset = json.exception_type === 'Parser' ? codePointOffset(sql, at) : byteOffset(sql, at)
  return Math.min(offset, sql.length)
}

/** An ambiguous column comes without a place: the name stands in the message. */
function namedOffset({ exception_message: message, name }: JsonError, sql: string): number | undefined {
  const wanted = name ?? /column name "([^"]+)"/.exec(message)?.[1]
  if (!wanted) return undefined
  const at = new RegExp(`(?<![\\w.])${wanted.replace(/\W/g, '\\$&')}(?!\\w)`, 'i').exec(sql)?.index
  return at
}

function codePointOffset(text: string, points: number): number {
  let offset = 0
  for (let left = points; left > 0 && offset < text.length; left--) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
  }
  return offset
}

function byteOffset(text: string, bytes: number): number {
  let offset = 0
  for (let left = bytes; left > 0 && offset < text.length; ) {
    const point = text.codePointAt(offset) ?? 0
    left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point > 0xffff ? 4 : 3
    offset += point > 0xffff ? 2 : 1
  }
  return offset
}

const lineBreaks = (text: string): number => text.split('\n').length - 1

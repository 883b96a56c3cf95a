import type { HandFormat } from '#shared/contract/hand.ts'
import { AppError, inputError, toAppError } from '#shared/errors.ts'

const named: Record<HandFormat, string> = {
  csv: 'CSV',
  json: 'JSON',
  parquet: 'Parquet',
  xlsx: 'an Excel file',
  arrow: 'Arrow',
  duckdb: 'a DuckDB database',
}

/** What a reader threw, as a sentence about the file. Our own errors and cancels stay as they are. */
export function unreadable(thrown: unknown, format: HandFormat): AppError {
  if (thrown instanceof AppError) return thrown
  const error = toAppError(thrown)
  if (error.kind === 'cancelled' || isInterrupt(thrown)) {
    return new AppError({ code: 'CANCELLED', kind: 'cancelled', message: 'Reading the file was cancelled.' })
  }
  const words = wordsOf(thrown)
  if (/No space left|ENOSPC/i.test(words)) {
    return new AppError({
      code: 'DISK_FULL',
      kind: 'failed',
      message: 'The disk is full. Free some space and try again.',
    })
  }
  if (/file system operations are disabled|disabled by configuration/i.test(words)) {
    return inputError('HAND_REACHES', 'It reads another file or the network, which nothing at hand may do.')
  }
  if (/^Out of Memory/i.test(words)) {
    return inputError(
      'HAND_MEMORY',
      'Reading it takes more memory than a file at hand may have. Put it into the lake instead.',
    )
  }
  return inputError('HAND_UNREADABLE', `It cannot be read as ${named[format]}: ${words}`)
}

const isInterrupt = (thrown: unknown): boolean =>
  /INTERRUPT/i.test(String((thrown as Error)?.message ?? thrown))

/** The engine's first sentence: what follows repeats the file's bytes or lists its options. */
function wordsOf(thrown: unknown): string {
  const text = String((thrown as Error)?.message ?? thrown)
  const [first = ''] = text.split(/\n\s*(?:Original Line|Possible|LINE \d|$)/)
  const line = first
    .replace(/\s+/g, ' ')
    .replace(/"?\/[^\s"']*\/(?:objects\/|tmp\/)[^\s"']*"?/g, 'the file')
    .trim()
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}

import { wrong } from './errors.ts'
import { type Answer, drop } from './request.ts'

/** Bytes of a listing's page or of an index at most. */
export const mostText = 64 * 1024 * 1024

/**
 * An answer's bytes as they come. What breaks off before its end, or before `expected` bytes, throws `broken`; what
 * the signal ends throws its reason.
 */
export async function* bytesOf(
  { body }: Answer,
  expected: number | null,
  broken: (cause?: unknown) => Error,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  let count = 0
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      count += chunk.length
      yield chunk
    }
  } catch (thrown) {
    signal.throwIfAborted()
    throw broken(thrown)
  }
  signal.throwIfAborted()
  if (expected !== null && count !== expected) throw broken()
}

/** An answer as text, by pieces. Throws `REMOTE_WRONG` when it is too long or is not UTF-8. */
export async function* textOf(
  answer: Answer,
  address: string,
  broken: (cause?: unknown) => Error,
  signal: AbortSignal,
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (bytes?: Uint8Array) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
    } catch (thrown) {
      throw wrong(address, 'answers with bytes that are no UTF-8 text', thrown)
    }
  }
  let count = 0
  try {
    for await (const bytes of bytesOf(answer, null, broken, signal)) {
      count += bytes.length
      if (count > mostText) throw wrong(address, 'answers with a listing of more than 64 MB')
      yield decode(bytes)
    }
    yield decode()
  } finally {
    drop(answer)
  }
}

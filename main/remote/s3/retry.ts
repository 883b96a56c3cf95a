import type { S3ClientConfig } from '@aws-sdk/client-s3'
import { codesOf } from './answer.ts'

/** How often a request is made before its error counts, and how long to wait before each further try. */
export interface Patience {
  /** Tries, the first one included. */
  attempts: number
  /** Milliseconds before try number `tries + 1`; `slow` when the server asked for patience. */
  delay(tries: number, slow: boolean): number
}

const longest = 20_000

/** Five tries, with waits that double from 100 ms (1 s when the server asks for patience), each cut by chance. */
export const patience: Patience = {
  attempts: 5,
  delay: (tries, slow) => Math.random() * Math.min(longest, (slow ? 1000 : 100) * 2 ** (tries - 1)),
}

type Strategy = Exclude<NonNullable<S3ClientConfig['retryStrategy']>, { retry: unknown }>
type Token = Awaited<ReturnType<Strategy['acquireInitialRetryToken']>>

/**
 * What the SDK's retries ask. The SDK's own standard strategy shares a quota between all requests, so that a sync with
 * many of them under way gives up in a storm which each of them would outlast; and it does not know undici's errors.
 */
export function retryStrategy({ attempts, delay }: Patience): Strategy {
  const token = (tries: number, wait: number): Token => ({
    getRetryCount: () => tries,
    getRetryDelay: () => wait,
  })
  return {
    acquireInitialRetryToken: async () => token(0, 0),
    async refreshRetryTokenForRetry(last, { errorType, error, retryAfterHint }) {
      const tries = last.getRetryCount() + 1
      const worth = errorType === 'THROTTLING' || errorType === 'TRANSIENT' || passing(error)
      if (!worth || tries >= attempts) throw error
      const hint = retryAfterHint ? retryAfterHint.getTime() - Date.now() : 0
      const slow = errorType === 'THROTTLING' || error?.$metadata?.httpStatusCode === 503
      return token(tries, Math.max(delay(tries, slow), Math.min(longest, hint)))
    },
    recordSuccess() {},
  }
}

/** Errors of a connection, which the next one may not have. */
const passing = (error: unknown): boolean =>
  codesOf(error).some((code) =>
    /^UND_ERR_(?:SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|RES_CONTENT_LENGTH_MISMATCH)$/.test(
      code,
    ),
  )

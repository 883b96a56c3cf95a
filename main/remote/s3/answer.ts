/** What is known of a failed request, without anything that may hold a secret. */
export interface Failure {
  /** The store's or the SDK's word for it, such as `NoSuchKey`; null when the answer has none. */
  name: string | null
  status: number | null
  /** Codes of the system, TLS or undici, the outermost first. */
  codes: string[]
  /** The region that the bucket is in, when the store says so. */
  region: string | null
  /** A stand-in for the error itself, whose fields hold the key, the signature and what was signed. */
  cause: Error
}

/** Reads an error of the SDK. */
export function failureOf(thrown: unknown): Failure {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as {
    name?: unknown
    Region?: unknown
    $metadata?: { httpStatusCode?: number }
    $response?: { headers?: Record<string, string> }
  }
  const status = error.$metadata?.httpStatusCode ?? null
  const codes = codesOf(thrown)
  const name = word(error.name)
  const region = error.$response?.headers?.['x-amz-bucket-region'] ?? error.Region
  const known = [name, ...codes, status !== null && `HTTP ${status}`].filter(Boolean)
  return {
    name,
    status,
    codes,
    region: typeof region === 'string' && /^[a-z]{2}[a-z0-9-]{1,30}$/.test(region) ? region : null,
    cause: new Error(`The request failed: ${known.join(', ') || 'no reason is known'}`),
  }
}

/** The codes of an error, of what caused it, and of those it stands for. */
export function codesOf(thrown: unknown, depth = 0): string[] {
  if (typeof thrown !== 'object' || thrown === null || depth > 5) return []
  const { code, cause, errors } = thrown as { code?: unknown; cause?: unknown; errors?: unknown }
  const own = typeof code === 'string' && errorCode.test(code) ? [code] : []
  const others = [cause, ...(Array.isArray(errors) ? errors : [])]
  return [...new Set([...own, ...others.flatMap((other) => codesOf(other, depth + 1))])]
}

/** Such as `ECONNRESET` or `CERT_HAS_EXPIRED`. */
const errorCode = /^(?:E[A-Z0-9]{2,15}|[A-Z0-9]{2,20}(?:_[A-Z0-9]{1,20})+)$/

/** Names that say nothing, from JavaScript or from the SDK in want of a better one. */
const nameless =
  /^(?:Error|TypeError|SyntaxError|RangeError|AggregateError|Unknown|UnknownError|S3ServiceException)$/

/** A name is the server's text: only what looks like one is taken, and an access key never does. */
function word(name: unknown): string | null {
  return typeof name === 'string' &&
    /^(?=.*[a-z])[A-Za-z][A-Za-z0-9.]{1,60}$/.test(name) &&
    !nameless.test(name)
    ? name
    : null
}

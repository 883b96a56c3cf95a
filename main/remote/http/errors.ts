import { AppError } from '#shared/errors.ts'
import type { RemoteCode } from '../types.ts'

/** A failure of the remote as a whole. Addresses in a message come without their query, which may hold a secret. */
export function remoteError(
  code: RemoteCode,
  message: string,
  options: { cause?: unknown; details?: Record<string, unknown> } = {},
): AppError {
  const { cause, details = {} } = options
  return new AppError({ code, kind: 'remote', message, details }, cause === undefined ? {} : { cause })
}

/** It answers what its protocol does not know; `what` is half a sentence: `answers with …`. */
export function wrong(address: string, what: string, cause?: unknown): AppError {
  return remoteError(
    'REMOTE_WRONG',
    `\`${address}\` ${what}. Correct what lakebench.yml says of this remote, or ask its owner.`,
    { cause },
  )
}

/** What may go better the next time. */
export function passes(thrown: unknown): thrown is AppError {
  if (!(thrown instanceof AppError)) return false
  // A name that nobody knows is not known a second later either: whoever is offline need not wait to be told.
  if (thrown.code === 'REMOTE_UNREACHABLE') return thrown.details.reason !== 'ENOTFOUND'
  return thrown.code === 'REMOTE_BUSY'
}

/** A request that came to no answer, by what the network or the certificate was. */
export function connectionError(url: URL, cause: unknown): AppError {
  const where = url.origin
  const code = codeOf(cause)
  if (code !== null && tls.test(code)) {
    return remoteError(
      'REMOTE_TLS',
      `No safe connection to \`${where}\` (${code}). If its certificate is of your own authority, name the ` +
        'file of that authority in NODE_EXTRA_CA_CERTS and start again; else correct the address, or tell its owner.',
      { cause, details: { reason: code } },
    )
  }
  if (code === 'ENOTFOUND') {
    return remoteError(
      'REMOTE_UNREACHABLE',
      `There is no host \`${url.hostname}\`. Connect to its network, or correct the address in lakebench.yml.`,
      { cause, details: { reason: code } },
    )
  }
  const proxy = proxyStatus(cause)
  if (proxy === 407) return proxyRefuses()
  const reason = proxy === null ? (code ?? 'no answer') : `its proxy answers ${proxy}`
  return remoteError(
    'REMOTE_UNREACHABLE',
    `\`${where}\` cannot be reached (${reason}). Check the network, the address in lakebench.yml ` +
      'and HTTPS_PROXY, then sync again.',
    { cause, details: { reason: code } },
  )
}

/** A proxy that wants to know who asks. */
export function proxyRefuses(): AppError {
  return remoteError(
    'REMOTE_REFUSED',
    'The proxy asks for a user name and a password (407). Give them in HTTP_PROXY or HTTPS_PROXY.',
  )
}

/** What a proxy answers in place of a way through: undici says it in its message alone. */
function proxyStatus(thrown: unknown): number | null {
  const found = thrown instanceof Error && /^Proxy .*\((\d{3})\)/.exec(thrown.message)
  return found ? Number(found[1]) : null
}

/** Certificates that are not trusted, and a handshake that fails: the same the next time. */
const tls = /^(ERR_TLS_|ERR_SSL_|CERT_|UND_ERR_PRX_TLS$|EPROTO$|HOSTNAME_MISMATCH$)|SELF_SIGNED|UNABLE_TO_/

/** The first system code along the causes; an attempt at several addresses of a host holds one an address. */
function codeOf(thrown: unknown): string | null {
  let at = thrown
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
    at = at instanceof AggregateError ? at.errors[0] : at.cause
  }
  return null
}

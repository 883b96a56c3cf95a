import { AppError } from '#shared/errors.ts'
import type { S3Remote } from '#shared/format/workspace.ts'
import { ObjectLost, type RemoteCode } from '../types.ts'
import { type Failure, failureOf } from './answer.ts'

/** The remote as its errors speak of it. */
export interface Place {
  config: S3Remote
  address: string
}

const giveCredentials =
  'in the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), by `profile`, or say `anonymous: true` if the bucket is public'

/** Where the remote is, with its server when that is not AWS. */
const whereOf = ({ config, address }: Place): string =>
  config.endpoint ? `${address} at ${new URL(config.endpoint).origin}` : address

/** The remote answers what its protocol does not know; `what` begins with a verb. */
export function wrongAnswer(place: Place, what: string, cause?: unknown): AppError {
  return appError('REMOTE_WRONG', `${whereOf(place)} ${what}`, cause)
}

function appError(
  code: RemoteCode,
  message: string,
  cause?: unknown,
  details: Record<string, unknown> = {},
): AppError {
  return new AppError({ code, kind: 'remote', message, details }, { cause })
}

/** What a failed request says of the whole remote. Nothing of the SDK's error is kept but its name and status. */
export function remoteError(thrown: unknown, place: Place): AppError {
  if (thrown instanceof AppError) return thrown
  return remoteFailure(failureOf(thrown), place)
}

/** What a failed read says: of its one object, or of the whole remote. */
export function readError(thrown: unknown, place: Place): AppError | ObjectLost {
  if (thrown instanceof AppError || thrown instanceof ObjectLost) return thrown
  const failure = failureOf(thrown)
  const { name, status, cause } = failure
  const lost = (message: string, again = false) => new ObjectLost(message, { again, cause })
  if (name !== null && whole.test(name)) return remoteFailure(failure, place)
  if (name === 'InvalidObjectState') return lost('it is archived and has to be restored first')
  if (status === 404) return lost('it was removed during the sync')
  if (status === 412 || status === 416) return lost('it changed during the sync', true)
  if (status === 403) return lost(`it may not be read (${name ?? 'HTTP 403'})`)
  // Such as an object under a key of the customer's own: the others may be had.
  if (status === 400 && name !== null) return lost(`it cannot be read (${name})`)
  return remoteFailure(failure, place)
}

/** The connection of a body broke off. */
export function brokenOff(thrown?: unknown): ObjectLost {
  return new ObjectLost('the connection broke off before its end', {
    again: true,
    cause: thrown === undefined ? undefined : failureOf(thrown).cause,
  })
}

const key = /^(?:InvalidAccessKeyId|SignatureDoesNotMatch|InvalidClientTokenId|UnrecognizedClientException)$/
const expired = /^(?:Expired\w*|InvalidToken|TokenRefreshRequired|UnauthorizedException)$/
const clock = /^(?:RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/
const region =
  /^(?:PermanentRedirect|TemporaryRedirect|Redirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/
const noCredentials = /^(?:CredentialsProviderError|TokenProviderError|ProviderError)$/
/** Names that speak of the remote also when a single object was asked for. */
const whole = new RegExp(
  ['^NoSuchBucket$', '^InvalidBucketName$', key, expired, clock, region, noCredentials]
    .map((one) => `(?:${typeof one === 'string' ? one : one.source})`)
    .join('|'),
)
const tls =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|UND_ERR_PRX_TLS|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|CRL_)/
const network =
  /^(?:E[A-Z]+|UND_ERR_(?:SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|RES_CONTENT_LENGTH_MISMATCH|ABORTED|DESTROYED|CLOSED))$/

function remoteFailure(failure: Failure, place: Place): AppError {
  const [code, message] = sentence(failure, place)
  const { name, status, codes, cause } = failure
  return appError(code, message, cause, {
    ...(status !== null && name !== null && { answer: name }),
    ...(status !== null && { status }),
    ...(codes.length > 0 && { codes }),
  })
}

function sentence(failure: Failure, place: Place): [RemoteCode, string] {
  const { name, status, codes } = failure
  const { config } = place
  const where = whereOf(place)
  const called = status === null ? (codes[0] ?? name ?? 'no reason given') : (name ?? `HTTP ${status}`)

  if (name !== null && noCredentials.test(name)) {
    const none = config.profile
      ? `No credentials for ${where} were found in the profile \`${config.profile}\`. Correct \`profile\` in lakebench.yml, sign in again (\`aws sso login --profile ${config.profile}\`), or give them otherwise: `
      : `No credentials for ${where} were found. Give them `
    return ['REMOTE_REFUSED', `${none}${giveCredentials}.`]
  }
  // A connection may also break off amid an answer that began well.
  if (codes.length > 0 && (status === null || status < 300)) return noAnswer(failure, place, called)
  if (name === 'NoSuchBucket') {
    const or = config.endpoint ? ' or `endpoint`' : ''
    return [
      'REMOTE_MISSING',
      `There is no bucket \`${config.bucket}\` (${where}). Correct \`bucket\`${or} in lakebench.yml.`,
    ]
  }
  if (name === 'InvalidBucketName') {
    return [
      'REMOTE_MISSING',
      `No bucket can be called \`${config.bucket}\` (${where}). Correct \`bucket\` in lakebench.yml.`,
    ]
  }
  if (name !== null && clock.test(name)) {
    return [
      'REMOTE_REFUSED',
      `${where} refuses this computer's clock, which is too far from its own (${name}). Set the clock, then sync again.`,
    ]
  }
  if (name !== null && expired.test(name)) {
    return [
      'REMOTE_REFUSED',
      `The credentials for ${where} have expired (${name}). Sign in again, or give new ones ${giveCredentials}.`,
    ]
  }
  if (name !== null && key.test(name)) {
    return [
      'REMOTE_REFUSED',
      `${where} does not accept the credentials (${name}). Correct the key and its secret: give them ${giveCredentials}.`,
    ]
  }
  if ((name !== null && region.test(name)) || status === 301 || status === 307) {
    const asked = config.region ? ` and not in \`${config.region}\`` : ''
    const out = failure.region
      ? `is in the region \`${failure.region}\`${asked}. Write \`region: ${failure.region}\` in lakebench.yml.`
      : `is in another region or has another endpoint (${called}). Correct \`region\` or \`endpoint\` in lakebench.yml.`
    return ['REMOTE_WRONG', `${where} ${out}`]
  }
  if (status === 401 || status === 403) {
    const out = config.anonymous
      ? 'It is not public: leave `anonymous` out of lakebench.yml and give credentials.'
      : 'Have this user allowed to list and read it (s3:ListBucket, s3:GetObject), or use other credentials.'
    return ['REMOTE_REFUSED', `${where} may not be listed or read (${called}). ${out}`]
  }
  if (status === 429 || (status !== null && status >= 500)) {
    return [
      'REMOTE_BUSY',
      `${where} is too busy to answer, also after several tries (${called}). Sync again later, or set \`rate\` in lakebench.yml to ask less often.`,
    ]
  }
  if (status === 404) {
    return [
      'REMOTE_MISSING',
      `There is nothing at ${where} (${called}). Correct \`bucket\` or \`endpoint\` in lakebench.yml.`,
    ]
  }
  if (status === null) return noAnswer(failure, place, called)
  return [
    'REMOTE_WRONG',
    `${where} gives an answer that is not of S3 (${called}). Correct \`endpoint\` in lakebench.yml, or look for a proxy or sign-in page in between.`,
  ]
}

/** Errors before there was an answer. */
function noAnswer({ codes }: Failure, { config, address }: Place, called: string): [RemoteCode, string] {
  const where = whereOf({ config, address })
  if (codes.some((code) => tls.test(code))) {
    const out =
      codes.includes('ERR_TLS_CERT_ALTNAME_INVALID') && !config.path_style
        ? 'Its certificate is for another name: try `path_style: true` in lakebench.yml.'
        : codes.includes('EPROTO') || codes.some((code) => code.startsWith('ERR_SSL_'))
          ? 'If the server speaks no TLS, begin its `endpoint` with `http://`.'
          : 'Name the authority that signed its certificate by NODE_EXTRA_CA_CERTS, or have the certificate renewed.'
    return ['REMOTE_TLS', `No safe connection to ${where} could be made (${called}). ${out}`]
  }
  if (codes.some((code) => network.test(code))) {
    return [
      'REMOTE_UNREACHABLE',
      `${where} cannot be reached (${called}). Look at the network, the VPN and the proxy (HTTPS_PROXY), and at \`endpoint\` and \`region\` in lakebench.yml, then sync again.`,
    ]
  }
  return [
    'REMOTE_WRONG',
    `${where} cannot be asked or gives an answer that is not of S3 (${called}). Correct \`endpoint\`, \`region\` and \`bucket\` in lakebench.yml.`,
  ]
}

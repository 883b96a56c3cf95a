import { setTimeout as sleep } from 'node:timers/promises'
import pRetry from 'p-retry'
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici'
import { connectionError, passes, proxyRefuses, remoteError, wrong } from './errors.ts'

/** What a remote takes from around it. */
export interface HttpEffects {
  /** Tries of a request, the first one included. */
  tries: number
  /** Milliseconds before the second try; doubled from try to try, and up to twice as long by chance. */
  firstWait: number
  /** Milliseconds that a wait is at most, also when `Retry-After` asks for more. */
  longestWait: number
  /** Milliseconds without any byte after which a connection counts as broken. */
  idle: number
  /** The token for an origin, which goes to the remote's own only. */
  token: (origin: string) => string | undefined
  dispatcher: (idle: number) => Dispatcher
}

export const realEffects: HttpEffects = {
  tries: 5,
  firstWait: 500,
  longestWait: 30_000,
  idle: 30_000,
  token: (origin) => tokenFor(origin, process.env.LAKEBENCH_HTTP_TOKENS ?? ''),
  // Without a tunnel for plain http: proxies commonly open one to port 443 only.
  dispatcher: (idle) =>
    new EnvHttpProxyAgent({ headersTimeout: idle, bodyTimeout: idle, proxyTunnel: false }),
}

/** An answer that is no redirect and no plea for patience. Who takes it reads or drops the body. */
export interface Answer {
  status: number
  header(name: string): string | null
  body: Dispatcher.ResponseData['body']
}

export interface HttpClient {
  /**
   * Asks for a resource and hands the answer to `use`. Both are tried again while the failure is one that passes, so
   * `use` may read a body and throw `REMOTE_UNREACHABLE` when that breaks off.
   */
  get<T>(
    url: URL,
    headers: Record<string, string>,
    signal: AbortSignal,
    use: (answer: Answer) => Promise<T>,
  ): Promise<T>
  close(): void
}

const redirects = new Set([301, 302, 303, 307, 308])
const patience = new Set([408, 425, 429, 500, 502, 503, 504])
const mostRedirects = 5

/** Requests to a remote whose own origin is `root`'s, started at most `rate` times a second. */
export function httpClient(
  root: URL,
  rate: number | undefined,
  effects: HttpEffects = realEffects,
): HttpClient {
  const turn = spacing(rate)
  let dispatcher: Dispatcher | null = null
  let closed = false

  const open = (): Dispatcher => {
    if (closed) throw new Error('The remote is closed')
    try {
      dispatcher ??= effects.dispatcher(effects.idle)
      return dispatcher
    } catch {
      // The cause is left out: it holds the proxy's address, perhaps with a password.
      throw remoteError(
        'REMOTE_REFUSED',
        'No proxy can be used as HTTP_PROXY or HTTPS_PROXY name it. Write it as `http://host:port`.',
      )
    }
  }

  const send = async (url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> => {
    const agent = open()
    const own = url.origin === root.origin ? authorization(effects.token(url.origin)) : {}
    try {
      const {
        statusCode,
        headers: answered,
        body,
      } = await request(url, {
        dispatcher: agent,
        headers: { 'accept-encoding': 'identity', 'user-agent': 'lakebench', ...headers, ...own },
        headersTimeout: effects.idle,
        bodyTimeout: effects.idle,
        signal,
      })
      // A body that breaks while nobody reads it is no one's failure.
      body.on('error', () => {})
      const header = (name: string) => {
        const value = answered[name]
        return (Array.isArray(value) ? value[0] : value) ?? null
      }
      return { status: statusCode, header, body }
    } catch (thrown) {
      throw connectionError(url, thrown)
    }
  }

  const follow = async (from: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> => {
    let url = from
    for (let hops = 0; ; hops++) {
      await turn(signal)
      const answer = await send(url, headers, signal)
      if (patience.has(answer.status)) {
        drop(answer)
        throw busy(url, answer)
      }
      if (answer.status === 407) {
        drop(answer)
        throw proxyRefuses()
      }
      if (!redirects.has(answer.status)) return answer
      drop(answer)
      if (hops === mostRedirects) throw wrong(plain(from), `redirects more than ${mostRedirects} times`)
      url = redirected(url, answer.header('location'))
    }
  }

  return {
    async get(url, headers, signal, use) {
      try {
        return await pRetry(async () => use(await follow(url, headers, signal)), {
          retries: effects.tries - 1,
          minTimeout: effects.firstWait,
          maxTimeout: effects.longestWait,
          randomize: true,
          signal,
          shouldRetry: ({ error }) => passes(error),
          onFailedAttempt: async ({ error, retriesLeft }) => {
            const asked = passes(error) ? error.details.retryAfter : null
            if (typeof asked !== 'number' || retriesLeft === 0) return
            await sleep(Math.min(asked, effects.longestWait), undefined, { signal })
          },
        })
      } catch (thrown) {
        signal.throwIfAborted()
        throw thrown
      }
    },
    close() {
      closed = true
      dispatcher?.destroy().catch(() => {})
    },
  }
}

/** An address without what may be a secret in it. */
export const plain = (url: URL): string => url.origin + url.pathname

/** Lets go of a body that nobody wants; a short one is read to its end, so that the connection can serve again. */
export function drop({ body }: Answer): void {
  body.dump({ limit: 1 << 14 }).catch(() => {})
}

/** Waits for the next start, so that starts are evenly apart. */
function spacing(rate: number | undefined): (signal: AbortSignal) => Promise<void> {
  if (rate === undefined) return async (signal) => signal.throwIfAborted()
  let next = 0
  return async (signal) => {
    signal.throwIfAborted()
    const now = performance.now()
    const start = Math.max(now, next)
    next = start + 1000 / rate
    if (start > now) await sleep(start - now, undefined, { signal })
  }
}

/**
 * The token that a text has for an origin: pairs of an address and its token, with a space between and a comma or a new
 * line after. A token without an address would go to whatever server a workspace names.
 */
function tokenFor(origin: string, pairs: string): string | undefined {
  for (const pair of pairs.split(/[,\n]/)) {
    const [, address = '', token] = /^\s*(\S+)\s+(.*?)\s*$/s.exec(pair) ?? []
    if (token && URL.canParse(address) && new URL(address).origin === origin) return token
  }
  return undefined
}

function authorization(token: string | undefined): Record<string, string> {
  if (token === undefined) return {}
  // A header that cannot be sent would be shown in the error of whoever sends it.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw remoteError(
      'REMOTE_REFUSED',
      'LAKEBENCH_HTTP_TOKENS holds a token with a space or a character that no header can. Write `https://host token`, and a comma between two.',
    )
  }
  return { authorization: `Bearer ${token}` }
}

/** Where a redirect leads. Locations stay out of messages: many are signed, which makes them a key. */
function redirected(from: URL, location: string | null): URL {
  if (location === null || !URL.canParse(location, from.href)) {
    throw wrong(plain(from), 'redirects without saying where, as a bucket of another region does')
  }
  const to = new URL(location, from.href)
  to.username = ''
  to.password = ''
  if (to.protocol !== 'http:' && to.protocol !== 'https:') {
    throw wrong(plain(from), `redirects to \`${to.protocol}\`, which is not followed`)
  }
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw wrong(plain(from), 'redirects from https to http, which is not followed')
  }
  return to
}

function busy(url: URL, answer: Answer) {
  const retryAfter = waitOf(answer.header('retry-after'))
  return remoteError(
    'REMOTE_BUSY',
    `\`${plain(url)}\` is too busy to answer (${answer.status}). Sync again later, or lower the remote's ` +
      '`rate` in lakebench.yml.',
    { details: { status: answer.status, ...(retryAfter !== null && { retryAfter }) } },
  )
}

/** Milliseconds that `Retry-After` asks for, as seconds or as a date. */
function waitOf(text: string | null): number | null {
  if (text === null) return null
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isNaN(wait) ? null : Math.max(0, wait)
}

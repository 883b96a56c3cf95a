import type { Readable } from 'node:stream'
import { type Dispatcher, EnvHttpProxyAgent } from 'undici'

/** Milliseconds: how long a connection may take to come about, and how long an open one may be silent. */
export interface Timeouts {
  connect: number
  silence: number
}

/** A request as the SDK's middleware hands it to its handler, signed. */
interface Outgoing {
  method: string
  protocol: string
  hostname: string
  port?: number
  path: string
  query?: Record<string, string | string[] | null>
  headers: Record<string, string>
  body?: string | Uint8Array | Readable
}

/**
 * The SDK's requests over undici, since the SDK's own handler knows nothing of HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 */
export function transport({ connect, silence }: Timeouts) {
  const dispatcher = new EnvHttpProxyAgent({
    connect: { timeout: connect },
    headersTimeout: silence,
    bodyTimeout: silence,
    // Few proxies let a tunnel through to a port without TLS.
    proxyTunnel: false,
  })
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: Outgoing, { abortSignal }: { abortSignal?: AbortSignal } = {}) {
      const { protocol, hostname, port, method, headers, body } = request
      const answer = await dispatcher.request({
        origin: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`,
        // As it was signed: a URL would take `..` and `.` out of a key.
        path: request.path + queryOf(request.query),
        method: method as Dispatcher.HttpMethod,
        headers,
        body: body ?? null,
        signal: abortSignal ?? null,
      })
      return { response: { statusCode: answer.statusCode, headers: flat(answer.headers), body: answer.body } }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {
      // Whoever waits for an answer hears of it; nobody waits for the end of the sockets.
      dispatcher.destroy().catch(() => {})
    },
  }
}

function queryOf(query: Outgoing['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => (one === null ? encode(name) : `${encode(name)}=${encode(one)}`)),
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** Signatures are over RFC 3986, which leaves fewer characters as they are than `encodeURIComponent`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(',')]],
    ),
  )
}

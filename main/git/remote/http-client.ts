import type { GitHttpRequest, GitHttpResponse, HttpClient } from 'isomorphic-git'
import { AppError, cancelledError } from '#shared/errors.ts'

/** More than this of one answer is refused: isomorphic-git holds a pack in memory. */
export const maxAnswerBytes = 512 * 1024 * 1024
/** A server that sends nothing for so long is given up. */
const silentMs = 120_000

export interface HttpOptions {
  signal: AbortSignal
  /** Bytes of the answer so far. */
  onBytes?: (bytes: number) => void
  maxBytes?: number
}

/**
 * How isomorphic-git reaches a server: bounded, cancellable, and never further than the address that was asked for. A
 * redirect is followed only on the same host, since a token goes along.
 */
export function httpClient({ signal, onBytes, maxBytes = maxAnswerBytes }: HttpOptions): HttpClient {
  return {
    async request({ url, method = 'GET', headers = {}, body }: GitHttpRequest): Promise<GitHttpResponse> {
      const sent = body ? await collect(body) : undefined
      const silence = watchSilence(signal)
      try {
        const response = await follow(url, { method, headers, body: sent, signal: silence.signal })
        // Nobody reads what stands beside "who are you?", and the connection waits for it.
        if (response.status === 401) {
          await response.body?.cancel()
          silence.end()
        }
        return {
          url: response.url,
          method,
          statusCode: response.status,
          statusMessage: response.statusText,
          headers: Object.fromEntries(response.headers),
          body: bounded(response, { maxBytes, onBytes, silence, cancelled: signal }),
        }
      } catch (thrown) {
        silence.end()
        if (signal.aborted) throw cancelledError('The transfer')
        throw thrown
      }
    },
  }
}

type Sent = Pick<RequestInit, 'method' | 'signal'> & {
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer> | undefined
}

async function follow(address: string, { body, ...init }: Sent, redirects = 5): Promise<Response> {
  const response = await fetch(address, { ...init, redirect: 'manual', ...(body && { body }) })
  const location = response.headers.get('location')
  if (response.status < 300 || response.status >= 400 || !location) return response
  await response.body?.cancel()
  const from = new URL(address)
  const to = new URL(location, from)
  const stays = to.host === from.host && (to.protocol === from.protocol || to.protocol === 'https:')
  if (stays && redirects > 0) return follow(to.href, { ...init, body }, redirects - 1)
  throw new AppError({
    code: 'GIT_MOVED',
    kind: 'remote',
    message: `The repository has moved to ${to.origin}. If you know that place, give its address to the remote.`,
  })
}

async function* bounded(
  response: Response,
  {
    maxBytes,
    onBytes,
    silence,
    cancelled,
  }: {
    maxBytes: number
    onBytes: ((bytes: number) => void) | undefined
    silence: Silence
    cancelled: AbortSignal
  },
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const chunk of (response.status !== 401 && response.body) || []) {
      silence.heard()
      bytes += chunk.length
      if (bytes > maxBytes) {
        throw new AppError({
          code: 'GIT_TOO_LARGE',
          kind: 'remote',
          message: `The history to fetch is larger than ${Math.round(maxBytes / 1024 / 1024)} MB, which Lakebench does not take at once. Fetch it with git, then go on here.`,
        })
      }
      onBytes?.(bytes)
      yield chunk
    }
  } catch (thrown) {
    if (cancelled.aborted) throw cancelledError('The transfer')
    throw thrown
  } finally {
    silence.end()
  }
}

interface Silence {
  signal: AbortSignal
  heard(): void
  end(): void
}

function watchSilence(cancelled: AbortSignal): Silence {
  const controller = new AbortController()
  const silent = () => controller.abort(new Error('the server sent nothing for two minutes'))
  let timer = setTimeout(silent, silentMs)
  return {
    signal: AbortSignal.any([cancelled, controller.signal]),
    heard() {
      clearTimeout(timer)
      timer = setTimeout(silent, silentMs)
    },
    end: () => clearTimeout(timer),
  }
}

async function collect(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

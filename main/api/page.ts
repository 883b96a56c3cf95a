import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Readable } from 'node:stream'

/**
 * What a page or worker may do, whatever it was tricked into: code and data from this app alone. It stands on every
 * response, since a worker obeys the policy of its own script and not its page's. Styles are inline where Monaco and
 * the docking library make them; `wasm-unsafe-eval` lets DuckDB compile and nothing else.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every response, page or data, right or wrong. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), display-capture=()',
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
}

/** A path of the built window: plain names only, so that nothing leads out of the folder. */
const pagePath = /^\/(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/

/** A file of the built window in `folder`; `/` is its page. 404 for whatever else. Bodies are streamed. */
export async function servePage(folder: string, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'Only GET is answered here.')
  const { pathname } = new URL(request.url)
  const path = pathname === '/' ? '/index.html' : pathname
  const file = pagePath.test(path) ? join(folder, path) : null
  const stats = file === null ? null : await stat(file).catch(() => null)
  if (file === null || !stats?.isFile()) return refusal(404, 'There is no such page.')
  return new Response(request.method === 'HEAD' ? null : fileBody(file), {
    headers: {
      ...securityHeaders,
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-length': String(stats.size),
      // Names of assets hold a hash of their content; the page names the assets of its own build.
      'cache-control': path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
    },
  })
}

/** A file's bytes as a response body. */
export function fileBody(file: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(file, { highWaterMark: 1 << 20 })) as ReadableStream<Uint8Array>
}

/** A plain refusal with a sentence. */
export function refusal(status: number, sentence: string): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
}

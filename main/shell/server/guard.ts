import { createHash, timingSafeEqual } from 'node:crypto'

/** Why a request is refused, with its HTTP status. */
export interface Refusal {
  status: 401 | 403 | 421
  sentence: string
}

/**
 * Who may ask the local server. Other pages in the user's browser can reach 127.0.0.1 too: `Host` is checked against
 * a name that was rebound to it, `Origin` and `Sec-Fetch-Site` against a page that posts or fetches across, and
 * everything but the app's own files needs this launch's token. Null when the request may pass.
 */
export function refuse(
  request: { path: string; header: (name: string) => string | undefined },
  { port, token }: { port: number; token: string },
): Refusal | null {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  const host = request.header('host') ?? ''
  if (!hosts.includes(host)) {
    return { status: 421, sentence: 'This server answers to 127.0.0.1 alone.' }
  }
  const origin = request.header('origin')
  const site = request.header('sec-fetch-site')
  if (origin !== undefined && origin !== `http://${host}`) {
    return { status: 403, sentence: 'Another site may not ask this server.' }
  }
  // `none` is the user's own typing or a bookmark; it may open the page and nothing else.
  const crossed = site !== undefined && site !== 'same-origin' && site !== 'none'
  const asksForPage = request.header('sec-fetch-mode') === 'navigate'
  if (crossed && !(asksForPage && !needsToken(request.path))) {
    return { status: 403, sentence: 'Another site may not ask this server.' }
  }
  if (needsToken(request.path) && !sameToken(request.header('authorization'), token)) {
    return {
      status: 401,
      sentence: 'The token is missing or of another launch. Open the address that was printed.',
    }
  }
  return null
}

const needsToken = (path: string): boolean => /^\/(rpc|images|downloads|uploads)(\/|$)/.test(path)

/** Compared as digests, so that neither content nor length shows in the time it takes. */
function sameToken(authorization: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`))
}

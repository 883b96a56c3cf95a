import type { HttpRemote } from '#shared/format/workspace.ts'
import type { Remote } from '../types.ts'
import { rootOf } from './address.ts'
import { list } from './list.ts'
import { read } from './read.ts'
import { type HttpEffects, httpClient, realEffects } from './request.ts'

export type { HttpEffects } from './request.ts'

/**
 * Objects below an address. Tokens come from LAKEBENCH_HTTP_TOKENS, proxies from HTTP_PROXY, HTTPS_PROXY and
 * NO_PROXY. Nothing is asked for before the first listing.
 */
export function httpRemote(config: HttpRemote, effects: Partial<HttpEffects> = {}): Remote {
  const root = rootOf(config.url)
  const client = httpClient(root, config.rate, { ...realEffects, ...effects })
  return {
    address: root.href,
    list: (pattern, signal) => list(client, root, config, pattern, signal),
    read: (object, range, signal) => read(client, root, object, range, signal),
    close: client.close,
  }
}

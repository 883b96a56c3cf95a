import { pathProblem } from '#shared/format/manifest.ts'
import { ObjectLost } from '../types.ts'

/** The address that paths resolve below: with a slash at its end, and without a query, which may hold a secret. */
export function rootOf(url: string): URL {
  const root = new URL(url)
  root.search = ''
  root.hash = ''
  root.username = ''
  root.password = ''
  if (!root.pathname.endsWith('/')) root.pathname += '/'
  return root
}

/** Where an object is, strictly below the root. Throws `ObjectLost` for a path that no manifest may hold. */
export function objectUrl(root: URL, path: string): URL {
  const problem = pathProblem(path)
  if (problem) throw new ObjectLost(problem)
  // `%` is encoded as well, so a name such as `%2e%2e` is that name and no way up.
  const url = new URL(root.href + path.split('/').map(encodeURIComponent).join('/'))
  if (!url.href.startsWith(root.href)) throw new ObjectLost('its path leads out of the remote')
  return url
}

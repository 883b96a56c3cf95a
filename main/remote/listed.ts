import { pathProblem } from '#shared/format/manifest.ts'
import type { PathPattern } from '#shared/format/path-pattern.ts'
import type { RemoteObject, Unlisted } from './types.ts'

/** What a source makes of an object that a remote names; null when it is not one of its own. */
export function listed(object: RemoteObject, pattern: PathPattern): RemoteObject | Unlisted | null {
  const { path, size } = object
  // Consoles make an empty object to show a folder.
  if ((path === '' || path.endsWith('/')) && size === 0) return null
  const problem = pathProblem(path)
  if (!problem) return pattern.match(path) ? object : null
  // A path that no pattern can match is told of where the one that it stands for would match.
  const meant = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..')
  return pattern.match(path) || pattern.match(meant.join('/')) ? { path, left: problem } : null
}

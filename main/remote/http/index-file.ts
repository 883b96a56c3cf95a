import { z } from 'zod'
import type { RemoteObject } from '../types.ts'

/** The longest path that counts as one. */
const longest = 4096

const Entry = z.union([
  z.string(),
  z.object({
    path: z.string(),
    size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
  }),
])

/**
 * The objects that an index names: a JSON array of paths or of `{path, size}`, the same by lines, or one path a line
 * with `#` for comments. `refuse` makes the error for what is none of these; it takes half a sentence.
 */
export async function readIndex(
  pieces: AsyncIterable<string>,
  refuse: (what: string) => Error,
): Promise<RemoteObject[]> {
  const objects: RemoteObject[] = []
  const add = (value: unknown, where: string) => {
    const entry = Entry.safeParse(value)
    if (!entry.success) throw refuse(`has an index whose ${where} is neither a path nor {path, size}`)
    const { path, size = null } =
      typeof entry.data === 'string' ? { path: entry.data } : { ...entry.data, size: entry.data.size ?? null }
    if (path.length > longest) throw refuse(`has an index whose ${where} is no path`)
    objects.push({ path, size, mtime: null, tag: null })
  }

  let kind: 'array' | 'json lines' | 'lines' | null = null
  let rest: string[] = []
  let line = 0
  const take = (text: string) => {
    line++
    const own = text.endsWith('\r') ? text.slice(0, -1) : text
    if (own.trim() === '') return
    if (kind !== 'json lines' && own.startsWith('#')) return
    kind ??= /^\s*["{]/.test(own) ? 'json lines' : 'lines'
    add(kind === 'lines' ? own : parse(own, refuse), `line ${line}`)
  }
  for await (const piece of pieces) {
    // Comments may come first, so it is the first line of its own that says what the file is.
    const lines = kind === 'array' ? [piece] : piece.split('\n')
    rest.push(lines[0] ?? '')
    for (let next = 1; next < lines.length; next++) {
      const text = rest.join('')
      rest = [lines[next] ?? '']
      if (kind === null) kind = kindOf(text, refuse)
      if (kind === 'array') {
        rest = [text, '\n', lines.slice(next).join('\n')]
        break
      }
      take(text)
    }
  }
  const text = rest.join('')
  if ((kind ?? kindOf(text, refuse)) !== 'array') {
    take(text)
    return objects
  }
  const values = parse(text, refuse)
  if (!Array.isArray(values)) throw refuse('has an index that is not valid JSON')
  values.forEach((value, index) => {
    add(value, `entry ${index + 1}`)
  })
  return objects
}

/** What a file is by its first line; null while that does not show. */
function kindOf(text: string, refuse: (what: string) => Error): 'array' | null {
  if (/^\s*<(!doctype|html|\?xml|head|body)\b/i.test(text))
    throw refuse('answers with a web page or XML, not an index')
  return /^\s*\[/.test(text) ? 'array' : null
}

function parse(text: string, refuse: (what: string) => Error): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refuse('has an index that is not valid JSON')
  }
}

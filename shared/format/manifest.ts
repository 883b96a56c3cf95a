import { z } from 'zod'
import { AppError } from '../errors.ts'
import { Digest } from '../names.ts'

/** One object of a snapshot: its path in the remote, the digest of its bytes and their number. */
export const ManifestEntry = z.strictObject({
  path: z.string(),
  sha256: Digest,
  size: z.number().int().min(0),
})
export type ManifestEntry = z.infer<typeof ManifestEntry>

/**
 * Why a path cannot stand in a manifest, or null when it can: relative, forward slashes, no empty part, no `.` or
 * `..`, and whole Unicode (a lone surrogate has no UTF-8).
 */
export function pathProblem(path: string): string | null {
  if (path === '') return 'the path is empty'
  if (path.includes('\\')) return 'its name holds a backslash, which other systems read as a folder'
  if (path.includes('\0')) return 'its name holds a NUL character'
  if (/\p{Surrogate}/u.test(path)) return 'its name is not whole Unicode'
  for (const part of path.split('/')) {
    if (part === '') return 'the path has an empty part'
    if (part === '.' || part === '..') return 'the path has a part `.` or `..`'
  }
  return null
}

/** Orders paths by the bytes of their UTF-8, which is the order of code points, not of UTF-16 units. */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    let x = a.charCodeAt(at)
    let y = b.charCodeAt(at)
    if (x === y) continue
    // Surrogates stand for code points above the rest of the plane: lift them over U+E000 to U+FFFF.
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000
    }
    return x - y
  }
  return a.length - b.length
}

/** The entry's line, with its line break: canonical JSON (RFC 8785), so that equal data has equal bytes. */
export function manifestLine({ path, sha256, size }: ManifestEntry): string {
  return `{"path":${JSON.stringify(path)},"sha256":"${sha256}","size":${size}}\n`
}

const broken = (line: number, why: string) =>
  new AppError({
    code: 'MANIFEST_BROKEN',
    kind: 'integrity',
    message: `This snapshot's manifest is broken: ${why}. Sync again, or take it from a colleague.`,
    place: { line },
  })

/** The entry of one line. Only the canonical form is accepted, since the id is the digest of the bytes. */
export function parseManifestLine(text: string, line: number): ManifestEntry {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw broken(line, 'a line is not JSON')
  }
  const entry = json as ManifestEntry
  if (typeof entry?.path !== 'string' || !/^[0-9a-f]{64}$/.test(entry.sha256))
    throw broken(line, 'a line is not an entry')
  const problem = pathProblem(entry.path)
  if (problem) throw broken(line, problem)
  if (!Number.isSafeInteger(entry.size) || manifestLine(entry) !== `${text}\n`) {
    throw broken(line, 'a line is not in canonical form')
  }
  return entry
}

/** Entries of a manifest's text, read as a stream. Throws `MANIFEST_BROKEN` with the line, also when out of order. */
export async function* readManifest(
  chunks: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<ManifestEntry, void, void> {
  let rest = ''
  let line = 0
  let last: string | undefined
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const text of lines) {
      const entry = parseManifestLine(text, ++line)
      if (last !== undefined && comparePaths(last, entry.path) >= 0)
        throw broken(line, 'paths are not in order')
      last = entry.path
      yield entry
    }
  }
  if (rest !== '') throw broken(line + 1, 'its last line is cut off')
}

/** One object that differs between two snapshots. */
export interface ManifestChange {
  path: string
  change: 'added' | 'changed' | 'gone'
  from: ManifestEntry | null
  to: ManifestEntry | null
}

/** What differs between two snapshots, in path order: one merge over both streams, without memory. */
export async function* diffManifests(
  from: AsyncIterable<ManifestEntry>,
  to: AsyncIterable<ManifestEntry>,
): AsyncGenerator<ManifestChange, void, void> {
  const left = from[Symbol.asyncIterator]()
  const right = to[Symbol.asyncIterator]()
  const next = async (side: AsyncIterator<ManifestEntry>) => {
    const step = await side.next()
    return step.done ? null : step.value
  }
  let a = await next(left)
  let b = await next(right)
  while (a || b) {
    const order = a && b ? comparePaths(a.path, b.path) : a ? -1 : 1
    if (a && order < 0) {
      yield { path: a.path, change: 'gone', from: a, to: null }
      a = await next(left)
    } else if (b && order > 0) {
      yield { path: b.path, change: 'added', from: null, to: b }
      b = await next(right)
    } else if (a && b) {
      if (a.sha256 !== b.sha256) yield { path: a.path, change: 'changed', from: a, to: b }
      a = await next(left)
      b = await next(right)
    }
  }
}

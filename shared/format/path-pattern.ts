import { AppError } from '../errors.ts'

/**
 * Where a source's objects lie in its remote: `flights/date={day}/*.parquet`. `*` stands for any text within one
 * part of the path, a part `**` for any number of parts, `{name}` for a partition: text within one part that is
 * known before anything is read.
 */
export interface PathPattern {
  text: string
  /** Names of the partitions, in the order of the path. */
  partitions: string[]
  /** The parts between slashes; a literal part names one file or folder, null is `**`. */
  parts: ({ literal: string } | { regex: RegExp } | null)[]
  /** The partitions' values when the path belongs to the source, else null. */
  match(path: string): Record<string, string> | null
}

const token = /\*\*|\*|\{([^{}]*)\}/g

/** Parses a contract's `path`. Throws `PATH_PATTERN` when it would leave the remote or is no pattern. */
export function parsePathPattern(text: string): PathPattern {
  const refuse = (why: string) =>
    new AppError({
      code: 'PATH_PATTERN',
      kind: 'input',
      message: `The path \`${text}\` ${why}. Write it as \`orders/date={day}/*.json\`.`,
      place: { field: 'path' },
    })
  const partitions: string[] = []
  const parts: PathPattern['parts'] = []
  let whole = ''
  const segments = text.split('/')
  segments.forEach((segment, index) => {
    if (segment === '') throw refuse('must be relative and has an empty part')
    if (segment === '.' || segment === '..') throw refuse('must not hold `.` or `..`')
    if (segment.includes('\\')) throw refuse('must use forward slashes')
    if (segment === '**') {
      if (index === segments.length - 1) throw refuse('must name files after `**`')
      parts.push(null)
      whole += '(?:[^/]+/)*'
      return
    }
    const source = segmentSource(segment, partitions, refuse)
    whole += source + (index < segments.length - 1 ? '/' : '')
    parts.push(
      source === escapeRegex(segment) ? { literal: segment } : { regex: new RegExp(`^${source}$`, 'su') },
    )
  })
  const regex = new RegExp(`^${whole}$`, 'su')
  const match = (path: string) => {
    const found = regex.exec(path)
    return found && Object.fromEntries(partitions.map((name, index) => [name, found[index + 1] ?? '']))
  }
  return { text, partitions, parts, match }
}

function segmentSource(segment: string, partitions: string[], refuse: (why: string) => AppError): string {
  let source = ''
  let from = 0
  for (const found of segment.matchAll(token)) {
    source += escapeRegex(segment.slice(from, found.index))
    from = found.index + found[0].length
    const name = found[1]
    if (found[0] === '**') throw refuse('may have `**` only as a whole part')
    if (name === undefined) {
      source += '[^/]*'
      continue
    }
    if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw refuse(`names a partition \`${name}\` that is no name`)
    if (partitions.includes(name)) throw refuse(`names the partition \`${name}\` twice`)
    partitions.push(name)
    source += '([^/]+)'
  }
  const rest = segment.slice(from)
  if (/[{}]/.test(rest)) throw refuse('has a brace that is not closed')
  return source + escapeRegex(rest)
}

const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

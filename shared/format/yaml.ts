import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type ParsedNode,
  parseDocument,
  visit,
} from 'yaml'
import type { z } from 'zod'
import { AppError, type Place } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { knownKeys } from './known-keys.ts'

/** Files people write by hand are small; a bigger one is a mistake or an attack. */
const maxBytes = 1_000_000

type Path = readonly PropertyKey[]

export interface YamlOptions {
  /** Line of the file on which `text` begins, for front matter. 1 by default. */
  firstLine?: number
}

/**
 * A YAML 1.2 (core schema) text as the domain type of `schema`. Where the schema wants text, the scalar is taken as
 * it was written, whatever it looks like (`1234567`, `12e4567`, `1.10`, `true`); a number that a double cannot hold
 * stays text as well. Throws an AppError with file, line, column and field: `YAML_SYNTAX`, `YAML_UNKNOWN_KEY` (with
 * the nearest known key), `YAML_MISSING` or `YAML_VALUE`; further problems stand in `details.problems`.
 */
export function parseYaml<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
  options: YamlOptions = {},
): z.infer<S> {
  return readYaml(file, text, schema, options).value
}

/** As `parseYaml`, with what it takes to speak of places and of texts as they were written. */
export function readYaml<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
  { firstLine = 1 }: YamlOptions = {},
): { value: z.infer<S>; written(path: Path): string | undefined; place(path: Path): Place } {
  const lines = new LineCounter()
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: line + firstLine - 1, column: Math.max(col, 1) }
  }
  if (text.length > maxBytes) {
    throw problem('YAML_SYNTAX', 'This file is larger than 1 MB. Split it into several.', { file })
  }
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
  })
  // Keys are names: `null:` and `1e3:` are read as they are written.
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && typeof key.value !== 'string' && key.source !== undefined) key.value = key.source
    },
  })
  const broken = document.errors[0] ?? document.warnings[0]
  if (broken) {
    throw problem('YAML_SYNTAX', `${sentence(broken.message)} Correct the YAML here.`, at(broken.pos[0]))
  }
  const written = (path: Path) => writtenText(document, path)
  const place = (path: Path, ofKey = false): Place => {
    const offset = (ofKey ? keyOffset(document, path) : undefined) ?? offsetOf(document, path)
    return {
      ...(offset === undefined ? { file, line: firstLine, column: 1 } : at(offset)),
      ...(path.length > 0 && { field: fieldName(path) }),
    }
  }
  const input = keepBigNumbers(document, toPlain(document, file))
  const parsed = parseAsWritten(schema, input, written)
  if (parsed.success) return { value: parsed.data, written, place }
  const problems = parsed.error.issues.flatMap((issue) => explain(issue, schema, input, place))
  // A misspelt key also leaves the right one missing: the misspelling is what to mend.
  const [first, ...rest] = [
    ...problems.filter(({ code }) => code === 'YAML_UNKNOWN_KEY'),
    ...problems.filter(({ code }) => code !== 'YAML_UNKNOWN_KEY'),
  ]
  if (!first) throw problem('YAML_VALUE', 'This file cannot be read.', { file, line: firstLine })
  throw new AppError({
    code: first.code,
    kind: 'input',
    message: first.message,
    place: first.place,
    ...(rest.length > 0 && { details: { problems: rest.map((other) => other.toData()) } }),
  })
}

function problem(code: string, message: string, place: Place): AppError {
  return new AppError({ code, kind: 'input', message, place })
}

function toPlain(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    throw problem('YAML_SYNTAX', `${sentence((cause as Error).message)} Write the values out.`, { file })
  }
}

/** Parses; where the schema wants text and the file has a bare number or boolean, takes the text as written. */
function parseAsWritten<S extends z.ZodType>(
  schema: S,
  input: unknown,
  written: (path: Path) => string | undefined,
) {
  let parsed = schema.safeParse(input)
  // Each round mends every place that wanted text; unions may show further ones only then.
  for (let round = 0; round < 5 && !parsed.success; round++) {
    let mended = false
    for (const path of parsed.error.issues.flatMap((issue) => wantsText(issue, []))) {
      const value = valueAt(input, path)
      if (typeof value !== 'number' && typeof value !== 'boolean') continue
      const text = written(path)
      if (text === undefined) continue
      setAt(input, path, text)
      mended = true
    }
    if (!mended) break
    parsed = schema.safeParse(input)
  }
  return parsed
}

function wantsText(issue: z.core.$ZodIssue, base: Path): Path[] {
  const path = [...base, ...issue.path]
  if (issue.code === 'invalid_type' && issue.expected === 'string') return [path]
  if (issue.code === 'invalid_value' && issue.values.every((value) => typeof value === 'string'))
    return [path]
  if (issue.code === 'invalid_union')
    return issue.errors.flat().flatMap((inner) => wantsText(inner as z.core.$ZodIssue, path))
  return []
}

/** Numbers that a double does not hold exactly enough to be written back stay as they were written. */
function keepBigNumbers(document: Document.Parsed, input: unknown, path: Path = []): unknown {
  if (typeof input === 'number') {
    const text = writtenText(document, path) ?? ''
    const lost = /^[-+]?\d+$/.test(text)
      ? !Number.isSafeInteger(input)
      : /\d/.test(text) && !Number.isFinite(input)
    return lost ? text : input
  }
  if (Array.isArray(input))
    return input.map((item, index) => keepBigNumbers(document, item, [...path, index]))
  if (input !== null && typeof input === 'object') {
    return Object.fromEntries(
      Object.entries(input).map(([key, value]) => [key, keepBigNumbers(document, value, [...path, key])]),
    )
  }
  return input
}

function nodeAt(document: Document.Parsed, path: Path): ParsedNode | undefined {
  const node = path.length === 0 ? document.contents : document.getIn(path.map(keyOf), true)
  return isNode(node) ? (node as ParsedNode) : undefined
}

const keyOf = (key: PropertyKey) => (typeof key === 'symbol' ? String(key) : key)

function writtenText(document: Document.Parsed, path: Path): string | undefined {
  const node = nodeAt(document, path)
  if (!isScalar(node)) return undefined
  return (node as { source?: string }).source ?? String(node.value)
}

/** Where the value stands, else its nearest parent that is there. */
function offsetOf(document: Document.Parsed, path: Path): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length))
    if (node?.range) return node.range[0]
  }
  return undefined
}

/** Where the last key of the path is written. */
function keyOffset(document: Document.Parsed, path: Path): number | undefined {
  const map = nodeAt(document, path.slice(0, -1))
  const last = path.at(-1)
  if (!isMap(map) || last === undefined) return undefined
  const pair = map.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined
}

function valueAt(input: unknown, path: Path): unknown {
  let value = input
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined
    value = Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined
  }
  return value
}

function setAt(input: unknown, path: Path, to: unknown): void {
  const parent = valueAt(input, path.slice(0, -1))
  const last = path.at(-1)
  if (parent !== null && typeof parent === 'object' && last !== undefined && Object.hasOwn(parent, last)) {
    ;(parent as Record<PropertyKey, unknown>)[last] = to
  }
}

/** `metrics.mae.unit`, `tests[0].given`. */
function fieldName(path: Path): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : index === 0 ? String(key) : `.${String(key)}`,
    )
    .join('')
}

function explain(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  input: unknown,
  place: (path: Path, ofKey?: boolean) => Place,
  base: Path = [],
): AppError[] {
  const path = [...base, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path)
    return issue.keys.map((key) => {
      const near = nearest(key, known)
      // `{meaning: one, two}` is a second key `two`: the comma was meant as text.
      const cut = /\s/.test(key) && valueAt(input, [...path, key]) === null
      const way = cut
        ? 'Put a text that has a comma in quotes.'
        : near
          ? `Did you mean \`${near}\`?`
          : `Known here: ${known.map((name) => `\`${name}\``).join(', ')}.`
      return problem('YAML_UNKNOWN_KEY', `\`${key}\` is not known here. ${way}`, place([...path, key], true))
    })
  }
  if (issue.code === 'invalid_union') {
    // The branch that came furthest is the one that was meant.
    const branches = issue.errors.filter((branch) => branch.length > 0) as z.core.$ZodIssue[][]
    const depth = (branch: z.core.$ZodIssue[]) => Math.max(...branch.map((inner) => inner.path.length))
    const best = branches.sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0]
    if (best && depth(best) > 0) return best.flatMap((inner) => explain(inner, schema, input, place, path))
    const wanted = [...new Set(branches.flat().map((inner) => expectation(inner)))].join(', or ')
    return [problem('YAML_VALUE', `${subject(path)} ${wanted || sentence(issue.message)}.`, place(path))]
  }
  if (valueAt(input, path) === undefined && path.length > 0) {
    return [problem('YAML_MISSING', `${subject(path)} is missing. Add it.`, place(path))]
  }
  return [problem('YAML_VALUE', `${subject(path)} ${expectation(issue)}.`, place(path))]
}

function subject(path: Path): string {
  return path.length === 0 ? 'The file' : `\`${fieldName(path)}\``
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${typeWords[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value') {
    const values = issue.values.map((value) => String(value)).join(', ')
    return issue.values.length === 1 ? `must be ${values}` : `must be one of ${values}`
  }
  if (issue.code === 'invalid_key') {
    return `has a name that is not allowed: ${issue.issues.map((inner) => inner.message).join('; ')}`
  }
  return `is not right: ${issue.message.replace(/\.$/, '')}`
}

const typeWords: Record<string, string> = {
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  undefined: 'left out',
}

function sentence(text: string): string {
  const first = text.split('\n')[0] ?? text
  return /[.!?]$/.test(first) ? first : `${first}.`
}

import { AppError, inputError, type Place, toAppError } from '#shared/errors.ts'
import { parseTransformFile } from '#shared/format/front-matter.ts'
import { Name } from '#shared/names.ts'
import { nearest } from '#shared/nearest.ts'
import { type Macro, parseMacro } from './macro.ts'
import type { Param, Transform } from './types.ts'

/** A file by its path in the workspace. */
export interface SourceFile {
  path: string
  text: string
}

/**
 * The transforms of `.sql` files; a file that cannot be used is a problem with its place, and the rest stand. Pure:
 * for the working tree and for any commit. Two files with one name are both left out, since neither is meant more.
 */
export function parseToolbox(
  files: readonly SourceFile[],
  { standard = false }: { standard?: boolean } = {},
): { transforms: Transform[]; problems: AppError[] } {
  const transforms: Transform[] = []
  const problems: AppError[] = []
  for (const { path, text } of files) {
    if (!path.endsWith('.sql')) continue
    try {
      transforms.push(parseTransform(path, text, standard))
    } catch (thrown) {
      problems.push(toAppError(thrown))
    }
  }
  const byName = groupByName(transforms)
  const twice = new Set<string>()
  for (const [name, [first, ...others]] of byName) {
    for (const other of others) {
      twice.add(name)
      problems.push(
        inputError(
          'TRANSFORM_TWICE',
          `\`${name}\` is also defined in ${first?.file}. Rename one of the two files and its macro.`,
          { file: other.file, line: other.bodyLine },
        ),
      )
    }
  }
  return { transforms: transforms.filter(({ name }) => !twice.has(name)), problems }
}

function groupByName(transforms: Transform[]): Map<string, Transform[]> {
  const groups = new Map<string, Transform[]>()
  for (const transform of transforms) {
    groups.set(transform.name, [...(groups.get(transform.name) ?? []), transform])
  }
  return groups
}

/** One toolbox file. Throws an AppError with file, line and field. */
export function parseTransform(file: string, text: string, standard = false): Transform {
  const { header, body, bodyFrom, bodyLine } = parseTransformFile(file, text)
  const inBody = (place: Place): Place => ({ ...place, file, line: (place.line ?? 1) + bodyLine - 1 })
  const macro = located(() => parseMacro(body), inBody)
  const line = bodyLine + body.slice(0, macro.from).split('\n').length - 1
  const fail = (code: string, message: string, field?: string) =>
    inputError(code, message, { file, ...(field ? { line: 2, field } : { line }) })
  const expected = (file.split('/').at(-1) ?? '').replace(/\.sql$/, '')
  const named = Name.safeParse(expected)
  if (!named.success) {
    const why = named.error.issues[0]?.message
    throw fail('TRANSFORM_NAME', `\`${expected}\` is no name for a transform: ${why}. Rename the file.`)
  }
  if (macro.name !== expected) {
    throw fail(
      'TRANSFORM_NAME',
      `The file is named \`${expected}\` and its macro \`${macro.name}\`. Give both the same name.`,
    )
  }
  const main = [...macro.overloads].sort((a, b) => b.params.length - a.params.length)[0]
  const known = [...new Set(macro.overloads.flatMap(({ params }) => params.map(({ name }) => name)))]
  const stray = Object.keys(header.params).find((name) => !known.includes(name))
  if (stray !== undefined) {
    const near = nearest(stray, known)
    throw fail(
      'TRANSFORM_PARAM',
      `The macro has no parameter \`${stray}\`.${near ? ` Did you mean \`${near}\`?` : ''}`,
      `params.${stray}`,
    )
  }
  const params = (main?.params ?? []).map((param): Param => {
    const { default: _, ...docs } = header.params[param.name] ?? {}
    return { ...clean(docs), ...param }
  })
  const { returns } = header
  return {
    name: macro.name,
    file,
    text,
    body: macro.statement,
    bodyFrom: bodyFrom + macro.from,
    bodyLine: line,
    kind: kindOf(macro),
    description: header.description,
    params,
    returns: typeof returns === 'string' ? { type: returns } : (returns ?? null),
    examples: header.examples,
    tests: header.tests,
    standard,
  }
}

const kindOf = (macro: Macro): Transform['kind'] =>
  macro.overloads.some(({ table }) => table) ? 'table' : 'scalar'

function clean<T extends object>(docs: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(docs).filter(([, value]) => value !== undefined)) as never
}

function located<T>(produce: () => T, place: (place: Place) => Place): T {
  try {
    return produce()
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    const { code, kind, message, details } = thrown
    throw new AppError({ code, kind, message, details, place: place(thrown.place) }, { cause: thrown })
  }
}

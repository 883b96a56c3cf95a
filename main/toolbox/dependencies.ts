import { inputError } from '#shared/errors.ts'
import { identName, lex, splitStatements } from '#shared/sql/index.ts'
import { analyse, type NativeClient } from '../engine/index.ts'
import { bodyStatements, parseMacro } from './macro.ts'
import type { Transform } from './types.ts'

/** What the bodies of a macro read and call by themselves, by DuckDB's own parser. */
export interface MacroFacts {
  functions: string[]
  /** Sources, or tables that its callers must have. */
  tables: string[]
  /** Functions that answer differently each time. */
  volatile: string[]
}

async function usesOf(native: NativeClient, statements: readonly string[]): Promise<MacroFacts> {
  const all = await Promise.all(statements.map((sql) => analyse(native, sql)))
  return {
    functions: [...new Set(all.flatMap(({ functions }) => functions.map((name) => name.toLowerCase())))],
    tables: [...new Set(all.flatMap(({ tables }) => tables))],
    volatile: [...new Set(all.flatMap(({ volatile }) => volatile))],
  }
}

/** Names of `candidates` that stand in the text at all, so that most texts need no parser. */
function mentioned(text: string, candidates: ReadonlySet<string>): boolean {
  return lex(text).some((token) => candidates.has(identName(token)?.toLowerCase() ?? ''))
}

/** The transforms that a transform's bodies call by themselves. */
async function directly(
  native: NativeClient,
  transform: Transform,
  byName: ReadonlyMap<string, Transform>,
): Promise<Transform[]> {
  const others = new Set([...byName.keys()].filter((name) => name !== transform.name))
  const macro = parseMacro(transform.body)
  if (!macro.overloads.some(({ body }) => mentioned(body, others))) return []
  const { functions } = await usesOf(native, bodyStatements(macro))
  return functions.flatMap((name) => (others.has(name) ? (byName.get(name) ?? []) : []))
}

/** What a transform's bodies read and call by themselves. */
export async function macroFacts(native: NativeClient, { body }: Transform): Promise<MacroFacts> {
  return usesOf(native, bodyStatements(parseMacro(body)))
}

/**
 * The transforms in an order in which each stands after those it calls; with `from`, only what these reach. Throws
 * `TRANSFORM_CIRCLE` with the file when macros call each other in a circle, which DuckDB cannot create.
 */
export async function inOrder(
  native: NativeClient,
  transforms: readonly Transform[],
  from: readonly Transform[] = transforms,
): Promise<Transform[]> {
  const byName = new Map(transforms.map((transform) => [transform.name, transform]))
  const done = new Set<string>()
  const ordered: Transform[] = []
  const visit = async (transform: Transform, path: string[]): Promise<void> => {
    if (done.has(transform.name)) return
    if (path.includes(transform.name)) {
      const circle = [...path.slice(path.indexOf(transform.name)), transform.name].join(' -> ')
      throw inputError(
        'TRANSFORM_CIRCLE',
        `These transforms call each other in a circle: ${circle}. Take one call out.`,
        { file: transform.file, line: transform.bodyLine },
      )
    }
    for (const other of await directly(native, transform, byName))
      await visit(other, [...path, transform.name])
    done.add(transform.name)
    ordered.push(transform)
  }
  for (const transform of from) await visit(transform, [])
  return ordered
}

/** The CREATE MACRO statements of the transforms, each after those it calls. Throws as `inOrder` and `analyse`. */
export async function macroStatements(
  native: NativeClient,
  transforms: readonly Transform[],
): Promise<string[]> {
  return (await inOrder(native, transforms)).map(({ body }) => body)
}

/** The transforms that a text of one or more statements reaches, each after those it calls. */
export async function closure(
  native: NativeClient,
  transforms: readonly Transform[],
  sql: string,
): Promise<Transform[]> {
  const names = new Set(transforms.map(({ name }) => name))
  const functions = new Set<string>()
  for (const { text } of splitStatements(sql)) {
    if (!mentioned(text, names)) continue
    for (const name of (await usesOf(native, [text])).functions) functions.add(name)
  }
  return inOrder(
    native,
    transforms,
    transforms.filter(({ name }) => functions.has(name)),
  )
}

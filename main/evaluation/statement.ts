import { AppError } from '#shared/errors.ts'
import { parseQueryFile } from '#shared/format/front-matter.ts'
import type { QueryParam } from '#shared/format/param.ts'
import { short } from '#shared/names.ts'
import {
  type AtWhen,
  applyEdits,
  findAt,
  parameters,
  rewriteAt,
  splitStatements,
  sqlLiteral,
} from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'
import { analyse, snapshotView } from '../engine/index.ts'
import { resolveSnapshot } from '../lake/index.ts'
import { closure, macroFacts, type Transform } from '../toolbox/index.ts'
import type { Code } from './code.ts'
import type { EvaluationContext } from './context.ts'

/** A statement of a version, understood: what it reads, calls and needs. */
export interface Statement {
  /** As written, without the semicolon: what is hashed. */
  text: string
  /** Sources read at the snapshot that the run chooses. */
  reads: string[]
  /** Sources read at a snapshot that the statement itself names by AT. */
  pinned: { source: string; snapshot: string }[]
  /** Macros that it reaches. */
  macros: Transform[]
  /** Names of its parameters, each once. */
  params: string[]
  /** Snapshot that each AT clause means, by `key(source, when)`. */
  at: ReadonlyMap<string, string>
}

const atKey = (source: string, when: AtWhen): string => JSON.stringify([source, when])

/** The source that a view of it reads: `flights_rejects` reads `flights`. */
const sourceOf = (view: string): string => view.replace(/_(rejects|raw)$/, '')

/** Places of an error in a part of a file, as places in the file. */
function inFile(thrown: unknown, file: string, firstLine: number): unknown {
  if (!(thrown instanceof AppError)) return thrown
  const line = (thrown.place.line ?? 1) + firstLine - 1
  return new AppError(
    { ...thrown.toData(), place: { ...thrown.place, file, line } },
    { cause: thrown.cause ?? thrown },
  )
}

/** The one statement of an algorithm's file at a version, with the parameters that its header declares. */
export function readAlgorithm(
  code: Code,
  { file, ref }: { file: string; ref: string },
): { text: string; line: number; params: Record<string, QueryParam> } {
  const text = code.files.get(file)
  if (text === undefined) {
    throw new AppError({
      code: 'QUERY_MISSING',
      kind: 'input',
      message: `${ref} has no ${file} at ${short(code.commit)}. Choose another version.`,
      place: { file },
      details: { ref, commit: code.commit },
    })
  }
  const { header, body, bodyLine } = parseQueryFile(file, text)
  const statements = splitStatements(body)
  const [first, second] = statements
  if (!first || second) {
    throw new AppError({
      code: 'QUERY_NOT_ONE',
      kind: 'input',
      message: first
        ? `An algorithm is one statement, and this file has ${statements.length}. Put the others into files of their own.`
        : 'An algorithm is one statement, and this file has none. Write a SELECT.',
      place: { file, line: bodyLine + lineOf(body, second?.from ?? 0) },
    })
  }
  return { text: first.text, line: bodyLine + lineOf(body, first.from), params: header.params }
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1

/**
 * What a statement reads, calls and needs at a version. `own` names tables that are neither source nor macro
 * (`predictions` in a metric). Throws AppErrors with file and line.
 */
export async function understand(
  ctx: EvaluationContext,
  code: Code,
  { text, file, line, own = [] }: { text: string; file: string; line: number; own?: string[] },
): Promise<Statement> {
  try {
    const at = new Map<string, string>()
    for (const { source, when } of findAt(text)) {
      const spec = 'version' in when ? when.version : when.timestamp
      const { id } = await resolveSnapshot(ctx, sourceOf(source), spec)
      at.set(atKey(source, when), id)
    }
    const plain = rewriteAt(text, (source, when) => snapshotView(source, at.get(atKey(source, when)) ?? ''))
    const found = await analyse(ctx.native, plain)
    if (!found.selectLike) throw notSelect()
    const macros = await closure(ctx.native, [...code.transforms], plain)
    const facts = await Promise.all(macros.map((macro) => macroFacts(ctx.native, macro)))
    refuseVolatile(found.volatile, null)
    for (const [index, fact] of facts.entries()) refuseVolatile(fact.volatile, macros[index]?.name ?? null)
    const names = [...new Set([...found.tables, ...facts.flatMap((fact) => fact.tables)])]
    const { reads, pinned } = await sourcesOf(ctx, code, names, own)
    return { text, reads, pinned, macros, params: [...new Set(parameters(text).map(({ name }) => name))], at }
  } catch (thrown) {
    throw inFile(thrown, file, line)
  }
}

async function sourcesOf(
  { fileAtHand }: EvaluationContext,
  code: Code,
  names: readonly string[],
  own: readonly string[],
): Promise<Pick<Statement, 'reads' | 'pinned'>> {
  const reads = new Set<string>()
  const pinned = new Map<string, { source: string; snapshot: string }>()
  for (const name of names) {
    const [view = '', snapshot] = name.split('@')
    const lower = view.toLowerCase()
    if (own.includes(lower)) continue
    const source = code.contracts.find((contract) => contract.source === sourceOf(lower))?.source
    if (!source) {
      const file = await fileAtHand?.(sourceOf(lower))
      throw file ? notOfLake(sourceOf(lower), file) : unknownSource(code, view)
    }
    if (snapshot) pinned.set(name, { source, snapshot })
    else reads.add(source)
  }
  return { reads: [...reads], pinned: [...pinned.values()] }
}

function unknownSource(code: Code, name: string): AppError {
  const broken = code.problems.find((problem) => problem.place.file === `contracts/${sourceOf(name)}.yml`)
  const known = code.contracts.map((contract) => contract.source).join(', ')
  return new AppError({
    code: 'SOURCE_UNKNOWN',
    kind: 'input',
    message: broken
      ? `The contract of ${name} cannot be read at ${short(code.commit)}: ${broken.message}`
      : `There is no source ${name} at ${short(code.commit)}. ${known ? `Sources are ${known}.` : 'It has no contracts.'}`,
    details: { source: name },
  })
}

/** What only this computer has cannot be run again elsewhere. */
function notOfLake(source: string, { id, file }: { id: string; file: string }): AppError {
  return new AppError({
    code: 'FILE_AT_HAND',
    kind: 'input',
    message: `${source} is a file at hand (${file}) and not of the lake: only this computer has it, so the run could not be repeated. Put it into the lake under a contract.`,
    details: { source, file, hand: id },
  })
}

function notSelect(): AppError {
  return new AppError({
    code: 'QUERY_NOT_SELECT',
    kind: 'input',
    message: 'An evaluation runs statements that only read. Write a SELECT.',
  })
}

/** A run has to repeat: what answers differently each time is refused, with the way that repeats. */
function refuseVolatile(names: readonly string[], macro: string | null): void {
  const [name] = names
  if (name === undefined) return
  const random = /rand|uuid|seed/i.test(name)
  const clock = /now|current|today|timestamp|date|time|age/i.test(name)
  const way = random
    ? 'Draw from the data instead, e.g. `hash(id, 42)` with a seed of your own'
    : clock
      ? 'Take the time as a parameter, e.g. `$today`'
      : 'Take what it answers as a parameter'
  throw new AppError({
    code: 'QUERY_VOLATILE',
    kind: 'input',
    message: `${macro ? `The macro ${macro} calls` : 'It calls'} ${name}(), which answers differently each time, so the run could not be repeated. ${way}.`,
    details: { function: name },
  })
}

/** The statement ready for an engine: AT clauses as views, parameters as typed literals. */
export function fillIn(
  { text, at }: Statement,
  {
    params,
    view,
  }: {
    params: Record<string, { type: string; value: Cell }>
    view: (source: string, snapshot: string) => string
  },
): string {
  const filled = applyEdits(
    text,
    parameters(text).map(({ name, from, to }) => {
      const param = params[name]
      if (!param) throw new Error(`parameter ${name} was not resolved`)
      return { from, to, text: sqlLiteral(param.value, param.type) }
    }),
  )
  return rewriteAt(filled, (source, when) => view(source, at.get(atKey(source, when)) ?? ''))
}

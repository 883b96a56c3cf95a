import type { z } from 'zod'
import type { CatalogueSource, Diagnostic as DiagnosticSchema } from '#shared/contract/engine.ts'
import { type AppError, toAppError } from '#shared/errors.ts'
import { parseQueryFile } from '#shared/format/front-matter.ts'
import { nearest } from '#shared/nearest.ts'
import {
  applyEdits,
  atEdits,
  type Edit,
  findAt,
  formatType,
  identName,
  lex,
  originalOffset,
  parameters,
  parseType,
  splitStatements,
  type TextRange,
  type Token,
} from '#shared/sql/index.ts'
import type { CheckProblem } from '../../engine/index.ts'
import { resolveSnapshot } from '../../lake/index.ts'
import { lakeContext } from '../lake-context.ts'
import { type Known, known } from './catalogue.ts'
import { asNative, type EngineContext } from './context.ts'
import { notReadable, sourceOf } from './resolve.ts'

type Diagnostic = z.infer<typeof DiagnosticSchema>

/** Longer texts are not checked while they are typed: the parser would take seconds. */
const mostCharacters = 100_000

/** Errors of every statement of an editor's text, as DuckDB binds it; nothing runs. */
export async function diagnose(
  ctx: EngineContext,
  { text, at }: { text: string; at: Record<string, string> },
): Promise<Diagnostic[]> {
  if (text.length > mostCharacters) return []
  const now = await known(ctx, at)
  const header = headerOf(text)
  const found: Diagnostic[] = header.problem ? [header.problem] : []
  const statements: { range: TextRange; edits: Edit[] }[] = []
  for (const range of splitStatements(text)) {
    try {
      found.push(...(await snapshotProblems(ctx, range)))
      // A snapshot has the same columns as any other, so AT is checked by the source itself.
      const clauses = atEdits(range.text, (source) => source, unknownValue)
      const typed = typedParams(range.text, header.types).filter(
        ({ from }) => !clauses.some((edit) => edit.from <= from && from < edit.to),
      )
      const edits = [...clauses, ...typed].sort((a, b) => a.from - b.from)
      statements.push({ range, edits })
    } catch (thrown) {
      found.push(errorAt(range, toAppError(thrown)))
    }
  }
  const problems = await ctx.app.native.call('check', {
    set: asNative(ctx, now.catalogue.set),
    statements: statements.map(({ range, edits }) => applyEdits(range.text, edits)),
  })
  for (const [index, problem] of problems.entries()) {
    const statement = statements[index]
    if (problem && statement) found.push(diagnosticOf(now, statement, problem))
  }
  return found.sort((a, b) => a.from - b.from)
}

/** Types of the parameters by the header; a header that cannot be read is a problem at its line. */
function headerOf(text: string): { types: Record<string, string>; problem: Diagnostic | null } {
  try {
    const { params } = parseQueryFile('query', text).header
    return {
      types: Object.fromEntries(Object.entries(params).map(([name, { type }]) => [name, type])),
      problem: null,
    }
  } catch (thrown) {
    const { message, place } = toAppError(thrown)
    const lines = text.split('\n')
    const line = Math.min(place.line ?? 1, lines.length) - 1
    const from = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0)
    const to = from + (lines[line]?.length ?? 0)
    return { types: {}, problem: { from, to: Math.max(from + 1, to), severity: 'error', message } }
  }
}

/** A parameter is bound as NULL of its type, so that what depends on the type is checked too. */
function typedParams(sql: string, types: Record<string, string>): Edit[] {
  return parameters(sql).flatMap(({ name, from, to }) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    if (type === undefined) return []
    try {
      return [{ from, to, text: `CAST(NULL AS ${formatType(parseType(type))})` }]
    } catch {
      return []
    }
  })
}

/** While a text is typed its parameters have no values. */
const unknownValue = () => ''

/** AT clauses that name a snapshot this workspace does not have. */
async function snapshotProblems(ctx: EngineContext, range: TextRange): Promise<Diagnostic[]> {
  const lake = lakeContext(ctx.app, ctx.workspace)
  const found: Diagnostic[] = []
  for (const { source, when, from, to } of findAt(range.text, unknownValue)) {
    const spec = 'version' in when ? when.version : when.timestamp
    if (spec === '') continue
    try {
      await resolveSnapshot(lake, sourceOf(source), spec)
    } catch (thrown) {
      const { message, kind } = toAppError(thrown)
      if (kind === 'bug') throw thrown
      found.push({ from: range.from + from, to: range.from + to, severity: 'error', message })
    }
  }
  return found
}

function errorAt({ from, text }: TextRange, { message, place }: AppError): Diagnostic {
  const lines = text.split('\n').slice(0, (place.line ?? 1) - 1)
  const offset = lines.reduce((sum, line) => sum + line.length + 1, 0) + (place.column ?? 1) - 1
  return { from: from + offset, to: from + wordEnd(text, offset), severity: 'error', message }
}

function diagnosticOf(
  now: Known,
  { range, edits }: { range: TextRange; edits: Edit[] },
  problem: CheckProblem,
): Diagnostic {
  const { text } = range
  // A syntax error without a place is that the text ends too early; any other is about the whole statement.
  const nowhere = problem.code === 'SQL_SYNTAX' ? text.length : 0
  const offset = problem.offset === undefined ? nowhere : originalOffset(edits, problem.offset)
  const whole = spanOf(text, Math.min(offset, text.length))
  const last = lastPart(text, whole)
  const span = missingColumn(problem, text.slice(last.from, last.to)) ? last : whole
  const { message, fix } = explained(now, problem, text.slice(span.from, span.to))
  const at = fix === undefined ? span : last
  return {
    from: range.from + at.from,
    to: range.from + at.to,
    severity: 'error',
    message,
    ...(fix !== undefined && { fix }),
  }
}

/** The token at an offset, with what is joined to it by dots; at the end of a statement its last token. */
function spanOf(text: string, offset: number): { from: number; to: number } {
  const tokens = lex(text)
  const visible = (token: Token) => token.kind !== 'space' && token.kind !== 'comment'
  const at = tokens.findIndex((token) => offset < token.to && visible(token) && token.to > offset)
  const index = at === -1 ? tokens.findLastIndex(visible) : at
  const first = tokens[index]
  if (!first) return { from: 0, to: text.length }
  let last = index
  while (identName(first) !== undefined && tokens[last + 1]?.text === '.' && identName(tokens[last + 2])) {
    last += 2
  }
  return { from: first.from, to: tokens[last]?.to ?? first.to }
}

function lastPart(text: string, { from, to }: { from: number; to: number }): { from: number; to: number } {
  const last = lex(text.slice(from, to)).findLast((token) => identName(token) !== undefined)
  return last ? { from: from + last.from, to: from + last.to } : { from, to }
}

const wordEnd = (text: string, offset: number): number => spanOf(text, offset).to

/** The sentence to show, and the one name that was plainly meant. */
function explained(now: Known, problem: CheckProblem, shown: string): { message: string; fix?: string } {
  const { subtype, name, candidates = [] } = problem
  const message = problem.message.replace(/^[A-Z][\w ]* Error: /, '').replace(/\s*\n\s*/g, ' ')
  const lower = name?.toLowerCase() ?? ''
  if (subtype === 'MISSING_ENTRY' && problem.type === 'CATALOG') {
    const source = now.catalogue.sources.find((one) => one.name === sourceOf(lower))
    if (source && !source.image) return { message: notReadable(source) }
    const refused = now.left.find(({ transform }) => transform.name === lower)
    if (refused) return { message: refused.problem.message }
    const names = [...sourceNames(now.catalogue.sources), ...now.transforms.map((one) => one.name)]
    const meant = nearest(lower, [...names, ...candidates.map(plainName)])
    return meant === undefined ? { message } : meaning(message, meant)
  }
  if (subtype === 'COLUMN_NOT_FOUND' && name !== undefined && shown.includes(name)) {
    const meant = nearest(lower, candidates.map(plainName))
    return meant === undefined ? { message } : meaning(message, meant)
  }
  if (missingColumn(problem, shown)) {
    const columns = now.catalogue.sources.flatMap((source) => source.columns.map((column) => column.name))
    const meant = nearest(shown.toLowerCase(), columns)
    return meant === undefined ? { message } : meaning(message, meant)
  }
  return { message }
}

/** The sentence with our own guess in the place of DuckDB's. */
function meaning(message: string, meant: string): { message: string; fix: string } {
  const plain = message.replace(/\s*(Did you mean ["`][^"`]*["`]\?|Candidate bindings: .*$)/, '')
  return { message: `${plain.replace(/[.!]?$/, '.')} Did you mean \`${meant}\`?`, fix: meant }
}

/** `f.delai` where f has no such column: DuckDB says so in words only. */
const missingColumn = ({ type, subtype, message }: CheckProblem, shown: string): boolean =>
  type === 'BINDER' && subtype === undefined && message.includes(`does not have a column named "${shown}"`)

const plainName = (candidate: string): string =>
  candidate.trim().replaceAll('"', '').split('.').at(-1) ?? candidate

const sourceNames = (sources: readonly CatalogueSource[]): string[] =>
  sources.filter(({ image }) => image).flatMap(({ name }) => [name, `${name}_rejects`, `${name}_raw`])

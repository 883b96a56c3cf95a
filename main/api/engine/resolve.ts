import type { CatalogueSource, EngineSet, ResolvedStatement, ResolveInput } from '#shared/contract/engine.ts'
import { AppError, inputError } from '#shared/errors.ts'
import {
  type AtClause,
  type AtWhen,
  applyEdits,
  atEdits,
  type Edit,
  findAt,
  identName,
  isWord,
  lex,
  lineColumn,
  originalOffset,
  parameters,
  quoteText,
  significant,
  splitStatements,
  sqlLiteral,
} from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'
import { type Analysis, analyse, engineSet, type ImageFile, snapshotView } from '../../engine/index.ts'
import { ensureImage, type presentImage, resolveSnapshot } from '../../lake/index.ts'
import { closure, type MacroFacts, macroFacts } from '../../toolbox/index.ts'
import { lakeContext } from '../lake-context.ts'
import { type Known, known } from './catalogue.ts'
import { type EngineContext, giveOut } from './context.ts'

/** The source that a view of it reads: `flights_rejects` reads `flights`. */
export const sourceOf = (view: string): string => view.toLowerCase().replace(/_(rejects|raw)$/, '')

/**
 * One statement, ready to run: AT clauses are views of their snapshots and parameters typed literals, so that its
 * text can stand in another statement. Throws AppErrors with the place in the text as it was sent: `SQL_SYNTAX`,
 * `ENGINE_LOCKED`, `SOURCE_NOT_SYNCED`, `PARAM_MISSING`, and what the lake says of a snapshot that it does not have.
 */
export async function resolveStatement(
  ctx: EngineContext,
  { sql: sent, at, params, types }: ResolveInput,
  getImage: GetImage = buildWhenMissing,
): Promise<ResolvedStatement> {
  const text = onlyStatement(sent)
  refuseExtensions(text)
  const now = await known(ctx, at)
  const textOf = (name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
  const clauses = findAt(text, textOf)
  const pinned = await pinnedImages(ctx, now, text, clauses, getImage)
  const set = setWith(ctx, now, [...pinned.values()])
  const view = (name: string, when: AtWhen) => {
    const image = pinned.get(atKey(name, when))
    return image ? viewOf(now, name, image) : name
  }
  const atClauses = atEdits(text, view, textOf)
  // A parameter inside of AT is gone with it.
  const others = paramEdits(text, params, types).filter(
    ({ from }) => !atClauses.some((edit) => edit.from <= from && from < edit.to),
  )
  const edits = [...atClauses, ...others].sort((a, b) => a.from - b.from)
  const sql = applyEdits(text, edits)
  const found = await analyseEdited(ctx, { text, sql, edits })
  refuseMissing(now, text, found.tables)
  const macros = await throughMacros(ctx, now, sql)
  const tables = [...found.tables, ...macros.tables]
  return {
    set,
    sql,
    ...kindOf(text, found),
    steady: isQuery(text) && isSteady(set, found, macros),
    reads: readsOf(set, tables),
    wholeTable: wholeTable(now, text, clauses, pinned),
  }
}

/** The text up to the statement's end. Throws `SQL_ONE_STATEMENT`. */
function onlyStatement(sql: string): string {
  const statements = splitStatements(sql)
  const [only] = statements
  if (only && statements.length === 1) return sql.slice(0, only.to)
  throw inputError(
    'SQL_ONE_STATEMENT',
    only
      ? `This is ${statements.length} statements, and one runs at a time. Run them one after another.`
      : 'There is no statement here. Write a query, e.g. `SELECT 1`.',
  )
}

/** The window's engine takes INSTALL for done and does nothing: refused here, in native's words. */
function refuseExtensions(text: string): void {
  const [first] = significant(lex(text))
  if (!first || !isWord(first, 'INSTALL', 'LOAD', 'FORCE')) return
  throw inputError(
    'ENGINE_LOCKED',
    `${first.text.toUpperCase()} is off here: queries read the sources of this workspace, and write nothing outside of their own memory.`,
    lineColumn(text, first.from),
  )
}

const atKey = (source: string, when: AtWhen): string => JSON.stringify([source.toLowerCase(), when])

/** How the image of a snapshot that AT names is had. */
type GetImage = (...[lake, image]: Parameters<typeof presentImage>) => Promise<ImageFile>

const buildWhenMissing: GetImage = (lake, image) => ensureImage(lake, image, {})

/** The image of each AT clause. */
async function pinnedImages(
  ctx: EngineContext,
  now: Known,
  text: string,
  clauses: readonly AtClause[],
  getImage: GetImage,
): Promise<Map<string, ImageFile>> {
  const lake = lakeContext(ctx.app, ctx.workspace)
  const images = new Map<string, ImageFile>()
  for (const { source: name, when, from } of clauses) {
    const key = atKey(name, when)
    if (images.has(key)) continue
    const source = sourceOf(name)
    const contract = now.contracts.find((one) => one.source === source)
    const place = lineColumn(text, from)
    if (!contract) {
      throw inputError(
        'SOURCE_UNKNOWN',
        `\`${name}\` is no source, so it has no snapshots. Take AT out.`,
        place,
      )
    }
    try {
      const spec = 'version' in when ? when.version : when.timestamp
      const { id } = await resolveSnapshot(lake, source, spec)
      images.set(key, await getImage(lake, { source, snapshot: id, contract }))
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.place.file) throw thrown
      throw new AppError({ ...thrown.toData(), place }, { cause: thrown })
    }
  }
  return images
}

function setWith(ctx: EngineContext, now: Known, pinned: readonly ImageFile[]): EngineSet {
  if (pinned.length === 0) return giveOut(ctx, now.catalogue.set)
  return giveOut(ctx, engineSet([...now.images, ...pinned], now.macros))
}

/** The view of a set that reads an image: the plain name when the tab shows that very image anyway. */
function viewOf({ images }: Known, name: string, image: ImageFile): string {
  const base = images.find(({ source }) => source === image.source)
  return base === undefined || base.key === image.key ? name : snapshotView(name, image.snapshot)
}

function paramEdits(text: string, values: Record<string, Cell>, types: Record<string, string>): Edit[] {
  return parameters(text).map(({ name, from, to }) => {
    if (!Object.hasOwn(values, name)) {
      throw inputError(
        'PARAM_MISSING',
        `$${name} has no value. Fill it in, then run again.`,
        lineColumn(text, from),
      )
    }
    const value = values[name] ?? null
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    return { from, to, text: type === undefined ? plainLiteral(value) : sqlLiteral(value, type) }
  })
}

/** A value whose type nobody said: text is a plain literal, which DuckDB casts to what it is compared with. */
function plainLiteral(value: Cell): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return value.includes('\0') ? sqlLiteral(value, 'VARCHAR') : quoteText(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number') {
    const type = !Number.isInteger(value) ? 'DOUBLE' : Math.abs(value) < 2 ** 31 ? 'INTEGER' : 'BIGINT'
    return sqlLiteral(value, type)
  }
  throw inputError(
    'SQL_VALUE',
    'A parameter of this kind needs a type: write it into the header of the file.',
  )
}

/** What the parser says of the rewritten text, with places in the text that was sent. */
async function analyseEdited(
  { app }: EngineContext,
  { text, sql, edits }: { text: string; sql: string; edits: Edit[] },
): Promise<Analysis> {
  try {
    return await analyse(app.native, sql)
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    const { offset } = thrown.details
    if (typeof offset !== 'number') throw thrown
    throw new AppError(
      { ...thrown.toData(), place: lineColumn(text, originalOffset(edits, offset)) },
      { cause: thrown },
    )
  }
}

/** A source that was never synced has no view: better said than the engine's 'does not exist'. */
function refuseMissing({ catalogue }: Known, text: string, tables: readonly string[]): void {
  for (const table of tables) {
    const source = catalogue.sources.find(({ name }) => name === sourceOf(table))
    if (!source || source.image) continue
    // A column of the result may have the same name.
    const token = significant(lex(text)).find(
      (one, at, all) => identName(one)?.toLowerCase() === table.toLowerCase() && !isWord(all[at - 1], 'AS'),
    )
    throw inputError('SOURCE_NOT_SYNCED', notReadable(source), token && lineColumn(text, token.from), {
      source: source.name,
    })
  }
}

/** Why a source that has no image cannot be read, with the way out. */
export function notReadable({
  name,
  problem,
  hand,
}: Pick<CatalogueSource, 'name' | 'problem' | 'hand'>): string {
  if (hand && problem === undefined) {
    return `\`${name}\` is the file at hand ${hand.file}, which cannot be read any more. Remove it and drop it again.`
  }
  return problem === undefined
    ? `\`${name}\` is not on this computer yet. Sync it (\`lakebench sync ${name}\`), then run again.`
    : `\`${name}\` cannot be read: ${problem}`
}

/** What the macros read and call which a statement reaches. */
export async function throughMacros({ app }: EngineContext, now: Known, sql: string): Promise<MacroFacts> {
  const macros = await closure(app.native, now.transforms, sql).catch(() => [])
  const facts = await Promise.all(macros.map((macro) => macroFacts(app.native, macro)))
  return {
    functions: facts.flatMap(({ functions }) => functions),
    tables: facts.flatMap(({ tables }) => tables),
    volatile: facts.flatMap(({ volatile }) => volatile),
  }
}

/** Functions that tell of the session or the engine, or read a table whose name is a value. */
const ofTheSession = /^(duckdb_|pragma_|getvariable$|current_setting$|query$|query_table$|seq_scan$)/i

/** DuckDB's parser takes SHOW and DESCRIBE, which tell of the session, for queries too. */
const isQuery = (text: string): boolean => {
  const first = significant(lex(text)).find((token) => token.text !== '(')
  return first !== undefined && isWord(first, 'SELECT', 'FROM', 'WITH', 'VALUES', 'PIVOT', 'UNPIVOT')
}

/** Whether a statement can have one answer only: every table is of a snapshot, and no function is volatile. */
function isSteady(
  { images }: EngineSet,
  { selectLike, tables, functions, volatile }: Analysis,
  macros: MacroFacts,
): boolean {
  const sources = new Set(images.map(({ source }) => source))
  return (
    selectLike &&
    [...volatile, ...macros.volatile].length === 0 &&
    ![...functions, ...macros.functions].some((name) => ofTheSession.test(name)) &&
    [...tables, ...macros.tables].every((table) => sources.has(sourceOf(table.split('@')[0] ?? '')))
  )
}

/** Sources read, each with its snapshot, in order of appearance. */
function readsOf(set: EngineSet, tables: readonly string[]): ResolvedStatement['reads'] {
  const reads = new Map<string, ResolvedStatement['reads'][number]>()
  for (const table of tables) {
    const [view = '', snapshot] = table.split('@')
    const source = sourceOf(view)
    const image = set.images.find(
      (one) => one.source === source && (snapshot === undefined || one.snapshot === snapshot),
    )
    if (!image) continue
    const { file } = image
    reads.set(`${source} ${image.snapshot}`, { source, snapshot: image.snapshot, ...(file && { file }) })
  }
  return [...reads.values()]
}

/** Statements that keep something on their connection for later ones. */
const keeping = [
  ...['CREATE', 'INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'TRUNCATE', 'BEGIN', 'START', 'COMMIT', 'END'],
  ...['ROLLBACK', 'ABORT', 'PREPARE', 'EXECUTE', 'DEALLOCATE', 'SET', 'RESET', 'USE', 'MERGE'],
]

function kindOf(text: string, { selectLike }: Analysis): { stateful: boolean; yieldsRows: boolean } {
  const [first] = significant(lex(text))
  const stateful = !selectLike && isWord(first, ...keeping)
  const rows = [
    'EXPLAIN',
    'PRAGMA',
    'CALL',
    'SHOW',
    'DESCRIBE',
    'DESC',
    'SUMMARIZE',
    'PIVOT',
    'WITH',
    'EXECUTE',
  ]
  return { stateful, yieldsRows: selectLike || isWord(first, ...rows) }
}

/** `SELECT * FROM source` and `FROM source`, nothing more: the source's name, with its snapshot when AT names one. */
function wholeTable(
  now: Known,
  text: string,
  clauses: readonly AtClause[],
  pinned: ReadonlyMap<string, ImageFile>,
): string | null {
  const tokens = significant(lex(text))
  const start = isWord(tokens[0], 'SELECT') && tokens[1]?.text === '*' ? 2 : 0
  if (!isWord(tokens[start], 'FROM')) return null
  const name = identName(tokens[start + 1])?.toLowerCase()
  const source = now.images.find((image) => image.source === name)?.source
  if (source === undefined) return null
  const [clause] = clauses
  const end = clause ? clause.to : tokens[start + 1]?.to
  if (tokens.at(-1)?.to !== end) return null
  if (!clause) return source
  const image = pinned.get(atKey(clause.source, clause.when))
  return image ? viewOf(now, source, image) : null
}

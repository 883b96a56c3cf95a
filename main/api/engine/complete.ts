import type { z } from 'zod'
import type { CatalogueSource, Completion as CompletionSchema } from '#shared/contract/engine.ts'
import { isReserved } from '#shared/reserved.ts'
import {
  ctesInScope,
  type FromItem,
  identName,
  isWord,
  lex,
  quoteIdent,
  scopeAt,
  significant,
  statementAt,
} from '#shared/sql/index.ts'
import type { Vocabulary } from '../../engine/index.ts'
import { catalogueMacro } from '../../toolbox/index.ts'
import { type Known, known } from './catalogue.ts'
import { columnsOf } from './columns.ts'
import { completeAt } from './complete-at.ts'
import type { EngineContext } from './context.ts'
import { vocabularyOf } from './vocabulary.ts'

type Completion = z.infer<typeof CompletionSchema>

/** Functions and keywords by the letters typed so far are many; the editor shows a dozen. */
const mostWords = 60

/** What can stand at the caret, best first: columns in scope, then sources, macros, DuckDB's functions and keywords. */
export async function complete(
  ctx: EngineContext,
  { text, offset, at }: { text: string; offset: number; at: Record<string, string> },
): Promise<Completion[]> {
  const range = statementAt(text, offset)
  const inside = range !== undefined && range.from <= offset
  const sql = inside ? text.slice(range.from, Math.max(range.to, offset)) : ''
  const caret = inside ? offset - range.from : 0
  const times = await completeAt(ctx, text, offset)
  if (times) return times
  if (isInText(text, offset)) return []
  const [now, words] = [await known(ctx, at), await vocabularyOf(ctx.app)]
  const typed = typedAt(sql, caret)
  if (givesName(sql, caret - typed.length)) return []
  const scope = scopeAt(sql, caret - typed.length)
  if (scope.qualifier !== null) return qualified(ctx, now, sql, scope.items, scope.qualifier)
  const found = [
    ...(scope.place === 'from' ? fromItems(now, sql, caret) : []),
    ...(scope.place === 'expression' ? await columns(ctx, now, sql, scope.items) : []),
    ...macros(now, scope.place === 'from' ? 'table' : 'scalar'),
    ...ownWords(words, typed, scope.place === 'from', now),
  ]
  const open = sql[caret] === '('
  return unique(open ? found.map((item) => ({ ...item, insert: item.insert.replace(/\($/, '') })) : found)
}

/** Inside a comment or a text literal nothing is offered. */
function isInText(sql: string, caret: number): boolean {
  const token = lex(sql).find(
    ({ from, to, closed }) => from < caret && (caret < to || (caret === to && !closed)),
  )
  if (token?.kind === 'comment') return true
  if (token?.kind === 'string') return true
  const before = lex(sql).find(({ to }) => to === caret)
  return before?.kind === 'comment' && before.text.startsWith('--')
}

/** After AS a new name is typed: only a type (CAST) or a query (CREATE … AS) is one of those that are known. */
function givesName(sql: string, caret: number): boolean {
  const before = significant(lex(sql)).filter(({ to }) => to <= caret)
  if (!isWord(before.at(-1), 'AS')) return false
  if (isWord(before[0], 'CREATE', 'PREPARE')) return false
  let depth = 0
  const opener = before.findLastIndex(({ text }) => {
    if (text === ')') depth += 1
    if (text === '(') depth -= 1
    return depth < 0
  })
  return !isWord(before[opener - 1], 'CAST', 'TRY_CAST')
}

/** The letters before the caret that belong to the word being typed. */
const typedAt = (sql: string, caret: number): string =>
  /[\p{L}\p{N}_]*$/u.exec(sql.slice(0, caret))?.[0] ?? ''

async function qualified(
  ctx: EngineContext,
  now: Known,
  sql: string,
  items: readonly FromItem[],
  qualifier: string,
): Promise<Completion[]> {
  const item = items.find(({ alias, name }) => (alias ?? name)?.toLowerCase() === qualifier.toLowerCase())
  if (!item) return []
  return (await columnsOf(ctx, now, sql, item)).map((column) => columnItem(column, null))
}

async function columns(
  ctx: EngineContext,
  now: Known,
  sql: string,
  items: readonly FromItem[],
): Promise<Completion[]> {
  const found: Completion[] = []
  for (const item of items) {
    const owner = item.alias ?? item.name
    for (const column of await columnsOf(ctx, now, sql, item)) found.push(columnItem(column, owner))
    if (owner)
      found.push({ label: owner, kind: item.kind === 'cte' ? 'cte' : 'source', insert: ident(owner) })
  }
  return found
}

function columnItem(column: CatalogueSource['columns'][number], owner: string | null): Completion {
  const { name, type, unit, meaning } = column
  const detail = [type, unit, owner].filter(Boolean).join(' · ')
  return {
    label: name,
    kind: 'column',
    insert: ident(name),
    detail,
    ...(meaning !== undefined && { documentation: meaning }),
  }
}

function fromItems(now: Known, sql: string, caret: number): Completion[] {
  const ctes = ctesInScope(sql, caret).map(
    ({ name }): Completion => ({ label: name, kind: 'cte', insert: ident(name), detail: 'WITH' }),
  )
  const sources = now.catalogue.sources.flatMap((source): Completion[] => {
    const { name, image, description, problem } = source
    if (!image) {
      return [
        {
          label: name,
          kind: 'source',
          insert: ident(name),
          detail: problem ? 'cannot be read' : 'not synced',
        },
      ]
    }
    const rows = `${image.rows.toLocaleString('en-US')} rows`
    const more = description === undefined ? {} : { documentation: description }
    const rejects =
      image.rejects === 0
        ? []
        : [
            {
              label: `${name}_rejects`,
              kind: 'source' as const,
              insert: ident(`${name}_rejects`),
              detail: `${image.rejects.toLocaleString('en-US')} rejected rows`,
            },
          ]
    return [{ label: name, kind: 'source', insert: ident(name), detail: rows, ...more }, ...rejects]
  })
  const raw = now.catalogue.sources
    .filter(({ image }) => image)
    .map(
      ({ name }): Completion => ({
        label: `${name}_raw`,
        kind: 'source',
        insert: ident(`${name}_raw`),
        detail: 'every column, with the object and row it came from',
      }),
    )
  return [...ctes, ...sources, ...raw]
}

function macros(now: Known, kind: 'table' | 'scalar'): Completion[] {
  return now.transforms
    .filter((transform) => transform.kind === kind)
    .map((transform) => {
      const { name, signature, description, params, returns } = catalogueMacro(transform)
      const list = params.map(
        (param) =>
          `- \`${param.name}\`${param.type ? ` ${param.type}` : ''}${param.unit ? `, ${param.unit}` : ''}${param.meaning ? `: ${param.meaning}` : ''}`,
      )
      return {
        label: name,
        kind: 'macro',
        insert: `${ident(name)}(`,
        detail: signature,
        documentation: [description, list.join('\n'), returns && `Returns ${returns}`]
          .filter(Boolean)
          .join('\n\n'),
      }
    })
}

/** DuckDB's functions and keywords that begin with what was typed. */
function ownWords(words: Vocabulary, typed: string, inFrom: boolean, now: Known): Completion[] {
  if (typed === '') return []
  const begins = (name: string) => name.toLowerCase().startsWith(typed.toLowerCase())
  const own = new Set(now.transforms.map(({ name }) => name))
  const functions = words.functions
    .filter(({ name, kind }) => begins(name) && !own.has(name) && (kind === 'table') === inFrom)
    .slice(0, mostWords)
    .map(
      ({ name, signature, description }): Completion => ({
        label: name,
        kind: 'function',
        insert: `${name}(`,
        detail: signature,
        ...(description && { documentation: description }),
      }),
    )
  const keywords = words.keywords
    .filter(({ name }) => begins(name))
    .sort((a, b) => Number(b.reserved) - Number(a.reserved))
    .slice(0, mostWords)
    .map(({ name }): Completion => ({ label: name, kind: 'keyword', insert: name }))
  return [
    ...keywords.filter(({ label }) => common.has(label)),
    ...functions,
    ...keywords.filter(({ label }) => !common.has(label)),
  ]
}

/** Keywords that are typed every day stand before functions of the same letters. */
const common = new Set([
  ...[
    'SELECT',
    'FROM',
    'WHERE',
    'GROUP',
    'ORDER',
    'BY',
    'HAVING',
    'LIMIT',
    'OFFSET',
    'JOIN',
    'LEFT',
    'INNER',
    'ON',
  ],
  ...[
    'USING',
    'WITH',
    'AS',
    'AND',
    'OR',
    'NOT',
    'IN',
    'IS',
    'NULL',
    'CASE',
    'WHEN',
    'THEN',
    'ELSE',
    'END',
    'UNION',
  ],
  ...[
    'ALL',
    'DISTINCT',
    'BETWEEN',
    'LIKE',
    'ILIKE',
    'EXISTS',
    'DESC',
    'ASC',
    'QUALIFY',
    'OVER',
    'PARTITION',
    'FILTER',
  ],
  ...[
    'EXCLUDE',
    'REPLACE',
    'DESCRIBE',
    'SUMMARIZE',
    'PIVOT',
    'UNPIVOT',
    'CAST',
    'INTERVAL',
    'DATE',
    'TIMESTAMP',
  ],
])

function unique(items: readonly Completion[]): Completion[] {
  const seen = new Set<string>()
  return items.filter(({ label, kind, detail }) => {
    const key = `${kind} ${label} ${kind === 'column' ? (detail ?? '') : ''}`
    return !seen.has(key) && seen.add(key)
  })
}

const ident = (name: string): string => {
  const [token, ...more] = lex(name)
  const plain = token?.kind === 'word' && more.length === 0 && !isReserved(name)
  return plain && identName(token) === name ? name : quoteIdent(name)
}

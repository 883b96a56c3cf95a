import type { CatalogueSource } from '#shared/contract/engine.ts'
import { cteQuery, ctes, ctesInScope, type FromItem, rewriteAt, withCtes } from '#shared/sql/index.ts'
import type { Column } from '#shared/value.ts'
import type { Known } from './catalogue.ts'
import { asNative, type EngineContext } from './context.ts'
import { sourceOf } from './resolve.ts'

type KnownColumn = CatalogueSource['columns'][number]

const described = new WeakMap<object, Map<string, Promise<Column[]>>>()
const mostDescribed = 500

/** Columns of one table of a FROM clause; none where DuckDB cannot say them (a half-written subquery). */
export async function columnsOf(
  ctx: EngineContext,
  now: Known,
  sql: string,
  item: FromItem,
): Promise<KnownColumn[]> {
  const name = item.name?.toLowerCase() ?? ''
  if (item.kind === 'table') {
    const source = now.catalogue.sources.find((one) => one.name === name)
    if (source) return source.columns
    const base = now.catalogue.sources.find((one) => one.name === sourceOf(name))
    return base?.image ? asKnown(await describe(ctx, now, `FROM ${item.text}`)) : []
  }
  const query = queryOf(sql, item)
  return query === null
    ? []
    : asKnown(
        await describe(
          ctx,
          now,
          rewriteAt(query, (source) => source),
        ),
      )
}

/** A SELECT with the very columns of a CTE, a call or a subquery, after the CTEs that it may name. */
function queryOf(sql: string, { kind, name, text }: FromItem): string | null {
  if (kind === 'cte') {
    const cte = ctes(sql).findLast((one) => one.name.toLowerCase() === name?.toLowerCase())
    return cte ? cteQuery(sql, cte) : null
  }
  const from = sql.indexOf(text)
  return withCtes(sql, ctesInScope(sql, from), `SELECT * FROM ${text}`)
}

function describe(ctx: EngineContext, now: Known, sql: string): Promise<Column[]> {
  const cache = described.get(ctx.app) ?? new Map<string, Promise<Column[]>>()
  described.set(ctx.app, cache)
  const { set } = now.catalogue
  const key = `${set.id} ${sql}`
  const found =
    cache.get(key) ?? ctx.app.native.call('describe', { set: asNative(ctx, set), sql }).catch(() => [])
  cache.delete(key)
  cache.set(key, found)
  const [oldest] = cache.keys()
  if (cache.size > mostDescribed && oldest !== undefined) cache.delete(oldest)
  return found
}

const asKnown = (columns: readonly Column[]): KnownColumn[] =>
  columns.map(({ name, type }) => ({ name, type, required: false }))

import { closings, ctes, identName, isWord, type Token } from '#shared/sql/index.ts'
import type { Part } from './parts.ts'
import { beginsQuery } from './selection.ts'

/** Columns by lower-case name of each table that is known, by lower-case name. */
export type KnownColumns = ReadonlyMap<string, ReadonlySet<string>>

/** A query within the selection. */
export interface Scope {
  from: number
  to: number
  /** Names by which its tables can be qualified, and the tables, in lower case. */
  names: Set<string>
}

/** The queries within the selection: what is written in them may be theirs. */
export function queryScopes(text: string, tokens: readonly Token[], whole: boolean): Scope[] {
  const close = closings(tokens)
  const scopes: Scope[] = []
  const scope = (inner: readonly Token[]): void => {
    const [first, last] = [inner[0], inner.at(-1)]
    if (!first || !last) return
    const names = new Set(ctes(text.slice(first.from, last.to)).map(({ name }) => name.toLowerCase()))
    inner.forEach((token, index) => {
      if (!isWord(token, 'FROM', 'JOIN') && token.text !== ',') return
      for (const next of inner.slice(index + 1, index + 8)) {
        const name = identName(next)?.toLowerCase()
        if (name !== undefined && !isWord(next, 'AS')) names.add(name)
        else if (next.text !== '.' && !isWord(next, 'AS')) break
      }
    })
    // An alias after a subquery in FROM: `(SELECT …) AS x`.
    inner.forEach((token, index) => {
      if (token.text !== ')') return
      const alias = identName(inner[index + (isWord(inner[index + 1], 'AS') ? 2 : 1)])
      if (alias !== undefined) names.add(alias.toLowerCase())
    })
    scopes.push({ from: first.from, to: last.to, names })
  }
  if (whole) scope(tokens)
  tokens.forEach((token, index) => {
    const end = close.get(index)
    if (token.text === '(' && end !== undefined && beginsQuery(tokens[index + 1]))
      scope(tokens.slice(index + 1, end))
  })
  return scopes
}

/**
 * Whether the column comes from around the selection. Within a query of the selection, a plain name is that query's
 * unless all its tables are known and none has it; whatever is judged wrong is refused by the engine's binder.
 */
export function isFree({ from, path }: Part, scopes: readonly Scope[], known: KnownColumns): boolean {
  const around = scopes.filter((scope) => scope.from <= from && from < scope.to)
  if (around.length === 0) return true
  const [head = ''] = path.map((name) => name.toLowerCase())
  if (path.length > 1) return !around.some(({ names }) => names.has(head))
  const names = around.flatMap((scope) => [...scope.names])
  const tables = names.flatMap((name) => known.get(name) ?? [])
  const everyKnown = names.every((name) => known.has(name)) && tables.length > 0
  return everyKnown && !tables.some((columns) => columns.has(head))
}

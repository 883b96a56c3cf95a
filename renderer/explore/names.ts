import type { Catalogue } from '#shared/contract/engine.ts'
import { isReserved } from '#shared/reserved.ts'
import {
  type Cte,
  type CteUse,
  ctesInScope,
  cteUses,
  identName,
  lex,
  outputColumn,
  scopeAt,
  significant,
  type Token,
} from '#shared/sql/index.ts'
import { columnIn, placesOfColumn, refusesColumn, renamesColumn } from './column-names.ts'
import { nameIn, onlyNames, type Place } from './name-at.ts'

type Known = Catalogue | null | undefined

function usesAt(text: string, offset: number): { uses: CteUse[]; start: number } | null {
  const found = nameIn(text, offset)
  if (!found) return null
  const all = cteUses(found.sql)
  const own = all.find(({ from, kind }) => from === found.token.from && kind !== 'unsure')
  if (!own) return null
  return { uses: all.filter(({ cte }) => cte.from === own.cte.from), start: found.start }
}

/** Every place of a statement that names the CTE or the column of a query at an offset; null where none is named. */
export function referencesOf(text: string, offset: number, catalogue: Known): Place[] | null {
  const found = usesAt(text, offset)
  const named = nameIn(text, offset)
  if (!found) return named && placesOfColumn(named, catalogue)
  const { uses, start } = found
  return uses.map(({ from, to }) => ({ from: start + from, to: start + to }))
}

/** The table and the column of it that an offset names, where that is proved; null elsewhere. */
export function tableColumnAt(
  text: string,
  offset: number,
  catalogue: Known,
): { table: string; column: string } | null {
  const named = usesAt(text, offset) ? null : nameIn(text, offset)
  const origin = named && columnIn(named, catalogue)?.origin
  return origin?.kind === 'table' ? origin : null
}

/** The name at an offset, when it can be renamed; else a sentence why not. */
export function renameable(
  text: string,
  offset: number,
  catalogue: Known,
): (Place & { name: string }) | string {
  const found = nameIn(text, offset)
  if (!found) return onlyNames
  const uses = usesAt(text, offset)
  const refused = uses ? null : refusesColumn(text, found, catalogue)
  if (refused !== null) return refused
  const { token, start } = found
  return { from: start + token.from, to: start + token.to, name: identName(token) ?? token.text }
}

/** What renaming the CTE or column at an offset replaces; else a sentence why it is refused. */
export function renameEdits(
  text: string,
  offset: number,
  name: string,
  catalogue: Known,
): { edits: (Place & { text: string })[] } | string {
  const found = nameIn(text, offset)
  const named = usesAt(text, offset)
  if (!found) return onlyNames
  if (!/^[A-Za-z_]\w*$/.test(name) || isReserved(name)) {
    return `\`${name}\` is no plain name. Use letters, digits and _, and no word of SQL.`
  }
  if (!named) return renamesColumn(text, found, name, catalogue)
  const old = identName(found.token)?.toLowerCase()
  const lower = name.toLowerCase()
  if (lower !== old && lex(found.sql).some((token) => identName(token)?.toLowerCase() === lower)) {
    return `\`${name}\` is used in this query already. Choose another name.`
  }
  const unsure = named.uses.find(({ kind }) => kind === 'unsure')
  if (unsure) {
    return `\`${old}\` also stands alone, where it may be a column or the whole row. Write \`${old}.*\` or rename by hand.`
  }
  const { uses, start } = named
  return { edits: uses.map(({ from, to }) => ({ from: start + from, to: start + to, text: name })) }
}

/** What a name stands for. */
export type Definition =
  | { kind: 'here'; place: Place }
  | { kind: 'macro'; name: string }
  | { kind: 'source'; name: string }
  | { kind: 'field'; source: string; column: string }

/** Where the name at an offset is defined, as far as it can be proved; null when it cannot. */
export function definitionOf(
  text: string,
  offset: number,
  catalogue: Catalogue | null,
): Definition | { unknown: string } | null {
  const found = nameIn(text, offset)
  if (!found) return null
  const { sql, start, token } = found
  const use = cteUses(sql).find(({ from }) => from === token.from)
  const here = (place: Place): Definition => ({
    kind: 'here',
    place: { from: start + place.from, to: start + place.to },
  })
  if (use) return here(use.cte)
  const written = identName(token) ?? ''
  const name = written.toLowerCase()
  const tokens = significant(lex(sql))
  const index = tokens.findIndex(({ from }) => from === token.from)
  if (tokens[index + 1]?.text === '(' && catalogue?.macros.some((macro) => macro.name === name)) {
    return { kind: 'macro', name }
  }
  const column = columnIn(found, catalogue)
  if (column?.origin) {
    const { origin } = column
    if (origin.kind === 'output') return here(origin)
    const called = catalogue?.macros.some((macro) => macro.name === origin.table)
    return called
      ? { kind: 'macro', name: origin.table }
      : { kind: 'field', source: origin.table, column: origin.column }
  }
  const columns = columnDefinitions(sql, token, tokens[index - 1]?.text === '.', catalogue)
  const [only] = columns
  if (only && columns.length === 1) return only.kind === 'here' ? here(only.place) : only
  if (columns.length > 1)
    return { unknown: `\`${written}\` may be a column of several tables. Write the table before it.` }
  const view = name.replace(/_(rejects|raw)$/, '')
  if (catalogue?.macros.some((macro) => macro.name === name)) return { kind: 'macro', name }
  if (catalogue?.sources.some((source) => source.name === view)) return { kind: 'source', name: view }
  return { unknown: `\`${written}\` is defined nowhere in this query, the toolbox or the contracts.` }
}

function columnDefinitions(
  sql: string,
  token: Token,
  qualified: boolean,
  catalogue: Catalogue | null,
): Definition[] {
  const { items, qualifier } = scopeAt(sql, token.from)
  const column = identName(token) ?? ''
  const asked = items.filter(
    ({ alias, name }) => !qualified || (alias ?? name)?.toLowerCase() === qualifier?.toLowerCase(),
  )
  return asked.flatMap((item): Definition[] => {
    if (item.kind === 'cte') {
      const cte = innermost(ctesInScope(sql, item.from), item.name ?? '')
      const place = cte && outputColumn(sql.slice(cte.bodyFrom, cte.bodyTo), column)
      return place
        ? [{ kind: 'here', place: { from: cte.bodyFrom + place.from, to: cte.bodyFrom + place.to } }]
        : []
    }
    if (item.kind !== 'table') return []
    const view = item.name?.toLowerCase().replace(/_(rejects|raw)$/, '')
    const source = catalogue?.sources.find(({ name }) => name === view)
    return source?.columns.some(({ name }) => name.toLowerCase() === column.toLowerCase())
      ? [{ kind: 'field', source: source.name, column }]
      : []
  })
}

const innermost = (found: readonly Cte[], name: string): Cte | undefined =>
  found
    .filter((cte) => cte.name.toLowerCase() === name.toLowerCase())
    .sort((a, b) => a.withFrom - b.withFrom || a.from - b.from)
    .at(-1)

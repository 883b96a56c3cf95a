import type { ColumnUses } from './column-uses.ts'
import { originKey } from './columns/scope.ts'
import type { ColumnOrigin, ColumnUse } from './columns/types.ts'
import { isWord, lex, significant, type Token } from './lex.ts'
import { identName } from './names.ts'
import type { Edit } from './text.ts'

/** A column that a query of the statement gives. */
export type OutputColumn = Extract<ColumnOrigin, { kind: 'output' }>

/** Why a column keeps its name, as a sentence, and the place that is why. */
export interface Refusal {
  from: number
  message: string
}

/** What the name at an offset of the statement names: a column that is used or, by its alias, one that is given. */
export function columnAt(found: ColumnUses, offset: number): ColumnUse | OutputColumn | null {
  const here = ({ from, to }: { from: number; to: number }) => from <= offset && offset <= to
  return (
    found.uses.findLast(here) ??
    found.definitions.findLast((one) => here(one) && one.unnamedTo === null) ??
    null
  )
}

/** Where a column is named: its definition, and each use that is proved to be it or, as of USING, is it too. */
export function columnPlaces(found: ColumnUses, origin: ColumnOrigin): { from: number; to: number }[] {
  const key = originKey(origin)
  const places = new Map<number, { from: number; to: number }>()
  if (origin.kind === 'output') places.set(origin.from, { from: origin.from, to: origin.to })
  for (const { from, to, sure, origins } of found.uses) {
    if (sure && origins.some((one) => originKey(one) === key)) places.set(from, { from, to })
  }
  return [...places.values()].sort((a, b) => a.from - b.from)
}

/**
 * What another name of a column replaces. Where the result of a query took its name from the column, `AS` keeps that
 * name. Refused wherever a place may mean the column and that cannot be proved, and where `*` passes it on, unless what
 * the star gives may follow.
 */
export function renameColumn(
  sql: string,
  found: ColumnUses,
  origin: ColumnOrigin,
  to: string,
  { stars = 'refuse' }: { stars?: 'refuse' | 'follow' } = {},
): Edit[] | Refusal {
  const tokens = significant(lex(sql))
  const refused = refusal(tokens, found, origin, to, stars)
  if (refused) return refused
  const key = originKey(origin)
  const edits = definitionEdits(origin, to)
  for (const use of found.uses) {
    if (!use.origins.some((one) => originKey(one) === key)) continue
    const kept = use.givesTo === null ? '' : ` AS ${sql.slice(use.from, use.to)}`
    if (use.givesTo === null || use.givesTo === use.to)
      edits.push({ from: use.from, to: use.to, text: to + kept })
    else
      edits.push({ from: use.from, to: use.to, text: to }, { from: use.givesTo, to: use.givesTo, text: kept })
  }
  return edits
}

function definitionEdits(origin: ColumnOrigin, to: string): Edit[] {
  if (origin.kind === 'table') return []
  return origin.unnamedTo === null
    ? [{ from: origin.from, to: origin.to, text: to }]
    : [{ from: origin.unnamedTo, to: origin.unnamedTo, text: ` AS ${to}` }]
}

function refusal(
  tokens: readonly Token[],
  found: ColumnUses,
  origin: ColumnOrigin,
  to: string,
  stars: 'refuse' | 'follow',
): Refusal | null {
  const [name, defined] = origin.kind === 'output' ? [origin.name, origin.from] : [origin.column, 0]
  const key = originKey(origin)
  const is = (one: ColumnOrigin) => originKey(one) === key
  const lower = to.toLowerCase()
  const same = lower === name.toLowerCase()
  const taken = tokens.find((token) => identName(token)?.toLowerCase() === lower)
  if (!same && taken)
    return { from: taken.from, message: `\`${to}\` is used in this query already. Choose another name.` }
  if (!same && (found.fields.has(lower) || found.definitions.some((one) => one.name.toLowerCase() === lower)))
    return { from: defined, message: `A table of this query has a column \`${to}\`. Choose another name.` }
  const [unread] = found.unread
  if (unread)
    return {
      from: unread.from,
      message: `\`${unread.word}\` may name columns in ways that cannot be followed. Rename by hand.`,
    }
  const nameless = found.nameless.find(
    ({ kind, origins }) => origins.some(is) && !(kind === 'star' && stars === 'follow'),
  )
  if (nameless?.kind === 'star')
    return {
      from: nameless.from,
      message: `\`${name}\` is passed on by \`*\`, so whoever reads the result knows it by that name. Write the columns in its place.`,
    }
  if (nameless)
    return {
      from: nameless.from,
      message: `A whole row with \`${name}\` in it is a value here. Rename by hand.`,
    }
  const own = found.uses.filter(({ origins }) => origins.some(is))
  const merged = own.find(({ sure, origins }) => sure && origins.length > 1)
  if (merged)
    return {
      from: merged.from,
      message: `\`${name}\` is one column of two tables here, by USING. Write ON in its place.`,
    }
  const unsure = own.find(({ sure }) => !sure)
  if (unsure)
    return {
      from: unsure.from,
      message: `\`${name}\` may be another column here. Write its table before it, or give one of the two another name.`,
    }
  const told = found.unknown.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (told) return { from: told.from, message: `It is not clear what \`${name}\` is here. Rename by hand.` }
  const made = tokens.find(
    (token) =>
      token.kind === 'quoted' &&
      token.text.toLowerCase().includes(name.toLowerCase()) &&
      token.text !== `"${name}"` &&
      identName(token)?.toLowerCase() !== name.toLowerCase(),
  )
  if (made)
    return {
      from: made.from,
      message: `\`${made.text}\` may be the name of an expression with \`${name}\`. Rename by hand.`,
    }
  const order = tokens.find((token, at) => token.kind === 'string' && isWord(tokens[at - 1], 'BY'))
  return order
    ? { from: order.from, message: `A text behind BY names no column. Write \`${name}\` without quotes.` }
    : null
}

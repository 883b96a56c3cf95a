import type { z } from 'zod'
import type { ExtractCandidate } from '#shared/contract/toolbox.ts'
import type { NativeClient } from '../../engine/index.ts'
import type { Extractable } from './kind.ts'
import { partsOf } from './parts.ts'
import { isFree, type KnownColumns, queryScopes } from './scopes.ts'
import { refuse } from './selection.ts'
import { marker, shapes } from './shapes.ts'
import { suggestions } from './suggest.ts'

/** What of a selection can become a parameter. Offsets are UTF-16 in the editor text. */
export type Candidate = z.infer<typeof ExtractCandidate> & {
  /** A macro cannot stand without it: a column from around the selection, or a parameter of the query. */
  required: boolean
}

/** Each is tried by DuckDB's parser; a macro of more parameters is none that anybody would read. */
const mostParts = 300

/** Each column, query parameter and literal of the selection that can be a parameter, in order. */
export async function candidates(
  native: NativeClient,
  text: string,
  selected: Extractable,
  known: KnownColumns,
): Promise<Candidate[]> {
  const { tokens, kind } = selected
  const positional = tokens.find((token) => token.kind === 'parameter' && !/^\$[^\d]/.test(token.text))
  if (positional) throw refuse(text, positional.from, 'Name the parameter first: `$name` in place of `?`.')
  const scopes = queryScopes(text, tokens, kind === 'table')
  const parts = partsOf(text, tokens)
  const kept = parts.filter((part) => part.kind !== 'column' || isFree(part, scopes, known))
  if (kept.length > mostParts) {
    throw refuse(text, selected.from, `The selection has ${kept.length} names and constants. Select less.`)
  }
  const query = (from: number, to: number) => {
    const body = `${text.slice(selected.from, from)}"${marker}"()${text.slice(to, selected.to)}`
    return kind === 'table' ? body : `SELECT ${body}`
  }
  const found = await shapes(
    native,
    kept.map(({ from, to }) => query(from, to)),
  )
  const possible = kept.filter((_, index) => found[index]?.marked === 'expression')
  const names = suggestions(text, selected, possible)
  return possible.map(({ from, to, kind: part }, index) => ({
    from,
    to,
    text: text.slice(from, to),
    kind: part === 'constant' ? 'constant' : 'column',
    suggested: names[index] ?? 'value',
    required: part !== 'constant',
  }))
}

import { isWord, lex, significant } from '#shared/sql/index.ts'
import { analyse, type NativeClient } from '../engine/index.ts'
import type { Transform } from '../toolbox/index.ts'

/** What the bodies of a macro read and call by themselves. */
export interface MacroFacts {
  tables: string[]
  volatile: string[]
}

/** The bodies of a CREATE MACRO statement as statements that DuckDB's parser analyses, one an overload. */
export function macroBodies(text: string): string[] {
  const tokens = significant(lex(text))
  const bodies: string[] = []
  let depth = 0
  let open: { from: number; table: boolean } | null = null
  const close = (to: number) => {
    if (!open) return
    const body = text.slice(open.from, to).trim().replace(/;$/, '')
    bodies.push(open.table ? body : `SELECT (${body})`)
    open = null
  }
  tokens.forEach((token, index) => {
    if (token.kind === 'punctuation' && /^[([{]$/.test(token.text)) depth++
    if (token.kind === 'punctuation' && /^[)\]}]$/.test(token.text)) depth--
    if (depth > 0) return
    // `) AS` at the top ends a list of parameters: a body follows.
    if (!open && tokens[index - 1]?.text === ')' && isWord(token, 'AS')) {
      const table = isWord(tokens[index + 1], 'TABLE')
      open = { from: (table ? tokens[index + 1] : token)?.to ?? token.to, table }
    } else if (
      open &&
      token.text === ',' &&
      tokens[index + 1]?.text === '(' &&
      startsOverload(tokens, index + 1)
    ) {
      close(token.from)
    } else if (token.text === ';') close(token.from)
  })
  close(text.length)
  return bodies
}

/** Whether the parenthesis at `at` holds the parameters of a next overload: `AS` follows it. */
function startsOverload(tokens: ReturnType<typeof lex>, at: number): boolean {
  let depth = 0
  for (let index = at; index < tokens.length; index++) {
    if (tokens[index]?.text === '(') depth++
    if (tokens[index]?.text === ')' && --depth === 0) return isWord(tokens[index + 1], 'AS')
  }
  return false
}

/** Tables that a macro reads and volatile functions that it calls, by DuckDB's own parser. */
export async function macroFacts(native: NativeClient, { body }: Transform): Promise<MacroFacts> {
  const found = await Promise.all(macroBodies(body).map((sql) => analyse(native, sql)))
  return {
    tables: [...new Set(found.flatMap((analysis) => analysis.tables))],
    volatile: [...new Set(found.flatMap((analysis) => analysis.volatile))],
  }
}

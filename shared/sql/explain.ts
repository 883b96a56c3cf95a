import { isWord, lex, significant } from './lex.ts'

/** What an EXPLAIN explains, and whether it runs it; null for any other statement. */
export function explainedPart(sql: string): { sql: string; analyze: boolean } | null {
  const tokens = significant(lex(sql))
  if (!isWord(tokens[0], 'EXPLAIN')) return null
  let at = 1
  let analyze = isWord(tokens[at], 'ANALYZE')
  if (analyze) at++
  if (tokens[at]?.text === '(' && !isWord(tokens[at + 1], 'SELECT', 'FROM', 'WITH', 'VALUES')) {
    for (; at < tokens.length && tokens[at]?.text !== ')'; at++) analyze ||= isWord(tokens[at], 'ANALYZE')
    at++
  }
  return { sql: sql.slice(tokens[at]?.from ?? sql.length), analyze }
}

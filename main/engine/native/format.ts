import { duckdb, type FormatOptionsWithLanguage, formatDialect } from 'sql-formatter'
import { isWord, lex, significant, splitStatements } from '#shared/sql/index.ts'
import { parseTree } from './analyse.ts'

/** What the layout of a text would change, and which statements stay as they are. */
export interface Formatted {
  /** Each replaces one statement; UTF-16 offsets of the text that was sent. */
  edits: { from: number; to: number; text: string }[]
  /** Statements that keep their text, with a sentence why. */
  kept: { from: number; to: number; message: string }[]
}

/** Longer texts take the parser seconds. */
const mostCharacters = 100_000

/** Without these `$name` would be refused. */
const paramTypes = { named: ['$' as const, ':' as const], numbered: ['$' as const], positional: true }

const options = { tabWidth: 2, expressionWidth: 80, paramTypes } satisfies Partial<FormatOptionsWithLanguage>

/**
 * The statements that touch `from` to `to` in another layout; all of them when the range is empty. A layout counts
 * only when DuckDB reads the very same tree from it and no comment is lost: else the statement keeps its text.
 */
export async function format({
  text,
  from,
  to,
}: {
  text: string
  from: number
  to: number
}): Promise<Formatted> {
  const found: Formatted = { edits: [], kept: [] }
  for (const statement of splitStatements(text)) {
    if (from !== to && (statement.to <= from || statement.from >= to)) continue
    const place = { from: statement.from, to: statement.to }
    const outcome = await formatOne(statement.text)
    if ('message' in outcome) found.kept.push({ ...place, message: outcome.message })
    else if (outcome.text !== statement.text) found.edits.push({ ...place, text: outcome.text })
  }
  return found
}

async function formatOne(sql: string): Promise<{ text: string } | { message: string }> {
  if (sql.length > mostCharacters) {
    return { message: 'This statement is over 100,000 characters long, so its layout stays as it is.' }
  }
  let message = ''
  // A word that is a keyword elsewhere may be a name here: then names win, and keywords keep their case.
  for (const keywordCase of ['upper', 'preserve'] as const) {
    try {
      const text = formatDialect(sql, { ...options, dialect: duckdb, keywordCase })
      if (await isSame(sql, text)) return { text }
      message = 'The layout would have changed what this statement means, so its text stays as it is.'
    } catch {
      message = 'This statement has syntax that the layout does not know, so its text stays as it is.'
    }
  }
  return { message }
}

/** Whether DuckDB reads the same from both texts, and both have the same comments. */
async function isSame(before: string, after: string): Promise<boolean> {
  if (comments(before) !== comments(after)) return false
  const [one, other] = [await parseTree(before), await parseTree(after)]
  if (one.error === true && other.error === true) return sameTokens(before, after)
  return withoutPlaces(one) === withoutPlaces(other)
}

const comments = (sql: string): string =>
  lex(sql)
    .filter(({ kind }) => kind === 'comment')
    .map(({ text }) => text.replace(/\s+/g, ' ').trim())
    .join('\n')

/** Positions are where a node stood in its text: they differ, and mean nothing. */
const withoutPlaces = (tree: unknown): string =>
  JSON.stringify(tree, (key, value) => (key === 'query_location' ? undefined : value))

/** For what DuckDB gives no tree of (anything but a SELECT): the same tokens; only keywords may change their case. */
function sameTokens(before: string, after: string): boolean {
  const one = significant(lex(before))
  const other = significant(lex(after))
  return (
    one.length === other.length &&
    one.every((token, index) => {
      const text = other[index]?.text
      return token.text === text || (text !== undefined && isWord(token, text) && isKeyword(text))
    })
  )
}

/** A name that a CREATE gives keeps its case, so only words that never are names may change it. */
const isKeyword = (word: string): boolean => keywords.has(word)
const keywords = new Set(
  (
    'CREATE OR REPLACE TEMP TEMPORARY TABLE VIEW MACRO FUNCTION AS SELECT FROM WHERE GROUP BY ORDER HAVING LIMIT ' +
    'INSERT INTO VALUES UPDATE SET DELETE COPY TO WITH UNION ALL DISTINCT CASE WHEN THEN ELSE END AND NOT NULL IN ' +
    'IS LIKE BETWEEN JOIN LEFT RIGHT INNER OUTER FULL CROSS ON USING PREPARE EXECUTE EXPLAIN ANALYZE IF EXISTS DROP'
  ).split(' '),
)

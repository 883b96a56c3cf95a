import { quoteText, rewriteAt } from '#shared/sql/index.ts'
import { bareSet, type NativeClient } from '../../engine/index.ts'

/** Stands for a selection while DuckDB's parser says what may stand in its place. */
export const marker = '__lakebench_selection'

/** What DuckDB's parser makes of a text. */
export interface Shape {
  /** Digest of the tree without positions; null when the text is no SELECT-like statement. */
  digest: string | null
  /** Where a call of `marker` stands in the tree: as an expression, or as a table of FROM. */
  marked: 'expression' | 'table' | null
}

/**
 * The shapes of texts, in order. The trees stay in the engine, since they are 20 times their text: DuckDB's own form
 * of them is looked at there, and a test holds it for the version that is installed.
 */
export async function shapes(native: NativeClient, texts: readonly string[]): Promise<Shape[]> {
  if (texts.length === 0) return []
  const plain = texts.map((text) => rewriteAt(text, (source) => source).replaceAll('\0', ' '))
  const rows = plain.map((text, index) => `(${index}, ${quoteText(text)})`).join(', ')
  const call = `"class":"FUNCTION","type":"FUNCTION","alias":"[^"]*","query_location":\\d+,"function_name":"${marker}"`
  const { page } = await native.call('query', {
    set: bareSet(),
    sql: `WITH trees AS (
        SELECT place, CAST(json_serialize_sql(text::VARCHAR) AS VARCHAR) AS tree FROM (VALUES ${rows}) AS t(place, text)
      )
      SELECT
        NOT starts_with(tree, '{"error":true'),
        sha256(regexp_replace(tree, '"query_location":\\d+,?', '', 'g')),
        regexp_matches(tree, ${quoteText(call)}),
        regexp_matches(tree, ${quoteText(`"function":\\{${call}`)})
      FROM trees ORDER BY place`,
    limit: texts.length,
    keep: false,
  })
  const [parsed = [], digests = [], calls = [], tables = []] = page.columns
  return texts.map((_, row) => ({
    digest: parsed[row] === true ? String(digests[row]) : null,
    marked:
      parsed[row] !== true
        ? null
        : tables[row] === true
          ? 'table'
          : calls[row] === true
            ? 'expression'
            : null,
  }))
}

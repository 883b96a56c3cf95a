/** What is typed again and again: `<1:word>` is a place to fill in, with the word that stands there first. */
const bodies: [label: string, meaning: string, body: string][] = [
  [
    'group count',
    'rows of each value, most first',
    'SELECT <2:column>, count(*) AS rows\nFROM <1:table>\nGROUP BY ALL\nORDER BY rows DESC',
  ],
  [
    'running sum',
    'a window that adds up',
    'sum(<1:value>) OVER (PARTITION BY <2:key> ORDER BY <3:time>) AS running',
  ],
  [
    'moving average',
    'a window over the last rows',
    'avg(<1:value>) OVER (ORDER BY <2:time> ROWS BETWEEN <3:6> PRECEDING AND CURRENT ROW) AS moving',
  ],
  [
    'previous row',
    'the value before, by key',
    'lag(<1:value>) OVER (PARTITION BY <2:key> ORDER BY <3:time>) AS previous',
  ],
  [
    'asof join',
    'the last match at or before',
    'ASOF JOIN <1:other> o ON <2:t>.<3:key> = o.<3:key> AND <2:t>.<4:time> >= o.<4:time>',
  ],
  [
    'dedup by key',
    'the newest row of each key',
    'SELECT *\nFROM <1:table>\nQUALIFY row_number() OVER (PARTITION BY <2:key> ORDER BY <3:time> DESC) = 1',
  ],
  ['pivot', 'values become columns', 'PIVOT <1:table> ON <2:column> USING sum(<3:value>) GROUP BY <4:key>'],
  ['unpivot', 'columns become rows', 'UNPIVOT <1:table> ON <2:columns> INTO NAME <3:name> VALUE <4:value>'],
  [
    'sample rows',
    'repeatable by its seed',
    'FROM <1:table> USING SAMPLE reservoir(<2:1000> ROWS) REPEATABLE (<3:1>)',
  ],
  [
    'quantiles',
    'quartiles of a column',
    'SELECT quantile_cont(<2:value>, [0.25, 0.5, 0.75]) AS quartiles\nFROM <1:table>',
  ],
  [
    'date spine',
    'one row a day without gaps',
    "SELECT unnest(generate_series(DATE '<1:2001-01-01>', DATE '<2:2001-12-31>', INTERVAL 1 DAY)) AS day",
  ],
  ['share of total', 'each part of the whole', '<1:value> / sum(<1:value>) OVER () AS share'],
  ['with query', 'a named step', 'WITH <1:name> AS (\n  <2:SELECT 1>\n)\nSELECT *\nFROM <1:name>'],
  ['count if', 'rows that meet a condition', 'count(*) FILTER (WHERE <1:condition>) AS <2:matching>'],
]

/** A text with places to fill in, in the notation of editors: `${1:word}`. */
export interface Snippet {
  label: string
  meaning: string
  insert: string
  /** The SQL with the words that stand in its places. */
  example: string
}

/** Snippets of queries and of parts of one. */
export const sqlSnippets: Snippet[] = bodies.map(([label, meaning, body]) => ({
  label,
  meaning,
  insert: body.replace(/<(\d+:[^>]*)>/g, '$${$1}'),
  example: body.replace(/<\d+:([^>]*)>/g, '$1'),
}))

import type { languages } from 'monaco-editor/editor'

const keywords =
  `all analyze and anti any array as asc asof at attach begin between by call case cast check collate column
  columns commit copy create cross cube current databases database deallocate default delete desc describe detach distinct
  drop else end escape except exclude execute exists explain export extension fetch filter first following for
  foreign from full function generated glob group groups grouping having if ignore ilike import in index inner insert
  install intersect interval into is isnull join key lambda last lateral left like limit load macro materialized
  method names natural not notnull null nulls of offset on only or order ordinality outer over overwrite partition
  persistent pivot pivot_wider pivot_longer positional pragma preceding prepare primary qualify range recursive references
  rename replace reset respect returning right rollback rollup row rows sample schema select semi set sets show
  similar some struct summarize symmetric table tables tablesample temp temporary then ties timestamp to
  transaction try_cast unbounded union unique unpivot update use using vacuum values version view when where window with
  within without true false`
    .split(/\s+/)
    .filter(Boolean)

const types =
  `bigint bit blob bool boolean bytea char date datetime dec decimal double enum float float4 float8 hugeint int
  int1 int2 int4 int8 integer json list long map numeric real short signed smallint string text time timestamptz
  tinyint ubigint uhugeint uinteger union usmallint utinyint uuid varchar timestamp_s timestamp_ms timestamp_ns`
    .split(/\s+/)
    .filter(Boolean)

/** DuckDB's SQL: nested block comments, dollar strings, `$name` parameters, calls told apart from columns. */
export const sql: languages.IMonarchLanguage = {
  ignoreCase: true,
  keywords,
  types,
  tokenizer: {
    root: [
      [/--\s*%%.*$/, 'comment.doc'],
      [/--.*$/, 'comment'],
      [/\/\*/, 'comment', '@comment'],
      [/\$\$/, 'string', '@dollar'],
      [/\$[a-z_]\w*|\$\d+|\?/, 'variable'],
      [/e'(?:[^'\\]|\\.|'')*'/, 'string'],
      [/'/, 'string', '@text'],
      [/"/, 'identifier', '@quoted'],
      [/(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:e[+-]?\d+)?/, 'number'],
      [
        /[a-z_\u0080-\uffff][\w\u0080-\uffff]*(?=\s*\()/,
        { cases: { '@keywords': 'keyword', '@types': 'type', '@default': 'predefined' } },
      ],
      [
        /[a-z_\u0080-\uffff][\w\u0080-\uffff]*/,
        { cases: { '@keywords': 'keyword', '@types': 'type', '@default': 'identifier' } },
      ],
      [/[()[\]{}]/, '@brackets'],
      [/[<>=!~+\-*/%|&^@#:]+/, 'operator'],
      [/[;,.]/, 'delimiter'],
    ],
    comment: [
      [/\/\*/, 'comment', '@push'],
      [/\*\//, 'comment', '@pop'],
      [/[^/*]+|[/*]/, 'comment'],
    ],
    text: [
      [/[^']+/, 'string'],
      [/''/, 'string'],
      [/'/, 'string', '@pop'],
    ],
    quoted: [
      [/[^"]+/, 'identifier'],
      [/""/, 'identifier'],
      [/"/, 'identifier', '@pop'],
    ],
    dollar: [
      [/\$\$/, 'string', '@pop'],
      [/[^$]+|\$/, 'string'],
    ],
  },
}

export const sqlConfiguration: languages.LanguageConfiguration = {
  comments: { lineComment: '--', blockComment: ['/*', '*/'] },
  brackets: [
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
  ],
  autoClosingPairs: [
    { open: '(', close: ')' },
    { open: '[', close: ']' },
    { open: '{', close: '}' },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '(', close: ')' },
    { open: "'", close: "'" },
    { open: '"', close: '"' },
  ],
}

/** The text of DuckDB SQL: tokens, ranges and literals. Meaning is DuckDB's own parser's affair. */
export { type AtClause, type AtWhen, atEdits, findAt, rewriteAt } from './at.ts'
export { columnAt, columnPlaces, type OutputColumn, type Refusal, renameColumn } from './column-rename.ts'
export { type ColumnUses, columnUses, mostColumnCharacters } from './column-uses.ts'
export type { ColumnOrigin, ColumnsOf, ColumnUse } from './columns/types.ts'
export { type Cte, closings, cteQuery, ctes, ctesInScope, withCtes } from './cte.ts'
export { type CteUse, cteUses, outputColumn } from './cte-uses.ts'
export {
  type Comparing,
  differenceCountsSql,
  differenceSql,
  differenceWhere,
  hasDelta,
  measureOf,
  pairedSql,
  repeatedKeysSql,
  type SharedColumn,
  sharedColumns,
  type Tolerance,
} from './difference.ts'
export { explainedPart } from './explain.ts'
export { cellAt, folds, markLine } from './folds.ts'
export { type FrontMatter, frontMatter } from './front-matter.ts'
export { freePath, type ImportedQuery, importPath, importQuery } from './import-query.ts'
export { isWord, lex, significant, type Token, type TokenKind, tokenAt } from './lex.ts'
export { sqlLiteral } from './literal.ts'
export { identName, type Parameter, parameters, quoteIdent, quoteText } from './names.ts'
export { isStreaming, replaceTable } from './sample.ts'
export { type FromItem, type Scope, scopeAt } from './scope.ts'
export { type ShiftMeasure, shiftBins, shiftMeasureOf, shiftSql } from './shift.ts'
export { snapshotRowsSql } from './snapshot-rows.ts'
export { sqlSnippets } from './snippets.ts'
export { type Cell as SqlCell, splitCells, splitStatements, statementAt, type TextRange } from './split.ts'
export { type Target, targetsAt } from './targets.ts'
export { applyEdits, type Edit, lineColumn, originalOffset } from './text.ts'
export { formatType, parseType, type SqlType } from './type.ts'

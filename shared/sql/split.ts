import { lex, significant, type Token } from './lex.ts'

/** A part of a text by UTF-16 range, `to` exclusive. */
export interface TextRange {
  from: number
  to: number
  text: string
}

/** The statements of a text: from the first to the last token that is no comment, without the semicolon. */
export function splitStatements(text: string): TextRange[] {
  const statements: TextRange[] = []
  let current: Token[] = []
  const close = () => {
    const from = current[0]?.from
    const to = current.at(-1)?.to
    if (from !== undefined && to !== undefined) statements.push({ from, to, text: text.slice(from, to) })
    current = []
  }
  for (const token of significant(lex(text))) {
    if (token.kind === 'punctuation' && token.text === ';') close()
    else current.push(token)
  }
  close()
  return statements
}

/**
 * The statement a caret stands in: comments and blanks before a statement belong to it, and so does the rest of the
 * line after its semicolon. Undefined when there is no statement.
 */
export function statementAt(text: string, offset: number): TextRange | undefined {
  const statements = splitStatements(text)
  const last = statements.findLast(({ from }) => from <= offset)
  if (!last) return statements[0]
  if (offset <= last.to) return last
  const between = text.slice(last.to, offset)
  const next = statements[statements.indexOf(last) + 1]
  return next && /\n/.test(between) && between.includes(';') ? next : last
}

export interface Cell extends TextRange {
  /** What stands behind `-- %%` on its line; empty for the first cell when it has no mark. */
  title: string
}

/** The cells of a query file, split at comment lines that begin with `-- %%`; `from` is after the mark's line. */
export function splitCells(text: string): Cell[] {
  const marks = lex(text).filter(
    ({ kind, text: comment, from }) =>
      kind === 'comment' && /^--\s*%%/.test(comment) && /(^|\n)[ \t]*$/.test(text.slice(0, from)),
  )
  const cells: Cell[] = []
  const add = (from: number, to: number, title: string) => {
    cells.push({ from, to, text: text.slice(from, to), title })
  }
  const first = marks[0]
  if (!first || splitStatements(text.slice(0, first.from)).length > 0) add(0, first?.from ?? text.length, '')
  marks.forEach((mark, index) => {
    const from = /^\r?\n/.test(text.slice(mark.to)) ? text.indexOf('\n', mark.to) + 1 : mark.to
    add(from, marks[index + 1]?.from ?? text.length, mark.text.replace(/^--\s*%%\s*/, '').trim())
  })
  return cells
}

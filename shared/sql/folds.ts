import { closings } from './cte.ts'
import { lex, significant } from './lex.ts'
import { type Cell, splitCells } from './split.ts'

/** The cell around an offset, with the line of its mark; null where the text has no `-- %%`. */
export function cellAt(text: string, offset: number): Cell | null {
  const cells = splitCells(text)
  if (!cells.some((cell) => cell.from > 0 && markLine(text, cell) < cell.from)) return null
  return cells.findLast((cell) => markLine(text, cell) <= offset) ?? cells[0] ?? null
}

/** Where the line of a cell's mark begins; the cell's own begin when it has none. */
export function markLine(text: string, { from }: Cell): number {
  const at = text[from - 1] === '\n' ? from - 1 : from
  const line = text.lastIndexOf('\n', at - 1) + 1
  return /^[ \t]*--\s*%%/.test(text.slice(line, at)) ? line : from
}

/** What folds: each cell, parenthesis and block comment over more than one line. UTF-16, `to` is the last of it. */
export function folds(text: string): { from: number; to: number; kind: 'cell' | 'comment' | 'block' }[] {
  const tokens = lex(text)
  const visible = significant(tokens)
  const found = [
    ...[...closings(visible)].map(([open, close]) => ({
      from: visible[open]?.from ?? 0,
      to: visible[close]?.from ?? 0,
      kind: 'block' as const,
    })),
    ...tokens
      .filter(({ kind, text: comment }) => kind === 'comment' && comment.startsWith('/*'))
      .map(({ from, to }) => ({ from, to: to - 1, kind: 'comment' as const })),
    ...splitCells(text)
      .map((cell) => ({
        from: markLine(text, cell),
        to: cell.from + cell.text.trimEnd().length,
        kind: 'cell' as const,
      }))
      .filter(({ from, to }) => /^[ \t]*--\s*%%/.test(text.slice(from, to))),
  ]
  return found.filter(({ from, to }) => text.slice(from, to).includes('\n')).sort((a, b) => a.from - b.from)
}

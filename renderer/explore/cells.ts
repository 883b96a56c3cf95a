import { cellAt, lex, markLine, splitCells } from '#shared/sql/index.ts'
import { runAtCaret } from './run.ts'

/** "Run cell" above each mark of a text that has cells. */
export function cellLenses(id: string, text: string): { at: number; title: string; run: () => void }[] {
  if (cellAt(text, 0) === null) return []
  return splitCells(text).map((cell) => ({
    at: markLine(text, cell),
    title: cell.title === '' ? 'Run cell' : `Run cell: ${cell.title}`,
    run: () => void runAtCaret(id, { from: cell.from, to: cell.from }),
  }))
}

/** Inside a comment or a text literal. */
export function isInText(text: string, offset: number): boolean {
  const token = lex(text).find(({ from, to }) => from < offset && offset <= to)
  return token?.kind === 'comment' || token?.kind === 'string'
}

import { AppError } from '../errors.ts'
import { lineColumn } from './text.ts'

export interface FrontMatter {
  /** The YAML between the marks. */
  yaml: string
  /** Line of the file on which the YAML begins, from 1. */
  line: number
  /** The SQL after the block, verbatim. */
  body: string
  /** UTF-16 offset of `body` in the file. */
  bodyFrom: number
}

const opening = /^\ufeff?\s*\/\*---[ \t]*\r?\n/

/**
 * The block comment with YAML that a `.sql` file may begin with, or null: its first line ends in `---`, its last one
 * is `---` and the end mark. Throws `FRONT_MATTER` with its line when the block is not closed or holds a comment
 * mark (block comments nest in DuckDB).
 */
export function frontMatter(text: string, file?: string): FrontMatter | null {
  const start = opening.exec(text)?.[0].length
  if (start === undefined) return null
  const refuse = (offset: number, message: string): AppError =>
    new AppError({
      code: 'FRONT_MATTER',
      kind: 'input',
      message,
      place: { ...(file !== undefined && { file }), ...lineColumn(text, offset) },
    })
  const marks = /\/\*|\*\//g
  marks.lastIndex = start
  const mark = marks.exec(text)
  if (!mark) throw refuse(0, 'The header is not closed. End it with a line `---*/`.')
  const yaml = text.slice(start, mark.index)
  const closed = mark[0] === '*/' && /(?:^|\n)[ \t]*---$/.test(yaml)
  if (!closed) {
    throw refuse(
      mark.index,
      `\`${mark[0]}\` may not stand in a header, since block comments nest in DuckDB. Take it out; the header ends with a line \`---*/\`.`,
    )
  }
  const afterMark = mark.index + 2
  const lineBreak = /^[ \t]*\r?\n/.exec(text.slice(afterMark))?.[0].length ?? 0
  const bodyFrom = afterMark + lineBreak
  return {
    yaml: yaml.replace(/[ \t]*---$/, ''),
    line: lineColumn(text, start).line,
    body: text.slice(bodyFrom),
    bodyFrom,
  }
}

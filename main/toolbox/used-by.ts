import { identName, lex, lineColumn, significant } from '#shared/sql/index.ts'
import type { SourceFile } from './parse.ts'

/** Where a transform is called in the files: one entry a file and line. Comments and texts of SQL do not count. */
export function usedBy(
  name: string,
  files: readonly SourceFile[],
  definition: string,
): { file: string; line: number }[] {
  return files.flatMap(({ path, text }) => {
    const lines = path.endsWith('.sql') ? linesOfCalls(name, text) : linesOfMentions(name, text)
    // The definition calls itself only in its header's examples and tests.
    return path === definition ? [] : lines.map((line) => ({ file: path, line }))
  })
}

function linesOfCalls(name: string, text: string): number[] {
  const tokens = significant(lex(text))
  const lines = tokens.flatMap((token, index) => {
    const called = identName(token)?.toLowerCase() === name && tokens[index + 1]?.text === '('
    return called ? [lineColumn(text, token.from).line] : []
  })
  return [...new Set(lines)]
}

/** Other files (YAML, Markdown) hold SQL among their text: a name before a parenthesis is a call. */
function linesOfMentions(name: string, text: string): number[] {
  const call = new RegExp(`\\b${name}\\s*\\(`, 'i')
  return text.split('\n').flatMap((line, index) => (call.test(line) ? [index + 1] : []))
}

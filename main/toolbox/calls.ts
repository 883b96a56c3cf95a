import { frontMatter, identName, lex, significant, type TextRange } from '#shared/sql/index.ts'

type Place = Pick<TextRange, 'from' | 'to'>

/** Where a text of SQL calls a transform, by UTF-16 offsets: comments and texts do not count. */
export function callsInSql(name: string, text: string): Place[] {
  const tokens = significant(lex(text))
  return tokens.filter(
    (token, index) => identName(token)?.toLowerCase() === name && tokens[index + 1]?.text === '(',
  )
}

/** Where a text that holds SQL among others (YAML, Markdown) calls a transform: a name before a parenthesis is a call. */
export function callsInText(name: string, text: string): Place[] {
  const call = new RegExp(String.raw`(?<![\w$])${name}(?=\s*\()`, 'gi')
  return [...text.matchAll(call)].map(({ index }) => ({ from: index, to: index + name.length }))
}

/** Every call of a transform in a file, those of its header's examples and tests too. */
export function callsIn(name: string, { path, text }: { path: string; text: string }): Place[] {
  if (!path.endsWith('.sql')) return callsInText(name, text)
  const header = headerEnd(text)
  return [...callsInText(name, text.slice(0, header)), ...callsInSql(name, text)]
}

/** A header that is broken is a comment like any other. */
function headerEnd(text: string): number {
  try {
    return frontMatter(text)?.bodyFrom ?? 0
  } catch {
    return 0
  }
}

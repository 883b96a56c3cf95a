/** One replacement of a text, by UTF-16 range. */
export interface Edit {
  from: number
  to: number
  text: string
}

/** The text after the edits, which must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = ''
  let at = 0
  for (const edit of sorted(edits)) {
    result += text.slice(at, edit.from) + edit.text
    at = edit.to
  }
  return result + text.slice(at)
}

/** The offset in the original text of an offset in the edited one; inside a replacement, where it began. */
export function originalOffset(edits: readonly Edit[], offset: number): number {
  let shift = 0
  for (const edit of sorted(edits)) {
    const from = edit.from + shift
    if (offset < from) break
    if (offset < from + edit.text.length) return edit.from
    shift += edit.text.length - (edit.to - edit.from)
  }
  return offset - shift
}

/** Line and column, both from 1, of a UTF-16 offset. */
export function lineColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}

function sorted(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.from - b.from || a.to - b.to)
}

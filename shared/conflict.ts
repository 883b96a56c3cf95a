/** A place in a text that both sides changed, between git's own markers. Offsets are UTF-16. */
export interface ConflictHunk {
  from: number
  /** Behind the line of the last marker. */
  to: number
  ours: string
  theirs: string
}

/** The conflicts that are left in a text, in order. A marker without its others is text like any other. */
export function findConflicts(text: string): ConflictHunk[] {
  const found: ConflictHunk[] = []
  let open: { from: number; ours: number; middle: number; theirs: number } | null = null
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline + 1
    const mark = text.slice(at, at + 7)
    if (mark === '<<<<<<<' && /[\s]|^$/.test(text.charAt(at + 7))) {
      open = { from: at, ours: end, middle: -1, theirs: -1 }
    } else if (open && mark === '|||||||' && open.middle === -1) open.middle = at
    else if (open && open.theirs === -1 && /^=======\r?\n?$/.test(text.slice(at, end))) {
      if (open.middle === -1) open.middle = at
      open.theirs = end
    } else if (open && open.theirs !== -1 && mark === '>>>>>>>') {
      const ours = text.slice(open.ours, open.middle)
      found.push({ from: open.from, to: end, ours, theirs: text.slice(open.theirs, at) })
      open = null
    }
    at = end
  }
  return found
}

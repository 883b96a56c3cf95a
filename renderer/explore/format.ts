import { applyEdits, lineColumn } from '#shared/sql/index.ts'
import { appErrorOf, client } from '../client/index.ts'
import { frame } from '../ui/workbench.ts'
import { caretAfter } from './format-caret.ts'
import { partsOf } from './parts.ts'
import { tabState } from './store.ts'

/**
 * Lays out the statements that are selected, or all: one step of undo. What the engine would read otherwise keeps its
 * text, and a sentence says why.
 */
export async function formatQuery(id: string): Promise<void> {
  const tab = tabState(id)
  const { editor } = partsOf(id)
  if (tab?.state !== 'ready' || !editor) return
  const { from, to, caret } = editor.selection()
  const { text } = tab
  try {
    const { edits, kept } = await client.engine.format({ text, from, to })
    // What was typed meanwhile is the user's: a layout of an older text would take it away.
    if (tabState(id)?.text !== text) return
    if (edits.length > 0) editor.edit(edits, caretAfter(text, applyEdits(text, edits), caret))
    const [first] = kept
    if (first) {
      const place = `line ${lineColumn(text, first.from).line}`
      const more = kept.length > 1 ? ` So do ${kept.length - 1} more.` : ''
      frame().toast({ message: `${first.message} (${place})${more}` })
    } else if (edits.length === 0) frame().toast({ message: 'The layout is as it should be already.' })
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
  }
}

import { useEffect, useMemo, useRef } from 'react'
import { cellAt, statementAt } from '#shared/sql/index.ts'
import { warmUp } from '../engine/index.ts'
import { CodeEditor, type CodeEditorHandle } from '../ui/code-editor/index.ts'
import { formatKeys, mayTakeFocus } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import { offerTable, tableIn } from './at-hand/paste.ts'
import { isPlainlyTable } from './at-hand/paste-table.ts'
import { useCatalogue } from './data.ts'
import css from './explore.module.css'
import { intelligenceOf } from './intelligence.ts'
import { keepSoon } from './keep.ts'
import { missingValues } from './missing-values.ts'
import { partsOf } from './parts.ts'
import { typed } from './preview.ts'
import { tabState, updateTab } from './store.ts'
import type { QueryTabState } from './types.ts'

/** What the context menu offers: the commands, by their ids. */
const editorActions = [
  { id: 'explore.run', label: 'Run statement or selection' },
  { id: 'explore.format', label: 'Format' },
  { id: 'explore.definition', label: 'Go to definition' },
  { id: 'explore.extract', label: 'Save selection as macro' },
].map((action) => ({ ...action, run: () => frame().run(action.id) }))

/** What Mod+Enter would run: the statements of a cell, or the statement at the caret. */
function whatRuns(text: string, caret: number): { from: number; to: number } | null {
  const cell = cellAt(text, caret)
  return cell
    ? { from: cell.from, to: cell.from + cell.text.trimEnd().length }
    : (statementAt(text, caret) ?? null)
}

/** Milliseconds after which images are fetched and attached for the first statement. */
const warmUpAfter = 1000

/** The text of a query, with what the engine knows of it. */
export function EditorPane({ tab, active, state }: TabProps & { state: QueryTabState }) {
  const { id } = tab
  const { text, caret, at, params } = state
  const markers = useMemo(
    () => [...state.markers, ...missingValues(id, text, params)],
    [state.markers, id, text, params],
  )
  const { data: catalogue } = useCatalogue(at)
  const intelligence = useMemo(() => intelligenceOf(id, at, catalogue), [id, at, catalogue])
  const from = caret.from
  const marked = useMemo(() => whatRuns(text, from), [text, from])
  const set = catalogue?.set
  useEffect(() => {
    if (!active || !set) return
    // Not beside the window's own start, which needs the cores: a statement that comes earlier, native answers.
    const timer = setTimeout(() => warmUp(set), warmUpAfter)
    return () => clearTimeout(timer)
  }, [active, set])
  const handle = useRef<CodeEditorHandle | null>(null)

  useEffect(() => {
    if (active && mayTakeFocus()) handle.current?.focus()
  }, [active])

  return (
    <div
      className={css.editorHost}
      onPasteCapture={({ clipboardData }) => {
        const pasted = clipboardData.getData('text/plain')
        const table = isPlainlyTable(pasted) ? tableIn(clipboardData.getData('text/html'), pasted) : null
        if (!table) return
        offerTable(table, () => {
          // Only what was pasted goes: text may have been typed since.
          const from = tabState(id)?.text.indexOf(pasted.replaceAll('\r\n', '\n')) ?? -1
          if (from >= 0) handle.current?.replace(from, from + pasted.replaceAll('\r\n', '\n').length, '')
        })
      }}
    >
      <CodeEditor
        value={text}
        language="sql"
        label={`Query ${tab.title}`}
        markers={markers}
        marked={marked}
        intelligence={intelligence}
        actions={editorActions}
        autoFocus={active}
        placeholder={`SELECT … and ${formatKeys('Mod+Enter')}`}
        onChange={(next) => typed(id, next)}
        onSelection={({ from, to }) => {
          updateTab(id, { caret: { from, to } })
          keepSoon(id)
        }}
        onScroll={(scrollTop) => updateTab(id, { scrollTop })}
        onHandle={(next) => {
          handle.current = next
          partsOf(id).editor = next
          if (!next) return
          next.select(state.caret.from, state.caret.to)
          next.setScrollTop(state.scrollTop)
        }}
      />
    </div>
  )
}

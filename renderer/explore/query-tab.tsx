import { useEffect } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { Button, StateView } from '../ui/index.ts'
import { editorTexts, frame, type TabProps } from '../ui/workbench.ts'
import { useDiagnostics } from './diagnose.ts'
import { EditorPane } from './editor-pane.tsx'
import css from './explore.module.css'
import { keepSoon, markTab, refreshFile } from './keep.ts'
import { loadTab } from './load.ts'
import { NoticeBars } from './notice-bars.tsx'
import { ParamsBar } from './params-bar.tsx'
import { ResultPane } from './result-pane.tsx'
import { showEngine } from './run.ts'
import { takeTab, updateTab, useExplore } from './store.ts'
import { ToolBar } from './tool-bar.tsx'
import type { QueryTabState } from './types.ts'

/** A query: its text above, what it answers below. */
export default function QueryTab({ tab, active }: TabProps) {
  const state = useExplore(({ tabs }) => tabs[tab.id])
  const { path } = tab.params
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tab's other params only count when it is made
  useEffect(() => void loadTab(tab), [tab.id, path])
  if (!state || state.state === 'loading') return <StateView state="loading" title={`Opening ${tab.title}`} />
  if (state.state === 'failed') {
    const again = () => {
      takeTab(tab.id)
      void loadTab(tab)
    }
    return <StateView state="error" error={state.loadError} onRetry={again} />
  }
  return <Query tab={tab} active={active} state={state} />
}

function Query({ tab, active, state }: TabProps & { state: QueryTabState }) {
  const { id } = tab
  const { text, at, params, engine, view, path, conflict, saveError } = state
  useDiagnostics(tab, state)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is kept of the tab is stored when it changes
  useEffect(() => keepSoon(id), [id, text, at, params, engine, view])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the tab's mark in the frame depends on
  useEffect(() => markTab(id), [id, text, at, path, conflict, saveError])
  useEffect(() => {
    if (!active) return
    showEngine(id)
    const refresh = () => void refreshFile(id)
    refresh()
    addEventListener('focus', refresh)
    return () => removeEventListener('focus', refresh)
  }, [id, active])

  // A place that another screen named is shown once: from then on the caret is the user's.
  const { line, ...others } = tab.params
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time a line is named
  useEffect(() => {
    if (line === undefined || !active) return
    editorTexts().goTo(id, { line: Number(line) })
    frame().updateTab(id, { params: others })
  }, [line, active])

  const pinned = Object.keys(at)
  return (
    <div className={css.tab} data-pinned={pinned.length > 0 || undefined}>
      <ToolBar id={id} />
      {pinned.length > 0 && (
        <div className={css.pinnedBar} role="status">
          <span>{`At ${pinnedText(at)}, not the latest.`}</span>
          <Button kind="quiet" onPress={() => updateTab(id, { at: {} })}>
            Back to latest
          </Button>
        </div>
      )}
      <NoticeBars id={id} state={state} />
      <ParamsBar id={id} state={state} />
      <Group
        orientation="vertical"
        className={css.split}
        defaultLayout={{ editor: state.split, result: 100 - state.split }}
        onLayoutChanged={(layout) => {
          updateTab(id, { split: layout.editor ?? 45 })
          keepSoon(id)
        }}
      >
        <Panel id="editor" minSize="80px" className={css.editor}>
          <EditorPane tab={tab} active={active} state={state} />
        </Panel>
        <Separator className={css.separator} aria-label="Height of editor and result" />
        <Panel id="result" minSize="120px" className={css.result}>
          <ResultPane tab={tab} state={state} />
        </Panel>
      </Group>
    </div>
  )
}

function pinnedText(at: Record<string, string>): string {
  const specs = [...new Set(Object.values(at))]
  const show = (spec: string) => (/^[0-9a-f]{7,}$/.test(spec) ? spec.slice(0, 7) : spec.replace('T', ' '))
  const [only] = specs
  if (specs.length === 1 && only !== undefined && !/^[0-9a-f]{7,}$/.test(only)) return show(only)
  return Object.entries(at)
    .map(([source, spec]) => `${source} ${show(spec)}`)
    .join(', ')
}

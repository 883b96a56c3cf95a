import { useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useFileDraft } from '../client/file-drafts.ts'
import { CodeEditor, type CodeEditorHandle, FileConflict } from '../ui/code-editor/index.ts'
import { Button, StateView, Tabs } from '../ui/index.ts'
import { frame, type Tab, useWorkbench } from '../ui/workbench.ts'
import { useContractCheck } from './contract-check.ts'
import { CheckLine } from './contract-check-line.tsx'
import { ContractReading, ReadingProblem } from './contract-reading.tsx'
import { contractMarkers, readContract } from './contract-text.ts'
import css from './lake.module.css'
import { useWidth } from './use-width.ts'

/** The contract as its file, and beside it as people read it. Checked on the latest snapshot before it is saved. */
export function ContractView({ tab, path, source }: { tab: Tab; path: string; source: string }) {
  const { draft, state, dirty } = useFileDraft(path)
  const queries = useQueryClient()
  const [width, measure] = useWidth()
  const [narrowView, setNarrowView] = useState('text')
  const check = useContractCheck(source)
  const editor = useRef<CodeEditorHandle | null>(null)
  const text = useDeferredValue(state.text)
  const read = useMemo(() => readContract(path, text), [path, text])
  const [good, setGood] = useState(read.contract)
  if (read.contract && read.contract !== good) setGood(read.contract)
  const problems = read.problems.length > 0 ? read.problems : check.problemsOf(text)
  const markers = useMemo(() => contractMarkers(text, problems), [text, problems])

  useEffect(() => frame().updateTab(tab.id, { dirty }), [tab.id, dirty])
  useEffect(() => {
    void draft.refresh()
    const refresh = () => void draft.refresh()
    addEventListener('focus', refresh)
    return () => removeEventListener('focus', refresh)
  }, [draft])
  useEffect(() => {
    useWorkbench.getState().setProblems(
      `contract:${path}`,
      problems.map(({ message, place }, index) => ({
        id: String(index),
        severity: 'error' as const,
        message,
        file: path,
        ...(place.line !== undefined && { line: place.line }),
        open: () =>
          frame().openTab({
            id: tab.id,
            kind: 'lake.source',
            title: source,
            params: { source, view: 'contract' },
          }),
      })),
    )
    return () => useWorkbench.getState().setProblems(`contract:${path}`, [])
  }, [problems, path, source, tab.id])

  if (state.state === 'loading') return <StateView state="loading" title={`Reading ${path}`} />
  if (state.state === 'failed') {
    return <StateView state="error" error={state.loadError} onRetry={() => void draft.load()} />
  }
  const save = async () => {
    if (!(await draft.save())) return
    frame().toast({ message: `Saved ${path}` })
    for (const key of ['lake', 'engine', 'workspace', 'git']) {
      void queries.invalidateQueries({ queryKey: [key] })
    }
  }
  const revert = () => {
    const typed = draft.revert()
    frame().toast({ message: `Reverted ${path}`, undo: () => draft.edit(typed) })
  }
  const go = (line: number | undefined) => {
    const marker = markers.find((_, index) => problems[index]?.place.line === line) ?? markers[0]
    if (!marker) return
    setNarrowView('text')
    editor.current?.select(marker.from, marker.to)
    editor.current?.focus()
  }
  const side = width >= 760
  const text_ = (
    <div className={css.contractText}>
      <CodeEditor
        value={state.text}
        language="yaml"
        label={`Contract ${path}`}
        markers={markers}
        onChange={(next) => draft.edit(next)}
        onHandle={(handle) => {
          editor.current = handle
        }}
      />
    </div>
  )
  const reading = (
    <div className={css.contractReading}>
      {problems.slice(0, 20).map(({ message, place }) => (
        <ReadingProblem
          key={`${place.line}:${message}`}
          message={message}
          line={place.line}
          onGo={() => go(place.line)}
        />
      ))}
      {good && <ContractReading contract={good} stale={!read.contract} />}
    </div>
  )
  return (
    <div className={css.contract} ref={measure}>
      <div className={css.contractBar}>
        <span className={css.path} title={path}>
          {path}
        </span>
        <span className={css.faint}>{dirty ? 'draft, kept on this computer' : 'saved'}</span>
        <span className={css.spring} />
        {dirty && (
          <Button kind="quiet" onPress={revert}>
            Revert
          </Button>
        )}
        <Button
          busy={check.state.state === 'running'}
          hint="What it would do to the latest snapshot"
          onPress={() => void check.run(state.text)}
        >
          Check
        </Button>
        <Button
          kind={dirty ? 'primary' : 'plain'}
          busy={state.saving}
          keys="Mod+S"
          disabledReason={dirty ? undefined : 'Nothing was changed'}
          onPress={() => void save()}
          id={`lake-save-${tab.id}`}
        >
          Save
        </Button>
      </div>
      <CheckLine check={check} text={state.text} />
      {state.conflict && (
        <FileConflict
          language="yaml"
          path={path}
          mine={state.text}
          theirs={state.conflict.text}
          onSettle={(keep) => void draft.settle(keep)}
        />
      )}
      {state.saveError && !state.conflict && (
        <StateView
          state="partial"
          title={`Not saved: ${state.saveError.message} Your text is kept here.`}
          actions={<Button onPress={() => void save()}>Try again</Button>}
        />
      )}
      {width === 0 ? null : side ? (
        <div className={css.contractBoth}>
          {text_}
          {reading}
        </div>
      ) : (
        <Tabs
          label="Contract as text or read"
          selected={narrowView}
          onSelect={setNarrowView}
          items={[
            { id: 'text', title: 'Text' },
            {
              id: 'reading',
              title: 'Reading',
              ...(problems.length > 0 && { count: problems.length, tone: 'error' as const }),
            },
          ]}
        >
          {(view) => (view === 'text' ? text_ : reading)}
        </Tabs>
      )}
    </div>
  )
}

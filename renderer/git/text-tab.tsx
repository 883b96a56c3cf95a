import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useFileDraft } from '../client/file-drafts.ts'
import { CodeEditor, type CodeEditorHandle, FileConflict, offsetOf } from '../ui/code-editor/index.ts'
import { Button, Heading, Problem, StateView } from '../ui/index.ts'
import { frame, type TabProps, useWorkbench } from '../ui/workbench.ts'
import css from './git.module.css'
import { openDiff, openText } from './open.ts'
import { markerOf, problemOf } from './text-problems.ts'
import { languageOf } from './words.ts'

/** Any text file of the workspace, saved as it is typed. What another program writes meanwhile is never overwritten. */
export default function TextTab({ tab, active }: TabProps) {
  const path = tab.params.path ?? ''
  const { draft, state } = useFileDraft(path)
  const [editor, setEditor] = useState<CodeEditorHandle | null>(null)
  const { conflict, saveError, saving } = state
  const text = useDeferredValue(state.text)
  const problem = useMemo(() => problemOf(path, text), [path, text])
  const markers = useMemo(() => (problem ? markerOf(text, problem) : []), [text, problem])
  const unsaved = conflict !== null || saveError !== null
  useEffect(() => frame().updateTab(tab.id, { dirty: unsaved }), [tab.id, unsaved])
  useEffect(() => {
    if (!active) return
    const refresh = () => void draft.refresh()
    refresh()
    addEventListener('focus', refresh)
    return () => removeEventListener('focus', refresh)
  }, [draft, active])
  useEffect(() => {
    const owner = `text:${path}`
    const { setProblems } = useWorkbench.getState()
    setProblems(
      owner,
      problem
        ? [
            {
              id: owner,
              severity: 'error',
              message: problem.message,
              file: path,
              ...(problem.place.line !== undefined && { line: problem.place.line }),
              open: () => openText(path, problem.place.line),
            },
          ]
        : [],
    )
    return () => setProblems(owner, [])
  }, [path, problem])

  // A place that another screen named is shown once: from then on the caret is the user's.
  const { line, ...others } = tab.params
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time a line is named
  useEffect(() => {
    if (line === undefined || !active || !editor) return
    editor.select(offsetOf(state.text, Number(line), 1))
    editor.focus()
    frame().updateTab(tab.id, { params: others })
  }, [line, active, editor])

  if (state.state === 'loading') return <StateView state="loading" title={`Reading ${path}`} />
  if (state.state === 'failed') {
    return <StateView state="error" error={state.loadError} onRetry={() => void draft.load()} />
  }
  const go = () => {
    const [marker] = markers
    if (!marker) return
    editor?.select(marker.from, marker.to)
    editor?.focus()
  }
  const word = unsaved ? 'not saved' : saving || draft.dirty ? 'saving' : 'saved as you type'
  return (
    <div className={css.tab}>
      <Heading
        title={path}
        mono
        chips={<span className={css.arrow}>{word}</span>}
        actions={
          <Button kind="quiet" onPress={() => openDiff(path)}>
            Changes
          </Button>
        }
      />
      {conflict && (
        <FileConflict
          language={languageOf(path)}
          path={path}
          mine={state.text}
          theirs={conflict.text}
          onSettle={(keep) => void draft.settle(keep)}
        />
      )}
      {saveError && !conflict && (
        <StateView
          state="partial"
          title={`Not saved: ${saveError.message} Your text is kept here.`}
          actions={<Button onPress={() => void draft.save()}>Try again</Button>}
        />
      )}
      {problem && (
        <Problem
          error={problem.toData()}
          action={
            markers.length > 0 && (
              <Button kind="quiet" onPress={go}>
                Go there
              </Button>
            )
          }
        />
      )}
      <div className={css.editor}>
        <CodeEditor
          key={path}
          value={state.text}
          language={languageOf(path)}
          label={path}
          markers={markers}
          autoFocus={active}
          wrap={languageOf(path) === 'markdown'}
          onChange={(next) => draft.edit(next, { autosave: true })}
          onBlur={() => void draft.flush()}
          onHandle={setEditor}
        />
      </div>
    </div>
  )
}

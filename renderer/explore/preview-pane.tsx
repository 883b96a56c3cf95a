import { memo, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { DataGrid, type GridLayout, type GridSource, initialLayout } from '../ui/data-grid/index.ts'
import { Button, StateView } from '../ui/index.ts'
import { useCatalogue } from './data.ts'
import css from './explore.module.css'
import { previewSoon, type Shown, stopPreview, usePreview } from './preview.ts'
import { setPreview, usePreviewSwitch } from './preview-switch.ts'
import { basisText, sampleText } from './preview-words.ts'
import { ResultProvenance } from './result-provenance.tsx'
import { runAtCaret } from './run.ts'
import type { QueryTabState } from './types.ts'

/** What the query at the caret answers while it is typed. */
export function PreviewPane({ id, state }: { id: string; state: QueryTabState }) {
  const on = usePreviewSwitch((preview) => preview.on)
  if (on) return <LivePreview id={id} state={state} />
  return (
    <StateView
      state="empty"
      title="Preview is off: queries are answered when they are run."
      actions={<Button onPress={() => setPreview(true)}>Turn it on</Button>}
    />
  )
}

function LivePreview({ id, state }: { id: string; state: QueryTabState }) {
  const { text, caret, at, params, engine } = state
  const { data: catalogue } = useCatalogue(at)
  const building = catalogue?.sources.find((source) => source.building)
  const set = building ? undefined : catalogue?.set
  // A key that is typed meanwhile comes before an answer is drawn.
  const { asked, answered, running, shown, error, count } = useDeferredValue(usePreview(id))
  // The whole that follows a sample takes its place without a sign.
  const busy = running !== null && asked !== answered
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever the answer depends on
  useEffect(() => {
    if (set) previewSoon(id, set)
  }, [id, text, caret.from, at, params, engine, set])
  useEffect(() => () => stopPreview(id), [id])

  const outcome = error ? 'failed' : busy ? 'running' : shown ? 'done' : 'none'
  return (
    <div className={css.gridBox} data-preview={`${outcome} ${count}`}>
      {shown ? (
        <>
          <p className={css.note}>
            {error ? `${error.message} Below is the last preview.` : basisText(shown)}
            {error?.code === 'PREVIEW_STOPPED' && <RunInFull id={id} state={state} />}
          </p>
          <Rows shown={shown} stale={error !== null} busy={busy} />
          <PreviewProvenance state={state} shown={shown} />
        </>
      ) : error ? (
        <StateView
          state="error"
          error={error}
          {...(error.code === 'PREVIEW_STOPPED' && { actions: <RunInFull id={id} state={state} /> })}
        />
      ) : building ? (
        <StateView state="loading" title={`Building the image of ${building.name}`} />
      ) : text.trim() === '' ? (
        <StateView
          state="empty"
          title="What you type is answered here, on a sample where the data is large."
        />
      ) : (
        <StateView state="loading" title="Previewing" onCancel={() => stopPreview(id)} cancelLabel="Stop" />
      )}
    </div>
  )
}

function RunInFull({ id, state }: { id: string; state: QueryTabState }) {
  return <Button onPress={() => void runAtCaret(id, state.caret)}>Run in full</Button>
}

/** Drawn anew when there is another answer, and not at each key. */
const Rows = memo(function Rows({ shown, stale, busy }: { shown: Shown; stale: boolean; busy: boolean }) {
  const { handle, most, first, target } = shown
  const columns = useMemo(() => JSON.stringify(handle.columns), [handle])
  const initial = useMemo(() => initialLayout(handle.columns), [handle])
  const [layout, setLayout] = useState<{ columns: string; layout: GridLayout } | null>(null)
  const source = useMemo<GridSource>(
    () => ({
      columns: handle.columns,
      rows: Math.min(handle.rows, most),
      page: (from, rows, signal) => handle.page(from, rows, signal),
      ...(first && { first }),
    }),
    [handle, most, first],
  )
  if (source.rows === 0) return <StateView state="empty" title="0 rows. Nothing matches it." />
  return (
    <div className={css.gridHost} data-stale={stale || undefined} data-busy={busy || undefined}>
      <DataGrid
        // The next answer with these columns is drawn in place.
        key={columns}
        source={source}
        label={`Preview${target.name === '' ? '' : ` of ${target.name}`}`}
        layout={layout?.columns === columns ? layout.layout : initial}
        onLayout={(next) => setLayout({ columns, layout: next })}
      />
    </div>
  )
})

function PreviewProvenance({ state, shown }: { state: QueryTabState; shown: Shown }) {
  const { handle, resolved, params, basis, most } = shown
  return (
    <ResultProvenance
      state={state}
      execution={{ base: handle, resolved, params, note: handle.note }}
      {...(basis.kind === 'sample' && { sample: sampleText(basis) })}
    >
      {`${Math.min(handle.rows, most)} × ${handle.columns.length}, ${Math.round(handle.ms)} ms`}
    </ResultProvenance>
  )
}

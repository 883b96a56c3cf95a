import { useEffect, useMemo, useState } from 'react'
import type { ResolvedStatement } from '#shared/contract/engine.ts'
import { type AppError, toAppError } from '#shared/errors.ts'
import { ctePreview, statementAt } from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'
import { client } from '../client/index.ts'
import { type ResultHandle, runStatement } from '../engine/index.ts'
import { DataGrid, type GridLayout, initialLayout } from '../ui/data-grid/index.ts'
import { StateView } from '../ui/index.ts'
import css from './explore.module.css'
import { namedParams, paramValues } from './params.ts'
import { ResultProvenance } from './result-provenance.tsx'
import type { QueryTabState } from './types.ts'

/** How long the caret has to rest, and how long a preview may take. */
const rest = 60
const patience = 2000
const rows = 500

type Preview =
  | { state: 'running' }
  | { state: 'done'; handle: ResultHandle; resolved: ResolvedStatement; params: Record<string, Cell> }
  | { state: 'failed'; error: AppError }
  | { state: 'stopped' }

/** The first rows of the CTE that the caret stands in, while one types. */
export function PreviewPane({ id, state }: { id: string; state: QueryTabState }) {
  const { text, caret, at, params } = state
  const target = useMemo(() => {
    const statement = statementAt(text, caret.from)
    return statement ? ctePreview(statement.text, caret.from - statement.from) : null
  }, [text, caret.from])
  const sql = target?.sql ?? null
  const [preview, setPreview] = useState<Preview | null>(null)
  const [layout, setLayout] = useState<GridLayout | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text's header counts only through the values it gives
  useEffect(() => {
    setPreview(null)
    if (sql === null) return
    const controller = new AbortController()
    let handle: ResultHandle | null = null
    let late = false
    const stop = setTimeout(() => {
      late = true
      controller.abort()
    }, rest + patience)
    const run = async () => {
      setPreview({ state: 'running' })
      try {
        const wrapped = `FROM (${sql}\n) LIMIT ${rows}`
        const values = paramValues(wrapped, namedParams(text), params)
        const { signal } = controller
        const resolved = await client.engine.resolve({ sql: wrapped, at, params: values }, { signal })
        handle = await runStatement(resolved, { signal, owner: `${id}:preview` })
        if (controller.signal.aborted) void handle.close()
        else {
          setLayout(initialLayout(handle.columns))
          setPreview({ state: 'done', handle, resolved, params: values })
        }
      } catch (thrown) {
        if (late) setPreview({ state: 'stopped' })
        else if (!controller.signal.aborted) setPreview({ state: 'failed', error: toAppError(thrown) })
      } finally {
        clearTimeout(stop)
      }
    }
    const start = setTimeout(() => void run(), rest)
    return () => {
      clearTimeout(start)
      clearTimeout(stop)
      controller.abort()
      void handle?.close().catch(() => undefined)
    }
  }, [id, sql, at, params])

  if (!target) {
    return (
      <StateView
        state="empty"
        title="Put the caret into a CTE (WITH name AS …): its first rows show here as you type."
      />
    )
  }
  if (!preview || preview.state === 'running')
    return <StateView state="loading" title={`Previewing ${target.name}`} />
  if (preview.state === 'stopped') {
    return <StateView state="empty" title="Preview stopped after 2 s. Run it in full." />
  }
  if (preview.state === 'failed') return <StateView state="error" error={preview.error} />
  const { handle, resolved, params: values } = preview
  return (
    <div className={css.gridBox}>
      <p className={css.note}>
        {`${target.name}, ${handle.rows < rows ? (handle.rows === 1 ? 'its one row' : `all ${handle.rows} rows`) : `first ${rows} rows`}`}
      </p>
      {handle.rows === 0 ? (
        <StateView state="empty" title={`${target.name} has no rows.`} />
      ) : (
        <div className={css.gridHost}>
          <DataGrid
            source={handle}
            label={`Preview of ${target.name}`}
            layout={layout ?? initialLayout(handle.columns)}
            onLayout={setLayout}
          />
        </div>
      )}
      <ResultProvenance
        state={state}
        execution={{ base: handle, resolved, params: values, note: handle.note }}
      >{`${handle.rows} ${handle.rows === 1 ? 'row' : 'rows'} × ${handle.columns.length}, ${Math.round(handle.ms)} ms`}</ResultProvenance>
    </div>
  )
}

import { useEffect, useState } from 'react'
import type { HandFile, HandTable } from '#shared/contract/hand.ts'
import { type AppError, toAppError } from '#shared/errors.ts'
import { client } from '../../client/index.ts'
import { type ResultHandle, runStatement } from '../../engine/index.ts'
import { DataGrid, type GridLayout, initialLayout } from '../../ui/data-grid/index.ts'
import { formatCount, Provenance, StateView } from '../../ui/index.ts'
import { nameInSql } from '../source-sql.ts'
import css from './at-hand.module.css'

type Shown = { handle: ResultHandle } | { error: AppError } | null

/** All rows of a table at hand, read where they stand. */
export function HandRows({ file, table }: { file: HandFile; table: HandTable }) {
  const [shown, setShown] = useState<Shown>(null)
  const [layout, setLayout] = useState<GridLayout | null>(null)
  const [attempt, setAttempt] = useState(0)
  const { name } = table
  // biome-ignore lint/correctness/useExhaustiveDependencies: tried again when the user asks for it
  useEffect(() => {
    const controller = new AbortController()
    let opened: ResultHandle | null = null
    const run = async () => {
      try {
        const sql = `SELECT * FROM ${nameInSql(name)}`
        const { signal } = controller
        const resolved = await client.engine.resolve({ sql, at: {}, params: {} }, { signal })
        opened = await runStatement(resolved, { signal, owner: `hand:${file.id}` })
        if (signal.aborted) return void opened.close()
        setLayout(initialLayout(opened.columns))
        setShown({ handle: opened })
      } catch (thrown) {
        if (!controller.signal.aborted) setShown({ error: toAppError(thrown) })
      }
    }
    void run()
    return () => {
      controller.abort()
      void opened?.close().catch(() => undefined)
    }
  }, [name, file.id, attempt])
  if (shown === null) return <StateView state="loading" title={`Reading ${name}`} />
  if ('error' in shown) {
    const again = () => {
      setShown(null)
      setAttempt(attempt + 1)
    }
    return <StateView state="error" error={shown.error} onRetry={again} />
  }
  const { handle } = shown
  return (
    <>
      {handle.rows === 0 ? (
        <StateView state="empty" title={`${name} has no rows.`} />
      ) : (
        <div className={css.grid}>
          <DataGrid
            source={handle}
            label={`Rows of ${name}`}
            layout={layout ?? initialLayout(handle.columns)}
            onLayout={setLayout}
          />
        </div>
      )}
      <Provenance
        files={[{ source: name, ...file }]}
        engine={{ name: handle.engine, threads: handle.threads }}
      >
        {`${formatCount(handle.rows)} ${handle.rows === 1 ? 'row' : 'rows'} × ${handle.columns.length}`}
      </Provenance>
    </>
  )
}

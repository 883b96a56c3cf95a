import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { client } from '../client/index.ts'
import { type ResultHandle, runStatement } from '../engine/index.ts'
import { formatCount, plural, Select, StateView } from '../ui/index.ts'
import { ColumnProfileCard } from './column-profile.tsx'
import { useCatalogue } from './data.ts'
import css from './explore.module.css'
import { nameInSql } from './source-sql.ts'
import { seenOf, useExplore } from './store.ts'
import { unitsOf } from './units.ts'

const nowhere = {}

/** The result, or a source it could read, column by column; only columns in view are computed. */
export function ColumnsPane({ id }: { id: string }) {
  const at = useExplore(({ tabs }) => tabs[id]?.at) ?? nowhere
  const { data: catalogue } = useCatalogue(at)
  const [of, setOf] = useState('')
  const execution = useExplore(
    useShallow(({ tabs }) => {
      const { id: key, shown, resolved } = seenOf(tabs[id]) ?? {}
      return { key, shown, resolved }
    }),
  )
  const sources = (catalogue?.sources ?? []).filter(({ image }) => image !== null)
  const options = [
    ...(execution.shown ? [{ id: '', label: 'result' }] : []),
    ...sources.map(({ name }) => ({ id: name, label: name })),
  ]
  const chosen = options.some((option) => option.id === of) ? of : execution.shown ? '' : null
  if (options.length === 0) {
    return <StateView state="empty" title="Run a statement: its columns are described here." />
  }
  return (
    <div className={css.pane}>
      <div className={css.paneHead}>
        <Select
          label="Columns of"
          hideLabel
          quiet
          prefix="of"
          value={chosen ?? ''}
          placeholder="Choose a source"
          options={options}
          onChange={setOf}
        />
      </div>
      {chosen === null ? (
        <StateView
          state="empty"
          title="Run a statement: its columns are described here. Or choose a source above."
        />
      ) : chosen === '' && execution.shown ? (
        <Profiles
          key={`${execution.key} ${execution.shown.rows}`}
          handle={execution.shown}
          units={unitsOf(catalogue, execution.resolved?.reads.map(({ source }) => source) ?? [])}
        />
      ) : (
        <SourceProfiles key={chosen} id={id} source={chosen} at={at} />
      )}
    </div>
  )
}

/** A source is a result like any other: all its rows, read where they stand. */
function SourceProfiles({ id, source, at }: { id: string; source: string; at: Record<string, string> }) {
  const { data: catalogue } = useCatalogue(at)
  const handle = useQuery({
    queryKey: ['explore', 'source', source, at],
    queryFn: async ({ signal }) => {
      const sql = `SELECT * FROM ${nameInSql(source)}`
      const resolved = await client.engine.resolve({ sql, at, params: {} }, { signal })
      return await runStatement(resolved, { signal, owner: `${id}:profile` })
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (handle.isPending) return <StateView state="loading" title={`Reading ${source}`} />
  if (handle.isError) {
    return <StateView state="error" error={handle.error} onRetry={() => void handle.refetch()} />
  }
  return <Profiles handle={handle.data} units={unitsOf(catalogue, [source])} />
}

/** What scrolls without holding a control takes the focus itself, so that the keyboard can scroll it. */
const scrollable = { tabIndex: 0 }

function Profiles({
  handle,
  units,
}: {
  handle: ResultHandle
  units: Map<string, { unit?: string; meaning?: string }>
}) {
  return (
    <>
      <p className={css.paneFigures}>
        {`${plural(handle.columns.length, 'column')}, ${formatCount(handle.rows)} ${handle.rows === 1 ? 'row' : 'rows'}`}
      </p>
      <ul className={css.profiles} aria-label="Columns" {...scrollable}>
        {handle.columns.map((column, place) => (
          <ColumnProfileCard
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns of a result may have one name
            key={place}
            handle={handle}
            column={column}
            about={units.get(`${column.name} ${column.type}`)}
          />
        ))}
      </ul>
    </>
  )
}

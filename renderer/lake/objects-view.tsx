import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { client, typed } from '../client/index.ts'
import { DataGrid, type GridLayout, type GridSource, initialLayout } from '../ui/data-grid/index.ts'
import { plural, StateView } from '../ui/index.ts'
import css from './lake.module.css'

const columns: GridSource['columns'] = [
  { name: 'path', type: 'VARCHAR', meaning: 'Path in the remote' },
  { name: 'size', type: 'BIGINT', unit: 'B' },
  { name: 'in store', type: 'VARCHAR', meaning: 'Are its bytes on this computer?' },
  { name: 'sha256', type: 'VARCHAR', meaning: 'Digest of its bytes' },
]
/** The contract's most for one page. */
const most = 1000

/** The objects of a snapshot, however many: read by pages as they come into view. */
export function ObjectsView({ snapshot, source }: { snapshot: string | null; source: string | undefined }) {
  const first = useQuery({
    queryKey: ['lake', 'objects', snapshot],
    queryFn: ({ signal }) =>
      typed(client.lake.objects({ snapshot: snapshot ?? '', from: 0, count: 1 }, { signal })),
    enabled: snapshot !== null,
    retry: false,
  })
  const total = first.data?.total
  const grid = useMemo<GridSource | null>(
    () =>
      snapshot === null || total === undefined
        ? null
        : { columns, rows: total, page: (from, count, signal) => page(snapshot, from, count, signal) },
    [snapshot, total],
  )
  const [layout, setLayout] = useState<GridLayout>(() => initialLayout(columns))
  if (snapshot === null) {
    return (
      <StateView
        state="empty"
        title={`${source ?? 'This source'} was never synced: no object is here yet.`}
      />
    )
  }
  if (first.isError) {
    return <StateView state="error" error={first.error} onRetry={() => void first.refetch()} />
  }
  if (!grid) return <StateView state="loading" title="Reading the snapshot's objects" />
  if (grid.rows === 0)
    return (
      <StateView
        state="empty"
        title="The snapshot holds no object: nothing in the lake matched the path of the contract."
      />
    )
  return (
    <div className={css.gridHost}>
      <DataGrid
        key={snapshot}
        source={grid}
        label={plural(grid.rows, 'object')}
        layout={layout}
        onLayout={setLayout}
      />
    </div>
  )
}

async function page(snapshot: string, from: number, count: number, signal: AbortSignal | undefined) {
  const objects: { path: string; sha256: string; size: number; inStore: boolean }[] = []
  while (objects.length < count) {
    const next = await client.lake.objects(
      { snapshot, from: from + objects.length, count: Math.min(most, count - objects.length) },
      signal ? { signal } : {},
    )
    if (next.objects.length === 0) break
    objects.push(...next.objects)
  }
  return {
    from,
    columns: [
      objects.map(({ path }) => path),
      objects.map(({ size }) => String(size)),
      objects.map(({ inStore }) => (inStore ? 'yes' : 'missing')),
      objects.map(({ sha256 }) => sha256),
    ],
  }
}

import type { SnapshotDiff } from '#shared/contract/lake.ts'
import { DiffRows } from '../ui/diff-grid/index.ts'
import { Button, StateView } from '../ui/index.ts'
import { openSource } from './open.ts'
import { allPaths, useSnapshotComparison, wholeCounts } from './snapshot-comparison.ts'

/** The rows that differ between two snapshots, by the contract's key; without one as whole values. */
export function SnapshotRows({
  id,
  diff,
  ready,
  unitOf,
}: {
  id: string
  diff: SnapshotDiff
  ready: boolean
  unitOf: (column: string) => string | undefined
}) {
  const found = useSnapshotComparison(diff, allPaths(diff), ready)
  if (found.error) return <StateView state="error" error={found.error} onRetry={found.again} />
  if (found.stopped) {
    return (
      <StateView
        state="empty"
        title="Stopped before the rows were read."
        actions={<Button onPress={found.again}>Compare again</Button>}
      />
    )
  }
  if (!found.data) {
    return (
      <StateView
        state="loading"
        title={`Reading rows of ${diff.source}`}
        progress={found.progress}
        onCancel={found.cancel}
      />
    )
  }
  const key = found.data.sides.keys.find(({ why }) => why === 'contract')?.columns ?? []
  return (
    <DiffRows
      id={id}
      name={diff.source}
      comparison={found.data}
      firstKey={key}
      unitOf={unitOf}
      counted={(facts) => wholeCounts(facts, diff.rows)}
      keyless={
        <StateView
          state="partial"
          title={`${diff.source} has no key, so rows are compared as whole values. Name a key in its contract.`}
          actions={<Button onPress={() => openSource(diff.source, 'contract')}>Open contract</Button>}
        />
      }
    />
  )
}

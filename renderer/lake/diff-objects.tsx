import { useMemo, useState } from 'react'
import type { SnapshotDiff } from '#shared/contract/lake.ts'
import { formatCount, Select, SmallTable, StateView } from '../ui/index.ts'
import css from './lake.module.css'

type Change = SnapshotDiff['objects'][number]['change']
const marks: Record<Change, string> = { added: '+', changed: '~', gone: '−' }
const words: Record<Change, string> = { added: 'added', changed: 'changed', gone: 'gone' }
const order: Change[] = ['added', 'changed', 'gone']

/** The objects that differ between two snapshots, by path. */
export function DiffObjects({ diff }: { diff: SnapshotDiff }) {
  const { added, changed, gone, objects } = diff
  const counts: Record<Change, number> = { added, changed, gone }
  const [chosen, setOnly] = useState<Change | 'any'>('any')
  const only = chosen !== 'any' && counts[chosen] === 0 ? 'any' : chosen
  const shown = useMemo(
    () => objects.filter(({ change }) => only === 'any' || change === only).slice(0, 500),
    [objects, only],
  )
  const total = added + changed + gone
  if (total === 0) {
    return <StateView state="empty" title="The same objects, though the snapshots' ids differ." />
  }
  return (
    <>
      <div className={css.tools}>
        <Select
          label="Show"
          hideLabel
          quiet
          prefix="Show:"
          value={only}
          onChange={(id) => setOnly(id as Change | 'any')}
          options={[
            { id: 'any', label: 'all changes', detail: formatCount(total) },
            ...order
              .filter((change) => counts[change] > 0)
              .map((change) => ({
                id: change,
                label: `${marks[change]} ${words[change]}`,
                detail: formatCount(counts[change]),
              })),
          ]}
        />
        <span className={css.faint}>{listWords(shown.length, only === 'any' ? total : counts[only])}</span>
      </div>
      <SmallTable
        label="Objects that differ"
        rows={shown}
        idOf={({ path }) => path}
        rowHeader="path"
        columns={[
          {
            id: 'change',
            name: 'Change',
            width: '104px',
            render: ({ change }) => (
              <span className={css[`change_${change}`]}>
                <span className={css.changeMark}>{marks[change]}</span>
                {words[change]}
              </span>
            ),
            sortBy: ({ change }) => order.indexOf(change),
          },
          {
            id: 'path',
            name: 'Object',
            mono: true,
            render: ({ path }) => <span title={path}>{path}</span>,
            sortBy: ({ path }) => path,
          },
          {
            id: 'size',
            name: 'Size',
            unit: 'B',
            align: 'end',
            width: '128px',
            render: ({ size }) => formatCount(size),
            sortBy: ({ size }) => size,
          },
        ]}
      />
    </>
  )
}

function listWords(shown: number, all: number): string {
  return shown === all
    ? `${formatCount(all)} by path`
    : `first ${formatCount(shown)} of ${formatCount(all)} by path`
}

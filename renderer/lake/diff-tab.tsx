import { useCallback } from 'react'
import type { SnapshotInfo } from '#shared/contract/lake.ts'
import { short } from '#shared/names.ts'
import { useSnapshots } from '../client/index.ts'
import { ArrowLeftRight, ArrowRight } from '../ui/icons.ts'
import {
  Button,
  formatCount,
  formatInstant,
  Icon,
  Popover,
  Select,
  SnapshotChip,
  StateView,
  useFirstFocus,
  useLetters,
} from '../ui/index.ts'
import { frame, type Tab, type TabProps } from '../ui/workbench.ts'
import { useDiff, useFreshLake } from './data.ts'
import { DiffLevels } from './diff-levels.tsx'
import { instantFormat } from './instants.ts'
import css from './lake.module.css'
import { querySource } from './open.ts'
import { useWidth } from './use-width.ts'

/** What changed from one snapshot to another: counts first, then the objects themselves. */
export default function DiffTab({ tab, active }: TabProps) {
  useFreshLake()
  const { from = '', to = '' } = tab.params
  const snapshots = useSnapshots()
  const diff = useDiff(from, to)
  const [width, measure] = useWidth()
  const ends = {
    from: snapshots.data?.find(({ id }) => id === from),
    to: snapshots.data?.find(({ id }) => id === to),
  }
  const source = ends.to?.source ?? ends.from?.source ?? diff.data?.source ?? ''
  const go = (next: { from: string; to: string }) =>
    frame().updateTab(tab.id, {
      params: next,
      title: `${source} ${short(next.from)} → ${short(next.to)}`.trim(),
    })
  const written = instantFormat([ends.from?.syncedAt, ends.to?.syncedAt].filter((at) => at !== undefined))
  const swap = () => go({ from: to, to: from })
  const letters = useLetters({ x: swap })
  const first = useFirstFocus('[role="tab"][aria-selected="true"]', active)
  const attach = useCallback(
    (element: HTMLElement | null) => {
      measure(element)
      letters(element)
      first(element)
    },
    [measure, letters, first],
  )
  return (
    <div className={css.tab} ref={attach}>
      <header className={css.diffHead}>
        <h1 className={css.diffTitle}>{source || 'Snapshots'}</h1>
        <End id={from} snapshot={ends.from} time={width < 800 ? null : written} />
        <Icon of={ArrowRight} label="to" tone="muted" />
        <End id={to} snapshot={ends.to} time={width < 800 ? null : written} />
        <span className={css.spring} />
        <Button kind="quiet" icon={ArrowLeftRight} keys="X" hint="Swap before and after" onPress={swap}>
          Swap
        </Button>
        <Choose tab={tab} source={source} snapshots={snapshots.data ?? []} onChoose={go} />
        <Button
          onPress={() => {
            querySource(source, from)
            querySource(source, to)
          }}
          disabledReason={source ? undefined : 'Its source is not known here'}
        >
          {width < 900 ? 'Open both' : 'Open both in Explore'}
        </Button>
      </header>
      {from === to ? (
        <StateView state="empty" title="The same snapshot: same id, same bytes.">
          Choose another one to compare it with.
        </StateView>
      ) : diff.isPending ? (
        <StateView state="loading" title={objectsOf(ends.from, ends.to)} />
      ) : diff.isError ? (
        <StateView state="error" error={diff.error} onRetry={() => void diff.refetch()} />
      ) : (
        <DiffLevels
          id={tab.id}
          diff={diff.data}
          busy={diff.isPlaceholderData}
          view={tab.params.view}
          onView={(view) => frame().updateTab(tab.id, { params: { ...tab.params, view } })}
        />
      )}
    </div>
  )
}

function objectsOf(from: SnapshotInfo | undefined, to: SnapshotInfo | undefined): string {
  return from && to
    ? `Comparing ${formatCount(from.objects)} with ${formatCount(to.objects)} objects`
    : 'Comparing objects'
}

function End({
  id,
  snapshot,
  time,
}: {
  id: string
  snapshot: SnapshotInfo | undefined
  /** Null where there is no room for it. */
  time: ((instant: string) => string) | null
}) {
  return (
    <span className={css.end}>
      <SnapshotChip id={id} missing={!snapshot} syncedAt={snapshot?.syncedAt} />
      {snapshot && time && <span className={css.endTime}>{time(snapshot.syncedAt)}</span>}
    </span>
  )
}

function Choose({
  tab,
  source,
  snapshots,
  onChoose,
}: {
  tab: Tab
  source: string
  snapshots: SnapshotInfo[]
  onChoose: (ends: { from: string; to: string }) => void
}) {
  const { from = '', to = '' } = tab.params
  const options = snapshots
    .filter((one) => one.source === source)
    .map(({ id, syncedAt, latest, rows }) => ({
      id,
      label: `${short(id)}  ${formatInstant(syncedAt)}${latest ? ', latest' : ''}`,
      detail: rows === null ? undefined : `${formatCount(rows)} rows`,
    }))
  return (
    <Popover
      label="Choose two snapshots"
      trigger={<Button kind="quiet">Choose…</Button>}
      placement="bottom end"
    >
      <div className={css.choose}>
        <Select label="Before" value={from} options={options} onChange={(id) => onChoose({ from: id, to })} />
        <Select label="After" value={to} options={options} onChange={(id) => onChoose({ from, to: id })} />
      </div>
    </Popover>
  )
}

import { useCallback, useMemo, useState } from 'react'
import type { SnapshotDiff, SnapshotInfo } from '#shared/contract/lake.ts'
import { short } from '#shared/names.ts'
import { useSnapshots } from '../client/index.ts'
import { ArrowLeftRight, ArrowRight } from '../ui/icons.ts'
import {
  Button,
  formatBytes,
  formatCount,
  formatDelta,
  formatInstant,
  Icon,
  Popover,
  Select,
  SmallTable,
  SnapshotChip,
  StateView,
} from '../ui/index.ts'
import { frame, type Tab, type TabProps } from '../ui/workbench.ts'
import { useDiff, useFreshLake } from './data.ts'
import { instantFormat } from './instants.ts'
import css from './lake.module.css'
import { queryDifference, querySource } from './open.ts'
import { useLetters } from './use-letters.ts'
import { useWidth } from './use-width.ts'

/** What changed from one snapshot to another: counts first, then the objects themselves. */
export default function DiffTab({ tab }: TabProps) {
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
  const attach = useCallback(
    (element: HTMLElement | null) => {
      measure(element)
      letters(element)
    },
    [measure, letters],
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
        <Difference diff={diff.data} busy={diff.isPlaceholderData} />
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

type Change = SnapshotDiff['objects'][number]['change']
const marks: Record<Change, string> = { added: '+', changed: '~', gone: '−' }
const words: Record<Change, string> = { added: 'added', changed: 'changed', gone: 'gone' }
const order: Change[] = ['added', 'changed', 'gone']

function Difference({ diff, busy }: { diff: SnapshotDiff; busy: boolean }) {
  const { added, changed, gone, rows, rejects, bytes, objects, source, from, to } = diff
  const counts: Record<Change, number> = { added, changed, gone }
  const [chosen, setOnly] = useState<Change | 'any'>('any')
  const only = chosen !== 'any' && counts[chosen] === 0 ? 'any' : chosen
  const shown = useMemo(
    () => objects.filter(({ change }) => only === 'any' || change === only).slice(0, 500),
    [objects, only],
  )
  const total = added + changed + gone
  return (
    <div className={css.diff} data-busy={busy || undefined}>
      <div className={css.figures}>
        <Figure name="Objects">
          {order.map((change) => (
            <span key={change} className={css.figurePart} title={words[change]}>
              {marks[change]}
              {formatCount(counts[change])}
            </span>
          ))}
        </Figure>
        <Figure name="Rows">{rows ? <FromTo {...rows} /> : 'not built on both sides'}</Figure>
        <Figure name="Rejects, rows">{rejects ? <FromTo {...rejects} /> : 'not built on both sides'}</Figure>
        <Figure name="Size">
          <span>{bytes === 0 ? '±0 B' : `${bytes > 0 ? '+' : '−'}${formatBytes(Math.abs(bytes))}`}</span>
        </Figure>
      </div>
      {total === 0 ? (
        <StateView state="empty" title="The same objects, though the snapshots' ids differ." />
      ) : (
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
            <span className={css.faint}>
              {listWords(shown.length, only === 'any' ? total : counts[only])}
            </span>
            <span className={css.spring} />
            <Button
              hint="As a query: rows added and gone, compared as whole values"
              onPress={() =>
                queryDifference(
                  source,
                  from,
                  to,
                  objects.length === total ? objects.map(({ path }) => path) : null,
                )
              }
            >
              Rows that differ
            </Button>
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
      )}
    </div>
  )
}

function listWords(shown: number, all: number): string {
  return shown === all
    ? `${formatCount(all)} by path`
    : `first ${formatCount(shown)} of ${formatCount(all)} by path`
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={css.figure}>
      <span className={css.figureName}>{name}</span>
      <span className={css.figureValue}>{children}</span>
    </div>
  )
}

function FromTo({ from, to }: { from: number; to: number }) {
  return (
    <>
      <span className={css.figurePart}>
        {formatCount(from)} → {formatCount(to)}
      </span>
      <span className={css.figureDelta}>{to === from ? '±0' : formatDelta(to - from, 0)}</span>
    </>
  )
}

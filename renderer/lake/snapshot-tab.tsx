import { useEffect } from 'react'
import { short } from '#shared/names.ts'
import { useSnapshots } from '../client/index.ts'
import {
  Button,
  formatBytes,
  formatCount,
  formatInstant,
  Heading,
  SnapshotChip,
  StateView,
} from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import { useFreshLake } from './data.ts'
import { Fact, Facts } from './facts.tsx'
import css from './lake.module.css'
import { ObjectsView } from './objects-view.tsx'
import { openDiff, openSource, openSources, queryRejects, querySource } from './open.ts'

/** One snapshot: when and from where it was taken, what it holds, and the way to query or compare it. */
export default function SnapshotTab({ tab }: TabProps) {
  useFreshLake()
  const id = tab.params.id ?? ''
  const { data, isPending, isError, error, refetch } = useSnapshots()
  const title = data?.find((one) => one.id === id)?.source
  useEffect(() => {
    if (title) frame().updateTab(tab.id, { title: `${title} ${short(id)}` })
  }, [tab.id, id, title])
  if (isPending) return <StateView state="loading" title={`Reading snapshot ${short(id)}`} />
  if (isError) return <StateView state="error" error={error} onRetry={() => void refetch()} />
  const snapshot = data.find((one) => one.id === id) ?? data.find((one) => one.id.startsWith(id))
  if (!snapshot || id === '') {
    return (
      <StateView
        state="empty"
        title={`Snapshot ${short(id)} was not taken by this workspace.`}
        actions={<Button onPress={openSources}>Open sources</Button>}
      >
        A run names it, but its data was never synced here. A sync takes the lake as it is now; a colleague
        who has the snapshot can export it.
      </StateView>
    )
  }
  const { source, rows, rejects } = snapshot
  const own = data.filter((one) => one.source === source)
  const latest = own.find((one) => one.latest)
  const previous = own[own.indexOf(snapshot) + 1]
  return (
    <div className={css.tab} data-pinned={!snapshot.latest || undefined}>
      <Heading
        title={source}
        chips={
          <>
            <SnapshotChip id={snapshot.id} syncedAt={snapshot.syncedAt} pinned={!snapshot.latest} />
            {snapshot.latest && <span className={css.tag}>latest</span>}
            {snapshot.partial && <span className={css.tagWarn}>partial</span>}
          </>
        }
        actions={
          <>
            {previous && (
              <Button
                kind="quiet"
                keys="Mod+K D"
                hint="Diff with previous"
                onPress={() => openDiff(source, previous.id, snapshot.id)}
              >
                Diff with previous
              </Button>
            )}
            {latest && !snapshot.latest && (
              <Button kind="quiet" onPress={() => openDiff(source, snapshot.id, latest.id)}>
                Diff with latest
              </Button>
            )}
            <Button kind="primary" onPress={() => querySource(source, snapshot.id)}>
              Query at
            </Button>
          </>
        }
      />
      <div className={css.snapshotFacts}>
        <Facts>
          <Fact name="Source">
            <span className={css.link}>
              <Button kind="quiet" onPress={() => openSource(source)}>
                {source}
              </Button>
            </span>
          </Fact>
          <Fact name="Synced, UTC">{formatInstant(snapshot.syncedAt)}</Fact>
          <Fact name="From">
            {snapshot.remote}
            {snapshot.filter && `, where ${snapshot.filter}`}
          </Fact>
          <Fact name="Id" mono>
            {snapshot.id}
          </Fact>
        </Facts>
        <Facts>
          <Fact name="Rows" numeric>
            {rows === null ? '–' : formatCount(rows)}
          </Fact>
          <Fact name="Rejects, rows" numeric>
            {rejects === null ? (
              '–'
            ) : rejects > 0 ? (
              <span className={css.link}>
                <Button kind="quiet" onPress={() => queryRejects(source, snapshot.id)}>
                  {`${formatCount(rejects)}, open in Explore`}
                </Button>
              </span>
            ) : (
              '0'
            )}
          </Fact>
          <Fact name="Objects" numeric>
            {formatCount(snapshot.objects)}
          </Fact>
          <Fact name="Size" numeric>
            {formatBytes(snapshot.bytes)}
          </Fact>
        </Facts>
      </div>
      {snapshot.partial && (
        <StateView
          state="partial"
          title="It holds a part of the lake only: objects were filtered, or left out while they were being written."
        />
      )}
      <ObjectsView snapshot={snapshot.id} source={source} />
    </div>
  )
}

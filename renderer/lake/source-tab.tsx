import type { SourceStatus } from '#shared/contract/lake.ts'
import { Button, Heading, StateView, Tabs } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import { ContractView } from './contract-view.tsx'
import { useFreshLake, useRestricted, useSnapshots, useSources } from './data.ts'
import { HealthMark } from './health-mark.tsx'
import css from './lake.module.css'
import { ObjectsView } from './objects-view.tsx'
import { querySource, type SourceView } from './open.ts'
import { Overview } from './overview.tsx'
import { RejectsView } from './rejects-view.tsx'
import { SnapshotsView } from './snapshots-view.tsx'
import { startSync, useSync } from './sync.ts'
import { SyncBar } from './sync-bar.tsx'
import { useWidth } from './use-width.ts'

const views: SourceView[] = ['overview', 'contract', 'objects', 'snapshots', 'rejects']

/** One source: what it is, its contract, its objects, its snapshots and the rows that broke the contract. */
export default function SourceTab({ tab }: TabProps) {
  useFreshLake()
  const name = tab.params.source ?? ''
  const { data, isPending, isError, error, refetch } = useSources()
  const source = data?.find((one) => one.name === name)
  const [width, measure] = useWidth()
  if (isPending) return <StateView state="loading" title={`Reading what is known of ${name}`} />
  if (isError) return <StateView state="error" error={error} onRetry={() => void refetch()} />
  return (
    <div className={css.tab} ref={measure}>
      {source ? <Source tab={tab} source={source} width={width} /> : <Missing tab={tab} name={name} />}
    </div>
  )
}

function Source({ tab, source, width }: { tab: TabProps['tab']; source: SourceStatus; width: number }) {
  const { name, health, reason, snapshot, objects, rejects } = source
  const view = views.find((one) => one === tab.params.view) ?? 'overview'
  const snapshots = useSnapshots(name)
  const restricted = useRestricted()
  const running = useSync((state) => state.running)
  const show = (next: string) => frame().updateTab(tab.id, { params: { ...tab.params, view: next } })
  const rows = rejects ?? 0
  return (
    <>
      <Heading
        title={name}
        chips={<HealthMark health={health} reason={width >= 560 ? reason : undefined} />}
        actions={
          <>
            <Button
              disabledReason={snapshot ? undefined : 'There is nothing to query before the first sync'}
              onPress={() => querySource(name)}
            >
              {width >= 480 ? 'Open in Explore' : 'Explore'}
            </Button>
            <Button
              kind="primary"
              disabledReason={restricted ?? (running ? `${running.name} is running` : undefined)}
              onPress={() => void startSync([name])}
            >
              Sync
            </Button>
          </>
        }
      />
      <SyncBar source={name} />
      <Tabs
        label={`Views of ${name}`}
        selected={view}
        onSelect={show}
        items={[
          { id: 'overview', title: 'Overview' },
          { id: 'contract', title: 'Contract' },
          { id: 'objects', title: 'Objects', count: objects },
          { id: 'snapshots', title: 'Snapshots', count: snapshots.data?.length },
          { id: 'rejects', title: 'Rejects', count: rows, ...(rows > 0 && { tone: 'error' as const }) },
        ]}
      >
        {() => {
          if (view === 'contract') return <ContractView tab={tab} path={source.file} source={name} />
          if (view === 'objects') return <ObjectsView snapshot={snapshot} source={name} />
          if (view === 'snapshots') return <SnapshotsView source={name} query={snapshots} />
          if (view === 'rejects') return <RejectsView source={source} />
          return <Overview source={source} snapshots={snapshots.data ?? []} onView={show} />
        }}
      </Tabs>
    </>
  )
}

/** No such source: its contract may be the reason, so that is what is offered. */
function Missing({ tab, name }: { tab: TabProps['tab']; name: string }) {
  if (tab.params.view === 'contract') {
    return (
      <>
        <Heading title={name} />
        <ContractView tab={tab} path={`contracts/${name}.yml`} source={name} />
      </>
    )
  }
  return (
    <StateView
      state="empty"
      title={`${name} is no source of this workspace.`}
      actions={
        <Button
          onPress={() => frame().updateTab(tab.id, { params: { ...tab.params, view: 'contract' } })}
        >{`Look at contracts/${name}.yml`}</Button>
      }
    >
      A source is named by its contract in contracts/.
    </StateView>
  )
}

import { useCallback } from 'react'
import type { SourceStatus } from '#shared/contract/lake.ts'
import { Button, Heading, StateView, useFirstFocus } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import { ContractView } from './contract-view.tsx'
import { useFreshLake, useRestricted, useSources } from './data.ts'
import { HealthMark } from './health-mark.tsx'
import css from './lake.module.css'
import { querySource, type SourceView } from './open.ts'
import { SourceViews, sourceViews } from './source-views.tsx'
import { startSync, useSync } from './sync.ts'
import { SyncBar } from './sync-bar.tsx'
import { useWidth } from './use-width.ts'

/** One source: what it is, its contract, its objects, its snapshots and the rows that broke the contract. */
export default function SourceTab({ tab, active }: TabProps) {
  useFreshLake()
  const name = tab.params.source ?? ''
  const { data, isPending, isError, error, refetch } = useSources()
  const source = data?.find((one) => one.name === name)
  const [width, measure] = useWidth()
  const views = useFirstFocus('[role="tab"][aria-selected="true"]', active)
  const attach = useCallback(
    (element: HTMLElement | null) => {
      measure(element)
      views(element)
    },
    [measure, views],
  )
  if (isPending) return <StateView state="loading" title={`Reading what is known of ${name}`} />
  if (isError) return <StateView state="error" error={error} onRetry={() => void refetch()} />
  return (
    <div className={css.tab} ref={attach}>
      {source ? <Source tab={tab} source={source} width={width} /> : <Missing tab={tab} name={name} />}
    </div>
  )
}

function Source({ tab, source, width }: { tab: TabProps['tab']; source: SourceStatus; width: number }) {
  const { name, health, reason, snapshot } = source
  const view = sourceViews.find((one) => one === tab.params.view) ?? 'overview'
  const restricted = useRestricted()
  const running = useSync((state) => state.running)
  const show = (next: SourceView) => frame().updateTab(tab.id, { params: { ...tab.params, view: next } })
  return (
    <>
      <Heading
        title={name}
        chips={<HealthMark health={health} reason={width >= 560 ? reason : undefined} />}
        actions={
          <>
            <Button
              kind="primary"
              disabledReason={restricted}
              busy={running !== null}
              onPress={() => void startSync([name])}
            >
              Sync
            </Button>
            <Button
              disabledReason={snapshot ? undefined : 'There is nothing to query before the first sync'}
              onPress={() => querySource(name)}
            >
              {width >= 480 ? 'Open in Explore' : 'Explore'}
            </Button>
          </>
        }
      />
      <SyncBar source={name} />
      <SourceViews tab={tab} source={source} view={view} onView={show} />
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

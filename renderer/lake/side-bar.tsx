import { useState } from 'react'
import type { SourceStatus } from '#shared/contract/lake.ts'
import { Rows3, Waves } from '../ui/icons.ts'
import {
  Button,
  formatShort,
  Heading,
  Icon,
  IconButton,
  List,
  ProgressBar,
  SearchField,
  StateView,
} from '../ui/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { useFreshLake, useRestricted, useSources } from './data.ts'
import { countWords, healthLooks } from './health.ts'
import css from './lake.module.css'
import { openSource, openSources } from './open.ts'
import { phaseWords } from './phases.ts'
import { startSync, useSync } from './sync.ts'

/** Sources with their health, and the way to sync them all. */
export function LakeSideBar() {
  useFreshLake()
  const [find, setFind] = useState('')
  const sources = useSources()
  const restricted = useRestricted()
  const running = useSync((state) => state.running)
  const active = useWorkbench(({ tabs, activeTab }) => {
    const tab = tabs.find(({ id }) => id === activeTab)
    return tab?.kind === 'lake.source' ? (tab.params.source ?? null) : null
  })
  const wanted = find.trim().toLowerCase()
  const shown = (sources.data ?? []).filter(({ name, description }) =>
    `${name} ${description ?? ''}`.toLowerCase().includes(wanted),
  )
  return (
    <div className={css.sideBar}>
      <Heading
        title="Lake"
        level={2}
        actions={
          <>
            <IconButton icon={Rows3} label="All sources as a table" onPress={openSources} />
            <Button
              disabledReason={sources.data?.length === 0 ? 'There is no source yet' : restricted}
              busy={running !== null}
              onPress={() => void startSync([])}
            >
              Sync all
            </Button>
          </>
        }
      />
      <div className={css.sideFind}>
        <SearchField label="Find a source" value={find} onChange={setFind} />
      </div>
      {sources.isPending ? (
        <StateView state="loading" title="Reading the contracts" />
      ) : sources.isError ? (
        <StateView state="error" error={sources.error} onRetry={() => void sources.refetch()} />
      ) : (
        <>
          <List
            label="Sources"
            items={shown}
            idOf={({ name }) => name}
            textOf={({ name, health }) => `${name}, ${health}`}
            onAction={({ name }) => openSource(name)}
            selected={active}
            empty={
              wanted
                ? 'No source has that in its name.'
                : 'No source yet. A source needs a remote in lakebench.yml and a contract in contracts/.'
            }
          >
            {(source) => <SourceRow source={source} />}
          </List>
          {sources.data.length > 0 && <p className={css.sideNote}>{countWords(sources.data)}</p>}
          {running && <SideSync />}
        </>
      )}
    </div>
  )
}

function SourceRow({ source }: { source: SourceStatus }) {
  const { name, health, reason, rows, description } = source
  const { icon, tone } = healthLooks[health]
  const quiet = health === 'ok'
  return (
    <span className={css.sideRow} title={[description, quiet ? '' : reason].filter(Boolean).join('\n')}>
      <Icon of={icon} tone={tone} />
      <span className={css.sideName}>{name}</span>
      <span className={css.sideHealth}>{quiet ? '' : health}</span>
      <span className={css.sideRows}>{rows === null ? '' : formatShort(rows)}</span>
    </span>
  )
}

function SideSync() {
  const running = useSync((state) => state.running)
  if (!running) return null
  const { course, name } = running
  const phase = course?.phases.find(({ state }) => state === 'running')
  const { done = 0, total = null } = phase?.progress ?? {}
  return (
    <div className={css.sideSync}>
      <div className={css.sideSyncLine}>
        <Icon of={Waves} tone="info" />
        <span className={css.grow}>
          {course?.source || name}
          <span className={css.faint}> {phase ? phaseWords(phase, []) : 'starting'}</span>
        </span>
        <Button kind="quiet" onPress={running.cancel} busy={running.cancelling}>
          Cancel
        </Button>
      </div>
      <ProgressBar done={done} total={total} label={name} />
    </div>
  )
}

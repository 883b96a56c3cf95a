import { useCallback, useEffect, useMemo, useState } from 'react'
import type { SourceStatus } from '#shared/contract/lake.ts'
import { useWorkspaceInfo } from '../client/index.ts'
import { MoreHorizontal } from '../ui/icons.ts'
import {
  Button,
  Heading,
  IconButton,
  Menu,
  plural,
  SearchField,
  Select,
  StateView,
  useFirstFocus,
  useLetters,
} from '../ui/index.ts'
import type { Tab, TabProps } from '../ui/workbench.ts'
import { CheckResultView } from './check-result.tsx'
import { choose, useChosen } from './chosen.ts'
import { useFreshLake, useRestricted, useSources } from './data.ts'
import { countWords, type Health, healthLooks } from './health.ts'
import css from './lake.module.css'
import { NewSource } from './new-source.tsx'
import { openSource } from './open.ts'
import { SourceDetail } from './source-detail.tsx'
import { SourcesTable } from './sources-table.tsx'
import { startCheck } from './store-check.ts'
import { startSync, useSync } from './sync.ts'
import { SyncBar } from './sync-bar.tsx'
import { useWidth } from './use-width.ts'

/** Every source with its health: what needs you, how fresh it is, and the way to sync. */
export default function SourcesTab({ tab, active }: TabProps) {
  useFreshLake()
  const sources = useSources()
  const [width, measure] = useWidth()
  return (
    <div className={css.tab} ref={measure}>
      {sources.isPending ? (
        <>
          <Heading title="Sources" />
          <StateView state="loading" title="Reading the contracts and what is on this computer" />
        </>
      ) : sources.isError ? (
        <>
          <Heading title="Sources" />
          <StateView state="error" error={sources.error} onRetry={() => void sources.refetch()} />
        </>
      ) : (
        <Sources tab={tab} active={active} sources={sources.data} width={width} />
      )}
    </div>
  )
}

function Sources({
  tab,
  active,
  sources,
  width,
}: {
  tab: Tab
  active: boolean
  sources: SourceStatus[]
  width: number
}) {
  const [find, setFind] = useState('')
  const [health, setHealth] = useState<Health | 'any'>('any')
  const chosen = useChosen((state) => state.sources)
  const restricted = useRestricted()
  const running = useSync((state) => state.running)
  const shown = useMemo(() => {
    const wanted = find.trim().toLowerCase()
    return sources.filter(
      (source) =>
        (health === 'any' || source.health === health) &&
        `${source.name} ${source.description ?? ''} ${source.remote}`.toLowerCase().includes(wanted),
    )
  }, [sources, find, health])
  const selected = shown.filter(({ name }) => chosen.has(name)).map(({ name }) => name)
  const [first] = selected
  const detail = selected.length === 1 ? shown.find(({ name }) => name === first) : undefined
  // The source that needs you is looked at first.
  useEffect(() => {
    const [head] = sources
    if (head && useChosen.getState().sources.size === 0) choose(new Set([head.name]))
  }, [sources])
  const offline = sources.filter((source) => source.health === 'offline')
  const letters = useLetters({
    y: () => {
      if (!restricted && selected.length > 0) void startSync(selected)
    },
    r: () => first !== undefined && openSource(first, 'rejects'),
  })
  const table = useFirstFocus('[role="grid"]', active)
  const body = useCallback(
    (element: HTMLElement | null) => {
      letters(element)
      table(element)
    },
    [letters, table],
  )
  const sync = {
    disabledReason: sources.length === 0 ? 'There is no source yet' : restricted,
    // Without a tooltip, which would lie over Cancel.
    busy: running !== null,
  }
  const syncSelected = `Sync ${selected.length} selected`
  const healths = [...new Set(sources.map((source) => source.health))].sort(
    (a, b) => healthLooks[a].rank - healthLooks[b].rank,
  )
  return (
    <>
      <Heading
        title="Sources"
        chips={width >= 560 && <span>{countWords(sources)}</span>}
        actions={
          <>
            {selected.length > 1 && (
              <Button {...sync} keys="Y" hint={syncSelected} onPress={() => void startSync(selected)}>
                {width >= 560 ? syncSelected : 'Sync'}
              </Button>
            )}
            <Button {...sync} kind="primary" onPress={() => void startSync([])}>
              Sync all
            </Button>
            {width >= 480 && sources.length > 0 && <NewSource sources={sources} />}
            <MoreMenu />
          </>
        }
      />
      <SyncBar />
      {offline.length > 0 && !running && (
        <StateView
          state="partial"
          title={`${plural(offline.length, 'source')} offline. Showing what is on this computer${lastContact(sources)}`}
        />
      )}
      <ContractProblems />
      {sources.length === 0 ? (
        <StateView state="empty" title="No source yet." actions={<NewSource sources={sources} />}>
          A source needs a remote in lakebench.yml and a contract in contracts/.
        </StateView>
      ) : (
        <>
          <div className={css.tools}>
            <span className={css.findField}>
              <SearchField label="Find a source" value={find} onChange={setFind} />
            </span>
            <Select
              label="Health"
              hideLabel
              quiet
              prefix="Health:"
              value={health}
              onChange={(id) => setHealth(id as Health | 'any')}
              options={[
                { id: 'any', label: 'any' },
                ...healths.map((one) => ({
                  id: one,
                  label: one,
                  detail: plural(sources.filter((source) => source.health === one).length, 'source'),
                })),
              ]}
            />
            {width < 560 && <span className={css.faint}>{countWords(sources)}</span>}
          </div>
          <div className={css.body} ref={body} data-alone={detail === undefined || undefined}>
            <SourcesTable sources={shown} width={width} chosen={chosen} onChoose={choose} />
          </div>
          {detail && <SourceDetail key={detail.name} tab={tab} source={detail} sync={sync} width={width} />}
        </>
      )}
      <CheckResultView />
    </>
  )
}

function lastContact(sources: SourceStatus[]): string {
  const last = sources
    .map(({ syncedAt }) => syncedAt)
    .filter((at) => at !== null)
    .sort()
    .at(-1)
  return last ? `; last synced ${last.slice(0, 16).replace('T', ' ')} UTC` : ''
}

function MoreMenu() {
  return (
    <Menu
      label="More actions"
      placement="bottom end"
      items={[
        {
          id: 'check',
          label: 'Check store',
          detail: 'Every object: is it there, does it match its digest? Reads every byte',
          run: () => void startCheck(true),
        },
        {
          id: 'quick',
          label: 'Check store quickly',
          detail: 'Is every object there, and of its size?',
          run: () => void startCheck(false),
        },
      ]}
    >
      <IconButton icon={MoreHorizontal} label="More actions" />
    </Menu>
  )
}

/** Contracts that could not be read: the other sources are here all the same. */
function ContractProblems() {
  const { data } = useWorkspaceInfo()
  const broken = (data?.problems ?? []).filter(({ place }) => place.file?.startsWith('contracts/'))
  const [first] = broken
  if (!first) return null
  const { file, line } = first.place
  const more = broken.length > 1 ? `, and ${broken.length - 1} more` : ''
  return (
    <StateView
      state="partial"
      title={`${file} could not be read${line ? ` (line ${line})` : ''}${more}: ${first.message}`}
      actions={file && <OpenFile path={file} />}
    />
  )
}

function OpenFile({ path }: { path: string }) {
  const source = /^contracts\/([a-z][a-z0-9_]*)\.ya?ml$/.exec(path)?.[1]
  return source ? <Button onPress={() => openSource(source, 'contract')}>Open contract</Button> : null
}

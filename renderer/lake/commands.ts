import { client } from '../client/index.ts'
import { goToChange } from '../ui/diff-grid/index.ts'
import { type Command, frame, type Tab, useWorkbench } from '../ui/workbench.ts'
import { useChosen } from './chosen.ts'
import { openDiff, openSource, openSources, querySource } from './open.ts'
import { startCheck } from './store-check.ts'
import { startSync, useSync } from './sync.ts'

function activeTab(): Tab | undefined {
  const { tabs, activeTab } = useWorkbench.getState()
  return tabs.find(({ id }) => id === activeTab)
}

/** The sources that a command means: those of the active tab, or those chosen in the table. */
function meant(): string[] {
  const tab = activeTab()
  if (tab?.kind === 'lake.source' && tab.params.source) return [tab.params.source]
  return [...useChosen.getState().sources]
}

const withSources = (act: (sources: string[]) => void) => () => {
  const sources = meant()
  if (sources.length === 0) frame().toast({ message: 'Choose a source in the lake first.' })
  else act(sources)
}

const first = (act: (source: string) => void) =>
  withSources(([source]) => {
    if (source !== undefined) act(source)
  })

/** The snapshot that is looked at (a source: its latest) against the one before it. */
async function diffWithPrevious(): Promise<void> {
  const tab = activeTab()
  const all = await client.lake.snapshots({}).catch(() => [])
  const own = (source: string | undefined) =>
    all.filter((one) => one.source === source).sort((a, b) => (a.syncedAt < b.syncedAt ? 1 : -1))
  const source = tab?.params.source ?? all.find(({ id }) => id === tab?.params.id)?.source
  const snapshots = own(source)
  const index = tab?.kind === 'lake.snapshot' ? snapshots.findIndex(({ id }) => id === tab.params.id) : 0
  const [to, from] = [snapshots[index], snapshots[index + 1]]
  if (to && from) openDiff(to.source, from.id, to.id)
  else frame().toast({ message: 'There is no snapshot before it to compare with.' })
}

const screens: Command['when'] = ['lake.sources', 'lake.source']

export const commands: Command[] = [
  { id: 'lake.show', title: 'Lake: show', run: () => frame().showFeature('lake') },
  { id: 'lake.sources', title: 'Lake: all sources', run: openSources },
  {
    id: 'lake.syncAll',
    title: 'Lake: sync all sources',
    run: () => {
      openSources()
      void startSync([])
    },
  },
  {
    id: 'lake.syncSelected',
    title: 'Lake: sync the selected source',
    when: screens,
    run: withSources((sources) => void startSync(sources)),
  },
  {
    id: 'lake.cancelSync',
    title: 'Lake: cancel the sync',
    run: () => useSync.getState().running?.cancel(),
  },
  {
    id: 'lake.rejects',
    title: 'Lake: rejects of the selected source',
    when: screens,
    run: first((source) => openSource(source, 'rejects')),
  },
  {
    id: 'lake.contract',
    title: 'Lake: contract of the selected source',
    when: screens,
    run: first((source) => openSource(source, 'contract')),
  },
  {
    id: 'lake.explore',
    title: 'Lake: open the selected source in Explore',
    when: screens,
    run: first((source) => querySource(source)),
  },
  {
    id: 'lake.diffPrevious',
    title: 'Lake: diff with the previous snapshot',
    keys: 'Mod+K D',
    when: ['lake.source', 'lake.snapshot'],
    run: () => void diffWithPrevious(),
  },
  {
    id: 'lake.nextChange',
    title: 'Lake: next change of the difference',
    keys: 'F7',
    when: ['lake.diff'],
    run: () => goToChange(activeTab()?.id ?? '', 1),
  },
  {
    id: 'lake.previousChange',
    title: 'Lake: previous change of the difference',
    keys: 'Shift+F7',
    when: ['lake.diff'],
    run: () => goToChange(activeTab()?.id ?? '', -1),
  },
  {
    id: 'lake.save',
    title: 'Save contract',
    keys: 'Mod+S',
    when: ['lake.source', 'lake.sources'],
    run: () => document.getElementById(`lake-save-${activeTab()?.id}`)?.click(),
  },
  {
    id: 'lake.check',
    title: 'Lake: check the store, reading every byte',
    run: () => {
      openSources()
      void startCheck(true)
    },
  },
]

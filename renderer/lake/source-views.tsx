import type { SourceStatus } from '#shared/contract/lake.ts'
import { useSnapshots } from '../client/index.ts'
import { Tabs } from '../ui/index.ts'
import type { Tab } from '../ui/workbench.ts'
import { ContractView } from './contract-view.tsx'
import { ObjectsView } from './objects-view.tsx'
import type { SourceView } from './open.ts'
import { Overview } from './overview.tsx'
import { RejectsView } from './rejects-view.tsx'
import { SnapshotsView } from './snapshots-view.tsx'

export const sourceViews: SourceView[] = ['overview', 'contract', 'objects', 'snapshots', 'rejects']

/** The views of one source, in its own tab or below the table of all. */
export function SourceViews({
  tab,
  source,
  view,
  onView,
}: {
  /** The tab that shows them: it wears the mark of an unsaved contract. */
  tab: Tab
  source: SourceStatus
  view: SourceView
  onView: (view: SourceView) => void
}) {
  const { name, snapshot, objects, rejects } = source
  const snapshots = useSnapshots(name)
  const rows = rejects ?? 0
  return (
    <Tabs
      label={`Views of ${name}`}
      selected={view}
      onSelect={(id) => onView(id as SourceView)}
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
        return <Overview source={source} snapshots={snapshots.data ?? []} onView={onView} />
      }}
    </Tabs>
  )
}

import { useSnapshots } from '../client/index.ts'
import { ArrowLeftRight } from '../ui/icons.ts'
import { formatKeys, IconButton, Menu } from '../ui/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { compareEntries } from './compare.ts'
import { useExplore } from './store.ts'

/** What the result can be compared with. */
export function CompareMenu({ id }: { id: string }) {
  const { data: snapshots = [] } = useSnapshots()
  const tabs = useWorkbench((state) => state.tabs)
  // Read anew whenever a result comes or goes.
  useExplore((state) =>
    Object.values(state.tabs)
      .flatMap((tab) => tab.executions.map((one) => `${one.id} ${one.state}`))
      .join(),
  )
  const titles = new Map(tabs.map((tab) => [tab.id, tab.title]))
  return (
    <Menu label="Compare with" items={compareEntries(id, snapshots, titles)}>
      <IconButton
        icon={ArrowLeftRight}
        label={`Compare with… (${formatKeys('Mod+K Shift+D')})`}
        id={`compare-${id}`}
      />
    </Menu>
  )
}

import { Tabs } from '../ui/index.ts'
import type { TabProps } from '../ui/workbench.ts'
import { CellPane } from './cell-pane.tsx'
import { ColumnsPane } from './columns-pane.tsx'
import { updateTab, useExplore } from './store.ts'

/** Beside a query: the columns of its result, and the chosen cell whole. */
export function ExploreRightPane({ tab }: TabProps) {
  const pane = useExplore(({ tabs }) => tabs[tab.id]?.pane ?? 'columns')
  return (
    <Tabs
      label="About the result"
      selected={pane}
      onSelect={(next) => updateTab(tab.id, { pane: next === 'cell' ? 'cell' : 'columns' })}
      items={[
        { id: 'columns', title: 'Columns' },
        { id: 'cell', title: 'Cell' },
      ]}
    >
      {(shown) => (shown === 'cell' ? <CellPane id={tab.id} /> : <ColumnsPane id={tab.id} />)}
    </Tabs>
  )
}

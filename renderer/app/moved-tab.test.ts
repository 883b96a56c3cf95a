import { expect, test } from 'vitest'
import type { Tab } from '../ui/workbench.ts'
import { movedTab } from './moved-tab.ts'

test('a tab follows its file, with the name that it had of it', () => {
  const tab: Tab = {
    id: 'query:queries/a.sql',
    kind: 'explore.query',
    title: 'a.sql',
    params: { path: 'queries/a.sql', line: '3' },
  }
  const moves = [{ from: 'queries/a.sql', to: 'queries/x/b.sql' }]
  expect(movedTab(tab, moves)).toEqual({
    ...tab,
    id: 'query:queries/x/b.sql',
    title: 'b.sql',
    params: { path: 'queries/x/b.sql', line: '3' },
  })
  expect(movedTab({ ...tab, title: 'mine' }, moves)?.title).toBe('mine')
  expect(movedTab({ ...tab, params: { path: 'queries/a.sql.bak' } }, moves)).toBeNull()
  expect(movedTab({ ...tab, params: {} }, moves)).toBeNull()
})

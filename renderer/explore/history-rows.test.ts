import { expect, test } from 'vitest'
import type { HistoryEntry } from '#shared/contract/workspace.ts'
import { type ClosedTab, historyRows } from './history-rows.ts'

const run = (id: string, startedAt: string): HistoryEntry => ({
  id,
  startedAt,
  tab: 'draft',
  sql: 'SELECT 1',
  params: {},
  engine: null,
  rows: 1,
  ms: 1,
  reads: [],
  commit: null,
  outcome: 'done',
})
const closed = (id: string, at: string, text: string): ClosedTab => ({
  tab: { id, kind: 'explore.query', title: id, params: {} },
  text,
  at,
})

test('what was run and what was closed stand in one order, the newest first', () => {
  const rows = historyRows(
    [run('b', '2026-01-02T00:00:00.000Z'), run('a', '2026-01-01T00:00:00.000Z')],
    [closed('draft', '2026-01-01T12:00:00.000Z', 'SELECT 2')],
    '',
  )
  expect(rows.map(({ id }) => id)).toEqual(['b', 'closed draft', 'a'])
})

test('a closed tab is found by its text or name, and an empty one is none', () => {
  const tabs = [
    closed('draft', '2026-01-01T12:00:00.000Z', 'SELECT Delay'),
    closed('delays.sql', '2026-01-01T11:00:00.000Z', 'SELECT 1'),
    closed('other', '2026-01-01T10:00:00.000Z', 'SELECT 2'),
    closed('delay', '2026-01-01T09:00:00.000Z', ' '),
  ]
  expect(historyRows([], tabs, 'DELAY').map(({ from }) => from)).toEqual(['draft', 'delays.sql'])
})

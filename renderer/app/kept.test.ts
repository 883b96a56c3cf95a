import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TabKind } from '../ui/workbench.ts'
import { defaultLayout, type Kept, Layout, parseKept, sizes, trimClosed } from './kept.ts'
import { slowest } from './slowest.ts'
import { tabId } from './tab-id.ts'
import { visit } from './window-store.ts'

const now = Date.UTC(2026, 2, 2)
const day = 86_400_000
const known = (kind: TabKind) => kind !== ('gone' as TabKind)

const tab = (id: string, kind = 'explore.query') => ({ id, kind: kind as TabKind, title: id, params: {} })
const kept = (change: Partial<Kept>): string =>
  JSON.stringify({
    layout: defaultLayout,
    tabs: [],
    active: null,
    dock: null,
    closed: [],
    chosen: [],
    ...change,
  })

describe('what a window keeps', () => {
  it('comes back as it was', () => {
    const text = kept({
      layout: { ...defaultLayout, side: 333, panelOpen: true },
      tabs: [tab('a'), { ...tab('b'), dirty: true, pinned: true, params: { path: 'queries/b.sql' } }],
      active: 'b',
      dock: { grid: {} },
      chosen: ['command:x'],
    })
    const back = parseKept(text, known, now)
    expect(back).toEqual(JSON.parse(text))
    expect(parseKept(null, known, now)).toBeNull()
    expect(parseKept('{', known, now)).toBeNull()
  })

  it('is made whole where another version or a fault wrote it', () => {
    const back = parseKept(
      kept({ tabs: [tab('a'), tab('a'), tab('x', 'gone')], active: 'x' }).replace(
        '"side":280',
        '"side":9000',
      ),
      known,
      now,
    )
    expect(back?.tabs.map(({ id }) => id)).toEqual(['a'])
    expect(back?.active).toBe('a')
    expect(back?.layout.side).toBe(sizes.side.most)
  })

  it('never keeps a window from opening', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const back = parseKept(text, known, now)
        if (back) expect(Layout.safeParse(back.layout).success).toBe(true)
      }),
    )
    fc.assert(
      fc.property(
        fc.record({ layout: fc.jsonValue(), tabs: fc.jsonValue(), closed: fc.jsonValue() }),
        (value) => {
          expect(() => parseKept(JSON.stringify(value), known, now)).not.toThrow()
        },
      ),
    )
  })

  it('lets closed tabs be reopened for 30 days', () => {
    const closed = [1, 29, 31].map((days) => ({ tab: tab(String(days)), at: now - days * day }))
    expect(trimClosed(closed, now).map(({ tab: { id } }) => id)).toEqual(['1', '29'])
    const many = Array.from({ length: 150 }, (_, at) => ({ tab: tab(String(at)), at: now }))
    expect(trimClosed(many, now)).toHaveLength(100)
  })
})

describe('ids of tabs', () => {
  it('are one for one thing, whatever view was asked for', () => {
    const id = (kind: TabKind, params: Record<string, string>) => tabId({ kind, params }, '0-0-0-0-0')
    expect(id('lake.source', { source: 'orders' })).toBe(
      id('lake.source', { source: 'orders', view: 'objects' }),
    )
    expect(id('lake.source', { source: 'orders' })).not.toBe(id('lake.source', { source: 'visits' }))
    expect(id('settings', { group: 'engine' })).toBe('settings')
    expect(id('explore.query', { path: 'queries/a.sql' })).toBe('query:queries/a.sql')
    expect(id('explore.query', { sql: 'SELECT 1' })).toBe('draft:0-0-0-0-0')
  })
})

describe('going back and forward', () => {
  it('forgets what was ahead, and the same tab twice', () => {
    let visited = { ids: [] as string[], at: -1 }
    for (const id of ['a', 'b', 'b', 'c']) visited = visit(visited, id)
    expect(visited).toEqual({ ids: ['a', 'b', 'c'], at: 2 })
    expect(visit({ ...visited, at: 0 }, 'd')).toEqual({ ids: ['a', 'd'], at: 1 })
    for (let count = 0; count < 300; count += 1) visited = visit(visited, String(count))
    expect(visited.ids).toHaveLength(100)
    expect(visited.at).toBe(99)
  })
})

describe('the job in the status bar', () => {
  const job = (name: string, done: number, total: number | null) => ({
    id: name,
    name,
    phase: 'Fetch',
    done,
    total,
    unit: 'objects',
    startedAt: now - 10_000,
    state: 'running' as const,
  })
  it('is the one that ends last', () => {
    expect(slowest([job('fast', 9, 10), job('slow', 1, 10)], now)?.name).toBe('slow')
    expect(slowest([job('slow', 1, 10), job('endless', 5, null)], now)?.name).toBe('endless')
    expect(slowest([], now)).toBeUndefined()
  })
})

import { beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { type Frame, provideFrame, type ToastSpec } from '../ui/workbench.ts'

// A stand-in of main: files with digests and durable state, both slow enough that writes could overtake each other.
const main = vi.hoisted(() => ({
  files: new Map<string, string>(),
  state: new Map<string, string>(),
  writes: [] as string[],
  refuse: null as Error | null,
}))
const digestOf = (text: string) => `digest of ${text}`
const later = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 5))

vi.mock('../client/index.ts', async () => ({
  appErrorOf: (await import('#shared/errors.ts')).toAppError,
  client: {
    workspace: {
      read: async ({ path }: { path: string }) => {
        const text = main.files.get(path)
        if (text === undefined) throw new AppError({ code: 'FILE_MISSING', kind: 'input', message: 'gone' })
        return { path, text, digest: digestOf(text) }
      },
      write: async ({ path, text, was }: { path: string; text: string; was: string | null }) => {
        await later()
        if (main.refuse) throw main.refuse
        const before = main.files.get(path)
        if ((before === undefined ? null : digestOf(before)) !== was) {
          throw new AppError({ code: 'FILE_CHANGED', kind: 'failed', message: 'changed' })
        }
        main.files.set(path, text)
        main.writes.push(text)
        return { digest: digestOf(text) }
      },
      getState: async ({ key }: { key: string }) => ({ value: main.state.get(key) ?? null }),
      setState: async ({ key, value }: { key: string; value: string | null }) => {
        await later()
        if (value === null) main.state.delete(key)
        else main.state.set(key, value)
        return {}
      },
    },
  },
}))

const toasts: ToastSpec[] = []
provideFrame({
  toast: (toast: ToastSpec) => void toasts.push(toast),
  updateTab: () => undefined,
} as unknown as Frame)

const { keepNow, refreshFile, settleConflict, writeAgain } = await import('./keep.ts')
const { loadTab } = await import('./load.ts')
const { tabState, takeTab, updateTab } = await import('./store.ts')

const path = 'queries/a.sql'
const tab = { id: `query:${path}`, kind: 'explore.query' as const, title: 'a.sql', params: { path } }
const draft = { id: 'draft:1', kind: 'explore.query' as const, title: 'draft', params: { sql: 'SELECT 1' } }

beforeEach(() => {
  main.files.clear()
  main.state.clear()
  main.writes.length = 0
  main.refuse = null
  toasts.length = 0
  takeTab(tab.id)
  takeTab(draft.id)
})

test('what is typed stands in the file and comes back after a kill', async () => {
  main.files.set(path, 'SELECT 1')
  await loadTab(tab)
  expect(tabState(tab.id)).toMatchObject({ state: 'ready', text: 'SELECT 1' })
  updateTab(tab.id, { text: 'SELECT 2', caret: { from: 3, to: 5 } })
  await keepNow(tab.id)
  expect(main.files.get(path)).toBe('SELECT 2')
  takeTab(tab.id)
  await loadTab(tab)
  expect(tabState(tab.id)).toMatchObject({ text: 'SELECT 2', caret: { from: 3, to: 5 }, conflict: null })
})

test('writes follow one another, so the last text is the one that stays', async () => {
  main.files.set(path, '0')
  await loadTab(tab)
  const all = Array.from({ length: 10 }, (_, number) => {
    updateTab(tab.id, { text: String(number + 1) })
    return keepNow(tab.id)
  })
  await Promise.all(all)
  expect(main.files.get(path)).toBe('10')
  expect(tabState(tab.id)?.conflict).toBeNull()
})

test('a file that changed elsewhere is never overwritten', async () => {
  main.files.set(path, 'mine 0')
  await loadTab(tab)
  main.files.set(path, 'theirs')
  updateTab(tab.id, { text: 'mine 1' })
  await keepNow(tab.id)
  expect(main.files.get(path)).toBe('theirs')
  expect(tabState(tab.id)?.conflict).toEqual({ text: 'theirs', digest: digestOf('theirs') })
  // Even after a kill both texts are there.
  takeTab(tab.id)
  await loadTab(tab)
  expect(tabState(tab.id)).toMatchObject({ text: 'mine 1', conflict: { text: 'theirs' } })
  settleConflict(tab.id, 'mine')
  await keepNow(tab.id)
  expect(main.files.get(path)).toBe('mine 1')
})

const lines = 'SELECT a\nFROM t\nWHERE b\nORDER BY c\n'

test('changes of another program in other lines are merged into what was typed', async () => {
  main.files.set(path, lines)
  await loadTab(tab)
  main.files.set(path, `-- theirs\n${lines}`)
  updateTab(tab.id, { text: lines.replace('ORDER BY c', 'ORDER BY mine') })
  await keepNow(tab.id)
  const both = `-- theirs\n${lines.replace('ORDER BY c', 'ORDER BY mine')}`
  expect(tabState(tab.id)).toMatchObject({ text: both, conflict: null })
  await keepNow(tab.id)
  expect(main.files.get(path)).toBe(both)
  expect(toasts[0]?.message).toContain('both changes are in your text')
})

test('what a kill left unwritten is merged as well', async () => {
  main.files.set(path, lines)
  await loadTab(tab)
  main.refuse = new AppError({ code: 'DISK_FULL', kind: 'failed', message: 'The disk is full.' })
  updateTab(tab.id, { text: lines.replace('ORDER BY c', 'ORDER BY mine') })
  await keepNow(tab.id)
  takeTab(tab.id)
  main.refuse = null
  main.files.set(path, `-- theirs\n${lines}`)
  await loadTab(tab)
  const both = `-- theirs\n${lines.replace('ORDER BY c', 'ORDER BY mine')}`
  expect(tabState(tab.id)).toMatchObject({ text: both, conflict: null })
  await keepNow(tab.id)
  expect(main.files.get(path)).toBe(both)
})

test('the text that was not chosen can be brought back', async () => {
  main.files.set(path, 'mine 0')
  await loadTab(tab)
  main.files.set(path, 'theirs')
  updateTab(tab.id, { text: 'mine 1' })
  await keepNow(tab.id)
  settleConflict(tab.id, 'mine')
  await keepNow(tab.id)
  toasts.at(-1)?.undo?.()
  await keepNow(tab.id)
  expect(main.files.get(path)).toBe('theirs')
})

test('a file that changed while there were no edits of our own is simply read', async () => {
  main.files.set(path, 'SELECT 1')
  await loadTab(tab)
  updateTab(tab.id, { text: 'SELECT 2' })
  await keepNow(tab.id)
  main.files.set(path, 'SELECT 3')
  await refreshFile(tab.id)
  expect(tabState(tab.id)).toMatchObject({ text: 'SELECT 3', conflict: null })
  await keepNow(tab.id)
  takeTab(tab.id)
  main.files.set(path, 'SELECT 4')
  await loadTab(tab)
  expect(tabState(tab.id)).toMatchObject({ text: 'SELECT 4', conflict: null })
})

test('theirs can be taken', async () => {
  main.files.set(path, 'mine 0')
  await loadTab(tab)
  main.files.set(path, 'theirs')
  updateTab(tab.id, { text: 'mine 1' })
  await keepNow(tab.id)
  settleConflict(tab.id, 'theirs')
  await keepNow(tab.id)
  expect(tabState(tab.id)).toMatchObject({ text: 'theirs', conflict: null })
  expect(main.files.get(path)).toBe('theirs')
})

test('a file that was removed while it was edited is made again when the user says so, and not by itself', async () => {
  main.files.set(path, 'SELECT 1')
  await loadTab(tab)
  main.files.delete(path)
  for (const text of ['SELECT 2', 'SELECT 3']) {
    updateTab(tab.id, { text })
    await keepNow(tab.id)
    expect(tabState(tab.id)?.saveError?.code).toBe('FILE_MISSING')
    expect(main.files.has(path)).toBe(false)
  }
  writeAgain(tab.id)
  await keepNow(tab.id)
  expect(main.files.get(path)).toBe('SELECT 3')
  expect(tabState(tab.id)?.saveError).toBeNull()
})

test('a draft is kept without a file', async () => {
  await loadTab(draft)
  updateTab(draft.id, { text: 'SELECT 42', at: { flights: '9f3c2a1' } })
  await keepNow(draft.id)
  takeTab(draft.id)
  await loadTab(draft)
  expect(tabState(draft.id)).toMatchObject({ text: 'SELECT 42', at: { flights: '9f3c2a1' } })
  expect(main.writes).toEqual([])
})

test('a full disk is told, and the text stays kept', async () => {
  main.files.set(path, 'SELECT 1')
  await loadTab(tab)
  main.refuse = new AppError({ code: 'DISK_FULL', kind: 'failed', message: 'The disk is full.' })
  updateTab(tab.id, { text: 'SELECT 2' })
  await keepNow(tab.id)
  expect(tabState(tab.id)?.saveError?.code).toBe('DISK_FULL')
  main.refuse = null
  await keepNow(tab.id)
  expect(tabState(tab.id)?.saveError).toBeNull()
  expect(main.files.get(path)).toBe('SELECT 2')
})

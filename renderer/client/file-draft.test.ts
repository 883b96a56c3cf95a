import { expect, test } from 'vitest'
import { AppError, toAppError } from '#shared/errors.ts'
import { type DraftStorage, FileDraft } from './file-draft.ts'

/** A workspace of one file, with the digest rule that main holds. */
function disk(text: string) {
  const state = new Map<string, string>()
  const file = { text, digest: `d:${text}` }
  const writes: string[] = []
  const merged: string[] = []
  const storage: DraftStorage = {
    read: async () => ({ ...file }),
    write: async (_path, next, was) => {
      if (was !== file.digest) {
        throw new AppError({ code: 'FILE_CHANGED', kind: 'input', message: 'It changed.' })
      }
      writes.push(next)
      Object.assign(file, { text: next, digest: `d:${next}` })
      return { digest: file.digest }
    },
    getState: async (key) => state.get(key) ?? null,
    setState: async (key, value) => {
      if (value === null) state.delete(key)
      else state.set(key, value)
    },
    merged: (path) => void merged.push(path),
    asError: toAppError,
  }
  const put = (next: string) => Object.assign(file, { text: next, digest: `d:${next}` })
  return { storage, file, state, writes, merged, put }
}

async function opened(storage: DraftStorage): Promise<FileDraft> {
  const draft = new FileDraft('contracts/a.yml', storage)
  while (draft.snapshot().state === 'loading') await new Promise((resolve) => setTimeout(resolve, 1))
  return draft
}

test('what is typed is kept at once and written by save alone', async () => {
  const { storage, state, writes } = disk('a')
  const draft = await opened(storage)
  draft.edit('b')
  expect(draft.dirty).toBe(true)
  await draft.flush()
  expect(writes).toEqual([])
  expect([...state.values()].join()).toContain('"text":"b"')
  expect(await draft.save()).toBe(true)
  expect(writes).toEqual(['b'])
  expect(state.size).toBe(0)
  expect(draft.dirty).toBe(false)
})

test('with autosave the file follows the typing', async () => {
  const { storage, writes } = disk('a')
  const draft = await opened(storage)
  draft.edit('b', { autosave: true })
  draft.edit('bc', { autosave: true })
  await draft.flush()
  expect(writes).toEqual(['bc'])
})

test('a kept text comes back', async () => {
  const { storage } = disk('a')
  const before = await opened(storage)
  before.edit('b')
  await before.flush()
  const after = await opened(storage)
  expect(after.snapshot()).toMatchObject({ text: 'b', conflict: null })
  expect(after.dirty).toBe(true)
})

test('a file that changed meanwhile is a conflict, and neither text is lost', async () => {
  const { storage, put, file } = disk('a')
  const draft = await opened(storage)
  draft.edit('mine')
  put('theirs')
  expect(await draft.save()).toBe(false)
  expect(draft.snapshot()).toMatchObject({ text: 'mine', conflict: { text: 'theirs' } })
  expect(file.text).toBe('theirs')
  await draft.settle('mine')
  expect(file.text).toBe('mine')
  expect(draft.snapshot().conflict).toBeNull()

  draft.edit('mine again')
  put('theirs again')
  await draft.save()
  await draft.settle('theirs')
  expect(draft.snapshot()).toMatchObject({ text: 'theirs again', conflict: null })
  expect(file.text).toBe('theirs again')
})

test('refresh takes over what another program wrote, but not over own edits', async () => {
  const { storage, put } = disk('a')
  const draft = await opened(storage)
  put('b')
  await draft.refresh()
  expect(draft.snapshot().text).toBe('b')
  draft.edit('mine')
  await draft.flush()
  put('c')
  await draft.refresh()
  expect(draft.snapshot()).toMatchObject({ text: 'mine', conflict: { text: 'c' } })
})

test('changes of another program in other lines are merged into what was typed', async () => {
  const { storage, put, file, merged } = disk('a\nb\nc\nd\n')
  const draft = await opened(storage)
  draft.edit('a\nb\nc\nmine\n')
  put('theirs\nb\nc\nd\n')
  expect(await draft.save()).toBe(true)
  expect(file.text).toBe('theirs\nb\nc\nmine\n')
  expect(merged).toEqual(['contracts/a.yml'])
  // Also what waits to be saved, and through a kill.
  draft.edit('theirs\nb\nc\nmine again\n')
  await draft.flush()
  put('new\ntheirs\nb\nc\nmine\n')
  expect((await opened(storage)).snapshot()).toMatchObject({
    text: 'new\ntheirs\nb\nc\nmine again\n',
    conflict: null,
  })
  await draft.refresh()
  expect(draft.snapshot()).toMatchObject({ text: 'new\ntheirs\nb\nc\nmine again\n', conflict: null })
  expect(file.text).toBe('new\ntheirs\nb\nc\nmine\n')
})

test('a revert gives the typed text back for an undo', async () => {
  const { storage, state } = disk('a')
  const draft = await opened(storage)
  draft.edit('b')
  expect(draft.revert()).toBe('b')
  await draft.flush()
  expect(draft.snapshot().text).toBe('a')
  expect(state.size).toBe(0)
})

test('a write that fails keeps the text and says why', async () => {
  const { storage, state } = disk('a')
  const draft = await opened({
    ...storage,
    write: async () => {
      throw new AppError({ code: 'DISK_FULL', kind: 'input', message: 'The disk is full.' })
    },
  })
  draft.edit('b')
  expect(await draft.save()).toBe(false)
  expect(draft.snapshot().saveError?.code).toBe('DISK_FULL')
  expect(state.size).toBe(1)
})

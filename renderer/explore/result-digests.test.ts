import { beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '#shared/errors.ts'
import type { ResultHandle } from '../engine/index.ts'

const added = vi.hoisted(() => [] as { id: string; digest: string }[])

vi.mock('../client/index.ts', () => ({
  client: {
    workspace: { addHistoryDigest: async (input: { id: string; digest: string }) => void added.push(input) },
  },
}))
vi.mock('../engine/index.ts', () => ({ digestQuietly: (handle: ResultHandle) => handle.digest() }))

const { digestLater } = await import('./result-digests.ts')

/** A result whose digests fail with these codes, one after another, before there is one. */
function result(digest: string, ...codes: string[]): ResultHandle {
  const failures = codes.map((code) => new AppError({ code, kind: 'failed', message: code }))
  const handle: Partial<ResultHandle> = {
    rows: 1,
    columns: [{ name: 'a', type: 'INTEGER' }],
    async digest() {
      const failure = failures.shift()
      if (failure) throw failure
      return digest
    },
  }
  return handle as ResultHandle
}

beforeEach(() => added.splice(0))

test('the digest of each result stands in history, one after another', async () => {
  const order: string[] = []
  for (const id of ['a', 'b']) digestLater(id, result(`of ${id}`), () => order.push(id))
  await vi.waitFor(() => expect(order).toEqual(['a', 'b']))
  expect(added).toEqual([
    { id: 'a', digest: 'of a' },
    { id: 'b', digest: 'of b' },
  ])
})

test('an engine that stops under a digest does not cost it', async () => {
  digestLater('a', result('of a', 'ENGINE_STOPPED', 'ENGINE_STOPPED'), () => undefined)
  await vi.waitFor(() => expect(added).toEqual([{ id: 'a', digest: 'of a' }]))
})

test('a result that was closed goes without, and holds up no other', async () => {
  digestLater('a', result('of a', 'RESULT_CLOSED'), () => undefined)
  digestLater('b', result('of b'), () => undefined)
  await vi.waitFor(() => expect(added).toEqual([{ id: 'b', digest: 'of b' }]))
})

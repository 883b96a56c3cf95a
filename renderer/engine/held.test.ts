import { expect, test } from 'vitest'
import type { ResultHandle } from './handle.ts'
import { createHeld } from './held.ts'

/** A result that counts what is asked of it. */
function result() {
  const asked = { digests: 0, closed: 0 }
  const handle: ResultHandle = {
    engine: 'wasm',
    threads: 1,
    columns: [{ name: 'n', type: 'INTEGER' }],
    rows: 1,
    ms: 7,
    held: false,
    note: null,
    page: async (from) => ({ from, columns: [[1]] }),
    derive: async () => handle,
    keep: async () => handle,
    over: async () => ({ columns: [], page: { from: 0, columns: [] } }),
    digest: async () => `digest ${++asked.digests}`,
    close: async () => void asked.closed++,
  }
  return { asked, handle }
}

test('a result is shared until the last one closes it', async () => {
  const held = createHeld()
  const { asked, handle } = result()
  expect(held.get('a')).toBeNull()
  const first = held.add('a', handle)
  expect(first).toMatchObject({ held: false, ms: 7 })
  const second = held.get('a')
  expect(second).toMatchObject({ held: true, ms: 7, rows: 1 })
  expect(held.get('b')).toBeNull()
  expect([await first.digest(), await second?.digest()]).toEqual(['digest 1', 'digest 1'])

  await first.close()
  await first.close()
  await expect(first.page(0, 1)).rejects.toMatchObject({ code: 'RESULT_CLOSED' })
  expect(await second?.page(0, 1)).toEqual({ from: 0, columns: [[1]] })
  expect(asked.closed).toBe(0)
  await second?.close()
  expect(asked.closed).toBe(1)
  expect(held.get('a')).toBeNull()
})

test('of two that were made at once each is closed, and the later one is shared', async () => {
  const held = createHeld()
  const [one, other] = [result(), result()]
  const first = held.add('a', one.handle)
  const second = held.add('a', other.handle)
  await first.close()
  expect(one.asked.closed).toBe(1)
  expect(held.get('a')?.held).toBe(true)
  await second.close()
  expect(other.asked.closed).toBe(0)
})

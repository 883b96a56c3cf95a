import { expect, test } from 'vitest'
import type { ResultHandle } from './handle.ts'
import { createHeld } from './held.ts'

/** A result that counts what is asked of it. */
function result() {
  const asked = { digests: 0, closed: 0, overs: [] as string[] }
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
    async over(sql) {
      asked.overs.push(sql)
      const cells = Array.from({ length: sql === 'many' ? 3000 : 1 }, () => sql)
      return { columns: [{ name: 'a', type: 'VARCHAR' }], page: { from: 0, columns: [cells] } }
    },
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

test('what was asked of its rows is kept with it, unless it is much', async () => {
  const held = createHeld()
  const { asked, handle } = result()
  const first = held.add('a', handle)
  const profile = await first.over('profile')
  await first.over('many')
  const second = held.get('a')
  expect(await second?.over('profile')).toBe(profile)
  await second?.over('many')
  expect(asked.overs).toEqual(['profile', 'many', 'many'])
  await second?.close()
  await expect(second?.over('profile')).rejects.toMatchObject({ code: 'RESULT_CLOSED' })
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

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quickest, timed } from '#shared/testing.ts'
import type { Port } from '../../worker/index.ts'
import { nodeWorkers } from '../../worker/node.ts'
import { createWasmPool, type WasmPool } from './pool.ts'
import type { RunRequest } from './run.ts'

const start = nodeWorkers(resolve('dist/main'))
const ports: Port[] = []
let folder: string
let pool: WasmPool

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakebench-pool-'))
  pool = createWasmPool((name) => {
    const port = start(name)
    ports.push(port)
    return port
  }, 2)
})

afterAll(() => {
  pool.close()
  rmSync(folder, { recursive: true, force: true })
})

const request = (set: string, sql: string): RunRequest => ({
  set,
  images: [],
  statements: [`CREATE VIEW which AS SELECT '${set}' AS name`],
  sql,
  metrics: [{ name: 'rows', sql: 'SELECT count(*) FROM predictions' }],
})

const endless = 'SELECT count(*) AS n FROM range(1000000000) a(i), range(1000) b(j) WHERE i % 7 = j'

describe('the pool', () => {
  test('runs in at most as many processes as told, each for its own set', async () => {
    const sets = ['a', 'b', 'a', 'b', 'a']
    const answers = await Promise.all(
      sets.map((set) => pool.run(request(set, `SELECT name FROM which WHERE name = '${set}'`))),
    )
    expect(answers.map((answer) => answer.rows)).toEqual([1, 1, 1, 1, 1])
    expect(new Set(answers.map((answer) => answer.digest)).size).toBe(2)
    expect(ports).toHaveLength(2)
  })

  test('a warm run costs a few milliseconds over its query', async () => {
    const warm = await quickest(50, () => timed(() => pool.run(request('a', 'SELECT name FROM which'))))
    expect(warm).toBeLessThan(50)
  })

  test('a cancel ends the run, also one that waits', async () => {
    const controller = new AbortController()
    const running = [1, 2, 3].map(() => pool.run(request('a', endless), { signal: controller.signal }))
    setTimeout(() => controller.abort(), 300)
    for (const outcome of await Promise.allSettled(running)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { kind: 'cancelled' } })
    }
    expect((await pool.run(request('a', 'SELECT name FROM which'))).rows).toBe(1)
  })

  test('a process that dies fails its run, and the next run gets a new one', async () => {
    const running = pool.run(request('a', endless))
    setTimeout(() => {
      for (const port of ports) port.close()
    }, 300)
    await expect(running).rejects.toMatchObject({ code: 'WORKER_ENDED' })
    // All were killed; the others' ends are heard a moment later.
    const next = () => pool.run(request('a', 'SELECT name FROM which')).then(({ rows }) => rows)
    await expect.poll(next, { timeout: 10_000 }).toBe(1)
    expect(await pool.version()).toBe('v1.4.3')
  })

  test('a run that does not fit says so and names the way', async () => {
    const error = await pool
      .run(request('a', "SELECT repeat('x', 50000000) || i AS t FROM range(200) r(i)"))
      .catch((thrown) => thrown)
    expect(error.message).toContain('engine: native')
    expect(error.code).toBe('ENGINE_MEMORY')
    expect((await pool.run(request('a', 'SELECT name FROM which'))).rows).toBe(1)
  })
})

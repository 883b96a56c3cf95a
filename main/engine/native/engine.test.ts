import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bareSet } from '../set.ts'
import { analyse } from './analyse.ts'
import { openEngine } from './engine.ts'
import { nativeError } from './error.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'engine '))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('a result that does not fit memory is spilled, and nothing is left of it', async () => {
  const temp = join(dir, 'tmp')
  const engine = await openEngine({ ...bareSet(), temp }, { memory: 150 * 2 ** 20, threads: 2 })
  const connection = await engine.connect()
  expect(readdirSync(temp)).toEqual([])
  await connection.run(
    'CREATE TABLE lakebench_results.main.r AS SELECT i, md5(i::VARCHAR) AS m FROM range(4000000) r(i) ORDER BY m',
  )
  const [folder] = readdirSync(temp)
  expect(folder).toMatch(/^spill-[0-9a-f]{8}-\d+-[0-9a-f]{12}$/)
  const rows = await connection.runAndReadAll(
    'SELECT count(*)::INTEGER, max(rowid)::INTEGER FROM lakebench_results.main.r',
  )
  expect(rows.getRows()).toEqual([[4_000_000, 3_999_999]])
  connection.closeSync()
  engine.close()
  expect(existsSync(join(temp, folder ?? ''))).toBe(false)
}, 60_000)

test('a query that fits neither memory nor disk says what to do', async () => {
  const engine = await openEngine(
    { ...bareSet(), temp: join(dir, 'tmp') },
    { memory: 20 * 2 ** 20, threads: 1 },
  )
  const connection = await engine.connect()
  const thrown = await connection
    .run('SELECT list(repeat(i::VARCHAR, 100)) FROM range(2000000) r(i)')
    .catch((error) => error)
  expect(nativeError(thrown)).toMatchObject({
    code: 'ENGINE_MEMORY',
    message: expect.stringContaining('aggregate earlier'),
  })
  connection.closeSync()
  engine.close()
})

test('a result of billions of rows ends at the bound of the disk, and the engine answers on', async () => {
  const engine = await openEngine(
    { ...bareSet(), temp: join(dir, 'tmp') },
    { memory: 64 * 2 ** 20, spill: 64 * 2 ** 20, threads: 2 },
  )
  const connection = await engine.connect()
  const thrown = await connection
    .run('CREATE TABLE lakebench_results.main.r AS SELECT hash(i) AS h FROM range(2147483648) r(i)')
    .catch((error) => error)
  expect(nativeError(thrown)).toMatchObject({ code: 'ENGINE_MEMORY' })
  expect((await connection.runAndReadAll('SELECT 42')).getRows()).toEqual([[42]])
  connection.closeSync()
  engine.close()
}, 60_000)

test('texts that are analysed at once are all answered', async () => {
  const found = await Promise.all(
    Array.from({ length: 200 }, (_, n) => analyse(`WITH a AS (FROM t${n}) SELECT f${n}(x) FROM a`)),
  )
  expect(found.map(({ tables, functions }) => [tables, functions])).toEqual(
    found.map((_, n) => [[`t${n}`], [`f${n}`]]),
  )
})

import { fileURLToPath } from 'node:url'
import type { RecordBatch } from 'apache-arrow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arrowCells, deliveredList, describedColumns } from '#shared/arrow.ts'
import type { Cell } from '#shared/value.ts'
import type { NativeClient } from '../main/engine/index.ts'
import { createEngine } from '../main/engine/wasm/engine.ts'
import { type RunTest, readToolbox, type Toolbox, testTransforms } from '../main/toolbox/index.ts'
import { testNative } from '../main/toolbox/testing.ts'

let native: NativeClient
let toolbox: Toolbox
beforeAll(async () => {
  native = testNative()
  toolbox = await readToolbox({ root: '/nowhere' }, fileURLToPath(new URL('..', import.meta.url)))
})
afterAll(() => native.close())

test('every standard transform can be read and has docs, units and tests', () => {
  expect(toolbox.problems).toEqual([])
  expect(toolbox.transforms.length).toBeGreaterThanOrEqual(10)
  for (const transform of toolbox.transforms) {
    expect(transform.standard, transform.name).toBe(true)
    expect(transform.tests.length, transform.name).toBeGreaterThan(0)
    expect(transform.examples.length, transform.name).toBeGreaterThan(0)
    expect(transform.returns, transform.name).not.toBeNull()
    for (const param of transform.params)
      expect(param.meaning ?? param.unit, `${transform.name}.${param.name}`).toBeTruthy()
  }
})

test('their tests pass on native', async () => {
  const results = await testTransforms(native, toolbox.transforms, [])
  expect(
    results
      .filter(({ passed }) => !passed)
      .map(({ transform, name, message }) => `${transform}: ${name}: ${message}`),
  ).toEqual([])
})

test('and on wasm, which has neither icu nor the network', async () => {
  const engine = await createEngine()
  let sets = 0
  const onWasm: RunTest = async ({ statements, sql }) => {
    engine.open({ set: `test ${sets++}`, images: [], statements })
    const connection = engine.connect()
    const batches = async (text: string) => {
      const seen: RecordBatch[] = []
      await connection.stream(text, (batch) => void seen.push(batch))
      return seen
    }
    try {
      const columns = (await batches(`DESCRIBE ${sql}`)).flatMap(describedColumns)
      const rows = (await batches(`SELECT ${deliveredList(columns)} FROM (${sql}\n)`)).flatMap((batch) => {
        const cells = arrowCells(columns, batch)
        return Array.from({ length: batch.numRows }, (_, row) =>
          cells.map((column): Cell => column[row] ?? null),
        )
      })
      return { columns, rows }
    } finally {
      connection.close()
    }
  }
  const results = await testTransforms(native, toolbox.transforms, [], {}, () => undefined, onWasm)
  expect(results.length).toBeGreaterThan(30)
  expect(results.filter(({ passed }) => !passed)).toEqual([])
})

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { slimWasm, withExports } from './slim-wasm.mjs'

const whole = readFileSync(createRequire(import.meta.url).resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm'))
const folder = mkdtempSync(join(tmpdir(), 'slim-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Exports `one` (which gives 1), `two` (2) and its memory as `m`. */
const small = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 5, 1, 0x60, 0, 1, 0x7f],
  ...[3, 3, 2, 0, 0],
  ...[5, 3, 1, 0, 1],
  ...[7, 17, 3, 3, 0x6f, 0x6e, 0x65, 0, 0, 3, 0x74, 0x77, 0x6f, 0, 1, 1, 0x6d, 2, 0],
  ...[10, 11, 2, 4, 0, 0x41, 1, 0x0b, 4, 0, 0x41, 2, 0x0b],
)

test('a module keeps the exports that are wanted, and what they do', async () => {
  const made = withExports(small, (name) => name === 'two')
  const { instance } = await WebAssembly.instantiate(made as BufferSource)
  expect(Object.keys(instance.exports)).toEqual(['two'])
  expect((instance.exports.two as () => number)()).toBe(2)
  expect(withExports(small, () => true)).toEqual(Buffer.from(small))
  expect(
    withExports(
      withExports(small, () => false),
      () => true,
    ).length,
  ).toBe(small.length - 16)
})

test('what is no module is refused', () => {
  expect(() => withExports(Buffer.from('<html>'), () => true)).toThrow('no module of WebAssembly')
})

test('DuckDB’s has what drives it, and neither other imports nor other custom sections than before', async () => {
  const file = join(folder, 'engine/duckdb.wasm')
  slimWasm(file)
  const slim = readFileSync(file)
  expect(slim.length).toBeLessThan(whole.length * 0.85)
  const [before, after] = [
    await WebAssembly.compile(whole as BufferSource),
    await WebAssembly.compile(slim as BufferSource),
  ]
  const names = WebAssembly.Module.exports(after).map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining([
      '__wasm_call_ctors',
      'malloc',
      'free',
      'duckdb_web_open',
      'duckdb_web_query_run',
    ]),
  )
  expect(names.length).toBeLessThan(1000)
  expect(WebAssembly.Module.imports(after)).toEqual(WebAssembly.Module.imports(before))
  const dynamic = (module: WebAssembly.Module) =>
    WebAssembly.Module.customSections(module, 'dylink.0').map((one) => Buffer.from(one).toString('hex'))
  expect(dynamic(after)).toEqual(dynamic(before))
  expect(dynamic(after)).toHaveLength(1)
})

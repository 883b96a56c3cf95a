import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

// duckdb-wasm exports 75,000 symbols of C++ for extensions that link themselves to it at run time. Lakebench loads
// none, and each start of an engine would pay for the list with a second, and the disk with a fifth of the file.

const magic = Buffer.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

/** The module with no other exports than `keep` accepts; its code stays as it is. Throws on what is no module. */
export function withExports(module, keep) {
  const at = { place: 8 }
  const number = () => {
    // LEB128, https://webassembly.github.io/spec/core/binary/values.html#integers
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = module[at.place++]
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  const parts = [module.subarray(0, 8)]
  if (!magic.equals(parts[0])) throw new Error('This is no module of WebAssembly, version 1.')
  while (at.place < module.length) {
    const begin = at.place
    const section = module[at.place++]
    const size = number()
    const end = at.place + size
    if (section === 7) parts.push(...exportSection(module, number, at, keep))
    else parts.push(module.subarray(begin, end))
    at.place = end
  }
  return Buffer.concat(parts)
}

function exportSection(module, number, at, keep) {
  const kept = []
  for (let left = number(); left > 0; left--) {
    const begin = at.place
    const length = number()
    const name = Buffer.from(module.subarray(at.place, at.place + length)).toString('utf8')
    at.place += length + 1
    number()
    if (keep(name)) kept.push(module.subarray(begin, at.place))
  }
  const body = Buffer.concat([leb128(kept.length), ...kept])
  return [Buffer.of(7), leb128(body.length), body]
}

function leb128(value) {
  const bytes = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.of(...bytes, rest)
    bytes.push((rest % 128) | 128)
  }
}

/** Writes to `file` the module of the package, with the exports that the JavaScript which drives it calls by name. */
export function slimWasm(file) {
  const dist = dirname(createRequire(import.meta.url).resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm'))
  const drivers = ['duckdb-browser-eh.worker.js', 'duckdb-node-blocking.cjs']
  const named = new Set(
    drivers.flatMap((driver) => readFileSync(join(dist, driver), 'utf8').match(/[A-Za-z_$][\w$]*/g) ?? []),
  )
  const module = withExports(
    readFileSync(join(dist, 'duckdb-eh.wasm')),
    // As `wasmExports.malloc` or `Module._malloc`.
    (name) => named.has(name) || named.has(`_${name}`),
  )
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.tmp`, module)
  renameSync(`${file}.tmp`, file)
}

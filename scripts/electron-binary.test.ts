import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fetchBinary, findElectron, probe } from './electron-binary.mjs'

const electron = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
const version: string = createRequire(import.meta.url)('electron/package.json').version
const zipName = `electron-v${version}-${process.platform}-${process.arch}.zip`
const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[
  process.platform as string
]
const executable = name ?? 'electron'

let root: string
let server: Server
let asked: string[]
let answer: (path: string) => { status: number; body: Buffer } | 'silence'

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'electron-binary-'))
  asked = []
  answer = () => ({ status: 404, body: Buffer.alloc(0) })
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const reply = answer(request.url ?? '')
    if (reply === 'silence') return
    response.writeHead(reply.status, { 'content-length': reply.body.length })
    response.end(request.method === 'HEAD' ? undefined : reply.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
  rmSync(root, { recursive: true, force: true })
})

/** The npm package as it is installed, without a binary, and with the real installer. */
function place(env: Record<string, string> = {}) {
  const folder = join(mkdtempSync(join(root, 'package-')), 'electron')
  mkdirSync(join(folder, 'node_modules/@electron'), { recursive: true })
  for (const file of ['package.json', 'install.js', 'checksums.json'])
    cpSync(join(electron, file), join(folder, file))
  const modules = join(electron, '..')
  symlinkSync(join(modules, '@electron/get'), join(folder, 'node_modules/@electron/get'), 'junction')
  symlinkSync(
    join(modules, '@electron-internal'),
    join(folder, 'node_modules/@electron-internal'),
    'junction',
  )
  return {
    folder,
    memory: join(root, 'failed.json'),
    env: {
      PATH: process.env.PATH,
      HOME: root,
      ELECTRON_MIRROR: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      electron_config_cache: join(root, 'cache'),
      electron_use_remote_checksums: '1',
      ...env,
    },
  }
}

/** Serves a zip that holds an executable of this package's version. */
function serveZip() {
  const zip = zipOf({ version, [executable]: 'the window' })
  const sums = `${createHash('sha256').update(zip).digest('hex')} *${zipName}\n`
  answer = (path) =>
    path.endsWith(zipName)
      ? { status: 200, body: zip }
      : path.endsWith('SHASUMS256.txt')
        ? { status: 200, body: Buffer.from(sums) }
        : { status: 404, body: Buffer.alloc(0) }
}

test('the binary is downloaded by its own installer, found, and not downloaded again', async () => {
  serveZip()
  const where = place()
  expect(probe(where)).toBeNull()
  const lines: string[] = []
  const found = await fetchBinary({ say: (line: string) => lines.push(line) }, where)
  expect(found).toEqual({ path: join(where.folder, 'dist', executable) })
  expect(probe(where)).toBe(join(where.folder, 'dist', executable))
  expect(lines).toEqual([expect.stringContaining(`Downloading Electron ${version}`)])

  // Emptied again, it comes out of the cache, without a question to the network.
  rmSync(join(where.folder, 'dist'), { recursive: true })
  rmSync(join(where.folder, 'path.txt'))
  const before = asked.filter((line) => line.startsWith('HEAD')).length
  expect(await fetchBinary({}, where)).toHaveProperty('path', join(where.folder, 'dist', executable))
  expect(asked.filter((line) => line.startsWith('HEAD'))).toHaveLength(before)
})

test('a binary of another version is none', () => {
  const where = place()
  mkdirSync(dirname(join(where.folder, 'dist', executable)), { recursive: true })
  writeFileSync(join(where.folder, 'dist', executable), '')
  writeFileSync(join(where.folder, 'path.txt'), executable)
  writeFileSync(join(where.folder, 'dist/version'), '1.0.0')
  expect(probe(where)).toBeNull()
  writeFileSync(join(where.folder, 'dist/version'), `v${version}`)
  expect(probe(where)).toBe(join(where.folder, 'dist', executable))
})

test('a folder of one’s own is used, and nothing is downloaded for it', async () => {
  const own = join(root, 'own')
  mkdirSync(dirname(join(own, executable)), { recursive: true })
  const where = place({ ELECTRON_OVERRIDE_DIST_PATH: own })
  expect(probe(where)).toBeNull()
  expect(await fetchBinary({}, where)).toMatchObject({ path: null, why: expect.stringContaining('OVERRIDE') })
  writeFileSync(join(own, executable), '')
  expect(probe(where)).toBe(join(own, executable))
  expect(asked).toEqual([])
})

describe('a download that cannot be had', () => {
  test('is known in a moment and not tried again for a day, unless asked to', async () => {
    const where = place()
    const first = await fetchBinary({}, where)
    expect(first).toMatchObject({ path: null, why: expect.stringContaining('answers 404') })
    expect(asked).toEqual([`HEAD /v${version}/${zipName}`])
    const again = await fetchBinary({}, where)
    expect(again).toMatchObject({ path: null, why: expect.stringContaining('answers 404') })
    expect(asked).toHaveLength(1)
    serveZip()
    expect(await fetchBinary({ retry: true }, where)).toHaveProperty('path', expect.any(String))
  })

  test('is tried again the day after, and after an update', async () => {
    const where = place()
    writeFileSync(
      where.memory,
      JSON.stringify({ at: Date.now() - 25 * 3600 * 1000, version, why: 'yesterday' }),
    )
    expect(await fetchBinary({}, where)).toMatchObject({ why: expect.stringContaining('answers 404') })
    writeFileSync(where.memory, JSON.stringify({ at: Date.now(), version: '1.0.0', why: 'another version' }))
    expect(await fetchBinary({}, where)).toMatchObject({ why: expect.stringContaining('answers 404') })
    expect(asked).toHaveLength(2)
  })

  test('keeps nobody waiting where the host is silent or refuses', async () => {
    const where = place()
    answer = () => 'silence'
    const started = Date.now()
    expect(await fetchBinary({ reachMs: 200 }, where)).toMatchObject({
      path: null,
      why: expect.stringContaining('not reached'),
    })
    expect(Date.now() - started).toBeLessThan(2000)
    const closed = place({ ELECTRON_MIRROR: 'http://127.0.0.1:9/' })
    expect(await fetchBinary({ retry: true }, closed)).toMatchObject({
      why: expect.stringContaining('not reached'),
    })
  })

  test('is ended where it stalls', async () => {
    const where = place()
    const zip = zipOf({ version })
    answer = (path) => (path.endsWith('.zip') && asked.length === 1 ? { status: 200, body: zip } : 'silence')
    expect(await fetchBinary({ limitMs: 1500 }, where)).toMatchObject({
      path: null,
      why: 'the download took longer than 1.5 s',
    })
  })

  test('is refused where its digest is wrong', async () => {
    serveZip()
    const where = place({ electron_use_remote_checksums: '' })
    expect(await fetchBinary({}, where)).toMatchObject({ path: null, why: expect.stringContaining('failed') })
    expect(existsSync(join(where.folder, 'dist'))).toBe(false)
  })
})

test.runIf(process.platform === 'linux')('without a display nothing is looked for', async () => {
  const where = place()
  expect(await findElectron({ fetch: true }, where)).toEqual({ path: null, why: 'there is no display' })
  const shown = place({ DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: root })
  writeFileSync(join(root, executable), '')
  expect(await findElectron({ fetch: true, allowRoot: true }, shown)).toEqual({
    path: join(root, executable),
  })
  expect(asked).toEqual([])
})

test('what is not downloaded is not downloaded unasked', async () => {
  const where = place({ DISPLAY: ':0' })
  expect(await findElectron({ fetch: false, allowRoot: true }, where)).toEqual({
    path: null,
    why: 'Electron is not downloaded',
  })
  expect(await fetchBinary({}, { ...where, folder: null })).toEqual({
    path: null,
    why: 'the package electron is not installed',
  })
  expect(asked).toEqual([])
})

/** A zip archive of small files, by the format's own structures. */
function zipOf(files: Record<string, string>): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, content] of Object.entries(files)) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const file = Buffer.from(path)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(8, 4)
    facts.writeUInt32LE(crc32(bytes), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(bytes.length, 18)
    facts.writeUInt16LE(file.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, file, packed])
    const tail = Buffer.alloc(14)
    // Made on Unix, an executable file.
    tail.writeUInt32LE((0o100755 << 16) >>> 0, 6)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), facts, tail, file]))
    bodies.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, central, end])
}

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { bareSet, type NativeHandlers } from '../main/engine/index.ts'
import { createWasmPool } from '../main/engine/wasm/index.ts'
import { connectWorker } from '../main/worker/index.ts'
import { nodeWorkers } from '../main/worker/node.ts'
import { build } from './steps.mjs'

// The packer's own parts, as it has them.
const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
const packer = createRequire(builder.resolve('app-builder-lib'))
const { extractAll, listPackage } = packer('@electron/asar')
const { FuseV1Options, getCurrentFuseWire } = packer('@electron/fuses')
const { validateConfiguration } = packer('./util/config/config')
const { DebugLogger } = packer('builder-util')

const root = join(import.meta.dirname, '..')
const configuration = () =>
  parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Record<string, unknown>
const packed = ['dir', `--${process.arch}`]

/** All packages of main, and nothing of the window's or of the tools'. */
const packages = [
  '@aws-sdk/checksums',
  '@aws-sdk/client-s3',
  '@aws-sdk/core',
  '@aws-sdk/credential-provider-env',
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-node',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/middleware-sdk-s3',
  '@aws-sdk/nested-clients',
  '@aws-sdk/signature-v4-multi-region',
  '@aws-sdk/token-providers',
  '@aws-sdk/types',
  '@aws-sdk/xml-builder',
  '@aws/lambda-invoke-store',
  '@duckdb/duckdb-wasm',
  '@duckdb/node-api',
  '@duckdb/node-bindings',
  `@duckdb/node-bindings-${process.platform}-${process.arch}`,
  '@hono/node-server',
  '@noble/hashes',
  '@orpc/client',
  '@orpc/contract',
  '@orpc/interop',
  '@orpc/server',
  '@orpc/shared',
  '@orpc/standard-server',
  '@orpc/standard-server-fetch',
  '@orpc/standard-server-node',
  '@orpc/standard-server-peer',
  '@smithy/core',
  '@smithy/credential-provider-imds',
  '@smithy/fetch-http-handler',
  '@smithy/node-http-handler',
  '@smithy/signature-v4',
  '@smithy/types',
  '@swc/helpers',
  'apache-arrow',
  'argparse',
  'bowser',
  'buffer-crc32',
  'canonicalize',
  'commander',
  'cookie',
  'discontinuous-range',
  'flatbuffers',
  'fzstd',
  'hono',
  'ignore',
  'is-network-error',
  'isomorphic-git',
  'moo',
  'nearley',
  'node-diff3',
  'p-retry',
  'pend',
  'radash',
  'railroad-diagrams',
  'randexp',
  're2js',
  'ret',
  'saxes',
  'sql-formatter',
  'tslib',
  'undici',
  'vega-datasets',
  'xmlchars',
  'yaml',
  'yauzl',
  'yazl',
  'zod',
]

let folder: string
let resources: string
let app: string
/** Paths in the archive, as `node_modules/zod/index.js`. */
let files: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakebench-pack-'))
  // What runs in Node was built before all tests.
  await build(['dist/renderer/index.html'])
  const electron = standIn(join(folder, 'electron'))
  await promisify(execFile)(
    process.execPath,
    [
      join(root, 'node_modules/electron-builder/cli.js'),
      '--linux',
      ...packed,
      '--publish=never',
      `-c.electronDist=${electron}`,
      `-c.directories.output=${join(folder, 'out')}`,
    ],
    { cwd: root },
  ).catch(({ message, stdout, stderr }) => {
    throw new Error(`${message}${stdout}${stderr}`)
  })
  const out = readdirSync(join(folder, 'out')).find((name) => name.endsWith('unpacked')) ?? ''
  app = join(folder, 'out', out)
  resources = join(app, 'resources')
  files = listPackage(join(resources, 'app.asar'), { isPack: false })
    .map((path: string) => path.slice(1).replaceAll('\\', '/'))
    .filter((path: string) => /\.[^/]+$|LICEN[CS]E/i.test(path))
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the packer needs to see of Electron: an executable with all nine fuses as they come, and two languages. */
function standIn(path: string): string {
  for (const part of ['locales', 'resources']) mkdirSync(join(path, part), { recursive: true })
  for (const language of ['en-US', 'de']) writeFileSync(join(path, 'locales', `${language}.pak`), '')
  const wire = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9])])
  writeFileSync(join(path, 'electron'), Buffer.concat([wire, Buffer.from('101100011')]))
  return path
}

test('the configuration is one by the packer’s own schema, and a misspelt key is not', async () => {
  const logger = new DebugLogger(false)
  await validateConfiguration(configuration(), logger)
  await expect(validateConfiguration({ ...configuration(), asarUnpacked: [] }, logger)).rejects.toThrow(
    'asarUnpacked',
  )
})

describe('the packed app', () => {
  test('holds the packages of main and no others', () => {
    const names = new Set(
      files.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
    )
    expect([...names].sort()).toEqual(expect.arrayContaining(packages))
    const git = gitParts()
    expect([...names].filter((name) => !packages.includes(name) && !git.has(name))).toEqual([])
  })

  test('holds the bundles, and neither sources, maps nor types', () => {
    const bundles = files.filter((path) => /^dist\/main\/[^/]+$/.test(path))
    expect(bundles.sort()).toEqual(
      ['cli', 'electron', 'files', 'git', 'native', 'reader', 'remote', 'search', 'server', 'wasm']
        .map((name) => `dist/main/${name}.js`)
        .concat('dist/main/preload.cjs')
        .sort(),
    )
    expect(files).toContain('dist/renderer/index.html')
    expect(files.filter((path) => !/^(?:dist|node_modules)\/|^package\.json$/.test(path))).toEqual([])
    expect(files.filter((path) => /\.(?:map|[mc]?tsx?|md|tsbuildinfo)$/.test(path))).toEqual([])
  })

  test('holds one build of DuckDB of each kind, and of the demo’s data four files', () => {
    const under = (path: string) => files.filter((file) => file.startsWith(`node_modules/${path}/`)).sort()
    expect(under('@duckdb/duckdb-wasm/dist')).toEqual([
      'node_modules/@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs',
    ])
    expect(files.filter((path) => path.startsWith('dist/engine/'))).toEqual(['dist/engine/duckdb-eh.wasm'])
    expect(files.filter((path) => /^dist\/renderer\/.*\.wasm$/.test(path))).toEqual([
      expect.stringMatching(/duckdb-eh-/),
    ])
    expect(under('vega-datasets/data')).toEqual(
      ['airports.csv', 'birdstrikes.csv', 'flights-3m.parquet', 'weather.csv'].map(
        (name) => `node_modules/vega-datasets/data/${name}`,
      ),
    )
  })

  test('keeps beside the archive what is not read by Node', () => {
    const beside = readdirSync(join(resources, 'app.asar.unpacked'), { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(resources, 'app.asar.unpacked', path)).isFile())
      .map((path) => path.replaceAll('\\', '/'))
    expect(beside.filter((path) => /\.(?:node|so|dylib|dll)$/.test(path)).length).toBeGreaterThanOrEqual(2)
    expect(beside).toContain('node_modules/vega-datasets/data/flights-3m.parquet')
    expect(
      beside.filter((path) => !/^node_modules\/(?:@duckdb\/node-bindings|vega-datasets)/.test(path)),
    ).toEqual([])
    for (const path of ['toolbox/numbers/clip.sql', 'demo/history.json', 'LICENSE.txt']) {
      expect(existsSync(join(resources, path)), path).toBe(true)
    }
    expect(readdirSync(join(resources, 'toolbox')).filter((name) => name.endsWith('.ts'))).toEqual([])
    expect(readdirSync(join(app, 'locales'))).toEqual(['en-US.pak'])
  })

  test('has its fuses as declared, and wasm’s trap handlers on', async () => {
    const { version, ...wire } = await getCurrentFuseWire(join(app, 'lakebench'))
    const on = Object.entries(wire).filter(([, state]) => state === '1'.charCodeAt(0))
    expect(on.map(([fuse]) => Number(fuse))).toEqual([
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
      8,
    ])
    expect([version, Object.keys(wire).length]).toEqual(['1', 9])
  })

  test('is below 250 MB without Electron', () => {
    const size = (path: string): number =>
      statSync(path).isDirectory()
        ? readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0)
        : statSync(path).size
    expect(size(resources) / 1e6).toBeLessThan(250)
  })
})

describe('started from the packed tree under plain Node', () => {
  let tree: string
  let server: ChildProcess | undefined
  beforeAll(() => {
    // Far from any node_modules, so that what is missing is missed.
    tree = join(folder, 'tree')
    extractAll(join(resources, 'app.asar'), tree)
  }, 60_000)
  afterAll(() => void server?.kill('SIGKILL'))

  test('both engines answer', async () => {
    const start = nodeWorkers(join(tree, 'dist/main'))
    const native = connectWorker<NativeHandlers>('native', start)
    const pool = createWasmPool(start, 1)
    try {
      const { page } = await native.call('query', { set: bareSet(), sql: 'SELECT version() AS v', limit: 1 })
      const ran = await pool.run({
        set: 'none',
        images: [],
        statements: [],
        sql: 'SELECT 42 AS answer',
        metrics: [{ name: 'answer', sql: 'SELECT max(answer) FROM predictions' }],
      })
      expect([JSON.stringify(page), ran.version]).toEqual([expect.stringContaining(ran.version), 'v1.4.3'])
      expect(ran.metrics).toEqual({ answer: 42 })
    } finally {
      native.close()
      pool.close()
    }
  }, 60_000)

  test('`serve` shows the page and answers it, and ends when told to', async () => {
    const starter = join(folder, 'start.mjs')
    writeFileSync(
      starter,
      `import { main } from ${JSON.stringify(pathToFileURL(join(tree, 'dist/main/cli.js')).href)}
       import { startServer } from ${JSON.stringify(pathToFileURL(join(tree, 'dist/main/server.js')).href)}
       process.exitCode = await main(process.argv, {
         programs: ${JSON.stringify(join(tree, 'dist/main'))},
         resources: ${JSON.stringify(resources)},
         page: ${JSON.stringify(join(tree, 'dist/renderer'))},
         startServer,
         findWindow: async () => ({ path: null, why: 'this is a test' }),
       })`,
    )
    server = spawn(process.execPath, [starter, '--json', 'serve'], {
      env: { ...process.env, LAKEBENCH_HOME: join(folder, 'home') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const line = await new Promise<string>((resolve, reject) => {
      server?.stdout?.once('data', (data: Buffer) => resolve(data.toString()))
      server?.once('exit', (code) => reject(new Error(`serve ended with ${code}`)))
    })
    const { origin, hash } = new URL((JSON.parse(line) as { address: string }).address)
    const token = new URLSearchParams(hash.slice(1)).get('token')
    expect(await (await fetch(origin)).text()).toContain('<title>Lakebench</title>')
    const recent = await fetch(`${origin}/rpc/workspace/recent`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(await recent.json()).toEqual({ json: [] })
    const ended = new Promise((resolve) => server?.once('exit', (code) => resolve(code)))
    server.kill('SIGTERM')
    expect(await ended).toBe(0)
  }, 60_000)
})

/** What isomorphic-git brings: small packages, too many to name. */
function gitParts(): Set<string> {
  const parts = new Set<string>()
  const visit = (name: string) => {
    if (parts.has(name)) return
    parts.add(name)
    const file = join(root, 'node_modules', name, 'package.json')
    const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
      dependencies?: Record<string, string>
    }
    for (const dependency of Object.keys(dependencies)) visit(dependency)
  }
  visit('isomorphic-git')
  return parts
}

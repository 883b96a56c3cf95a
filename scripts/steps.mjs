import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { slimWasm } from './slim-wasm.mjs'

// Plain Node and no dependency: this runs before anything is installed.

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Says a step, does it, says how long it took. */
export async function step(name, work) {
  const began = Date.now()
  process.stdout.write(`• ${name} …\n`)
  const result = await work()
  process.stdout.write(`  ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s\n`)
  return result
}

/** Runs a program of this Node, or of the system. Fulfilled with its exit code; its output is ours. */
export function run(command, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const windows = process.platform === 'win32' && command === 'npm'
    const child = spawn(command, args, {
      cwd: root,
      stdio: quiet ? ['ignore', 'ignore', 'inherit'] : ['inherit', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      shell: windows,
    })
    const pass = (signal) => child.kill(signal)
    process.on('SIGTERM', pass)
    process.on('SIGINT', pass)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', pass)
      process.off('SIGINT', pass)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}

/** Runs a program of Node's; throws when it fails. */
export async function node(script, args = [], options = {}) {
  const code = await run(process.execPath, [join(root, script), ...args], options)
  if (code !== 0) throw new Failed(`${script} ended with exit code ${code}`)
}

/** A step that failed and has said why itself. */
export class Failed extends Error {}

/** Runs a script's main function: a failed step is one sentence and exit code 1. */
export async function main(work) {
  try {
    await work()
  } catch (thrown) {
    console.error(thrown instanceof Failed ? `lakebench: ${thrown.message}` : thrown)
    process.exitCode = 1
  }
}

/** Refuses a Node that is too old, before anything strange happens. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Failed(`Node ${process.versions.node} is too old. Install Node 20.19 or newer and try again.`)
}

/** Installs by the lock file, unless what stands in node_modules was installed by this very lock file. */
export async function install() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const wanted = createHash('sha256')
    .update(lock)
    .update(`${process.platform} ${process.arch} ${process.versions.modules}`)
    .digest('hex')
  const stamp = join(root, 'node_modules/.lakebench')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  await step('Install dependencies by the lock file', async () => {
    const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
    if (code !== 0) {
      throw new Failed(
        'npm could not install the dependencies. It needs the package registry once; try again with a network.',
      )
    }
    writeFileSync(stamp, wanted)
  })
}

/** Newest change under the files and folders, in milliseconds since 1970. */
export function newest(paths) {
  let time = 0
  for (const path of paths) {
    const full = join(root, path)
    if (!existsSync(full)) continue
    const stat = statSync(full)
    time = Math.max(time, stat.mtimeMs)
    if (!stat.isDirectory()) continue
    for (const entry of readdirSync(full, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) time = Math.max(time, statSync(join(entry.parentPath, entry.name)).mtimeMs)
    }
  }
  return time
}

const engine = {
  name: 'Slim the engine',
  built: 'dist/engine/duckdb-eh.wasm',
  from: ['scripts/slim-wasm.mjs', 'package-lock.json'],
}

const parts = {
  'dist/main/cli.js': {
    name: 'Build what runs in Node',
    config: 'vite.main.config.ts',
    from: ['main', 'shared', 'vite.main.config.ts', 'package-lock.json'],
  },
  'dist/renderer/index.html': {
    name: 'Build the window',
    config: 'vite.config.ts',
    from: ['renderer', 'shared', 'vite.config.ts', engine.built, 'package-lock.json'],
  },
}

const isStale = (built, from) => {
  const file = join(root, built)
  return !existsSync(file) || statSync(file).mtimeMs < newest(from)
}

/** Builds the parts whose sources are newer than what was built. */
export async function build(only = Object.keys(parts)) {
  // Both parts have it in them.
  if (isStale(engine.built, engine.from)) await step(engine.name, () => slimWasm(join(root, engine.built)))
  const stale = only.filter((built) => isStale(built, parts[built].from))
  await Promise.all(
    stale.map((built) =>
      step(parts[built].name, () =>
        // Vitest says `test` to all that it starts, with which the window would have React's slow development build.
        node(
          'node_modules/vite/bin/vite.js',
          ['build', '--config', parts[built].config, '--logLevel', 'warn'],
          {
            env: { NODE_ENV: 'production' },
          },
        ),
      ),
    ),
  )
}

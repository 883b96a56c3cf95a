import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * Finds Electron's executable without `require('electron')`, which would download it with no time limit.
 *
 * @typedef {{ path: string } | { path: null, why: string }} Found an executable, or a clause that says why not
 * @typedef {object} Where
 * @property {string | null} folder of the npm package `electron`; null when it is not installed
 * @property {Record<string, string | undefined>} env
 * @property {string} memory the file that remembers a failed download
 */

const day = 24 * 3600 * 1000

/** @returns {Where} this clone's Electron */
function here() {
  let folder = null
  try {
    folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    // Not installed: said by whoever asks.
  }
  const memory = join(import.meta.dirname, '../node_modules/.cache/lakebench/electron-failed.json')
  return { folder, env: process.env, memory }
}

const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
const executable = () => executables[process.platform] ?? 'electron'

/** @returns {string | null} the executable, when one of this package's version is there */
export function probe({ folder, env } = here()) {
  if (env.ELECTRON_OVERRIDE_DIST_PATH) {
    const path = join(env.ELECTRON_OVERRIDE_DIST_PATH, executable())
    return existsSync(path) ? path : null
  }
  if (!folder) return null
  const path = join(folder, 'dist', executable())
  return text(join(folder, 'dist/version')).replace(/^v/, '') === versionOf(folder) &&
    text(join(folder, 'path.txt')) === executable() &&
    existsSync(path)
    ? path
    : null
}

/**
 * The executable for `npm start`, downloaded if `fetch` says so. Waits a few seconds at most where the download
 * cannot be reached, and does not ask again for a day unless `retry` is set.
 *
 * @param {{ say?: (line: string) => void, fetch?: boolean, retry?: boolean, allowRoot?: boolean }} options
 *   `allowRoot`: the caller will start it with `--no-sandbox`, as root must
 * @returns {Promise<Found>}
 */
export async function findElectron(
  { say = () => {}, fetch = false, retry = false, allowRoot = false } = {},
  where = here(),
) {
  const { env } = where
  if (process.platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return { path: null, why: 'there is no display' }
  }
  if (process.platform === 'linux' && process.getuid?.() === 0 && !allowRoot) {
    return { path: null, why: 'Electron does not run as root' }
  }
  const path = probe(where)
  if (path) return { path }
  return fetch ? fetchBinary({ say, retry }, where) : { path: null, why: 'Electron is not downloaded' }
}

/**
 * Downloads Electron by its own installer, as a child with a limit.
 *
 * @param {{ say?: (line: string) => void, retry?: boolean, reachMs?: number, limitMs?: number }} options
 * @returns {Promise<Found>}
 */
export async function fetchBinary(
  { say = () => {}, retry = false, reachMs = 3000, limitMs = 120_000 } = {},
  where = here(),
) {
  const { folder, env, memory } = where
  if (env.ELECTRON_OVERRIDE_DIST_PATH) {
    return { path: null, why: `ELECTRON_OVERRIDE_DIST_PATH holds no ${executable()}` }
  }
  if (!folder) return { path: null, why: 'the package electron is not installed' }
  const version = versionOf(folder)
  if (retry) rmSync(memory, { force: true })
  const before = remembered(memory, version)
  if (before) return { path: null, why: `${before} (asked again a day after, or with --retry)` }

  const address = artifactAddress(version, env)
  if (!isCached(address, env)) {
    const fault = await unreachable(address, reachMs)
    if (fault) return giveUpForADay(memory, version, fault)
    say(`Downloading Electron ${version} from ${address.host}, about 120 MB`)
  }
  const fault = await install(folder, env, limitMs)
  const path = probe(where)
  return path ? { path } : giveUpForADay(memory, version, fault ?? 'the download left no executable')
}

/** @returns {Promise<string | null>} why the installer failed */
function install(folder, env, limitMs) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (data) => {
      said = (said + data).slice(-4000)
    })
    const limit = setTimeout(() => {
      child.kill('SIGKILL')
      resolve(`the download took longer than ${limitMs / 1000} s`)
    }, limitMs)
    const end = (why) => {
      clearTimeout(limit)
      resolve(why)
    }
    child.on('error', (error) => end(error.message))
    child.on('exit', (code) => end(code === 0 ? null : `the download failed: ${firstLine(said)}`))
  })
}

/** The zip's address, by the same variables as Electron's own installer. */
function artifactAddress(version, env) {
  const option = (name) =>
    env[`npm_config_electron_${name}`] || env[`ELECTRON_${name.toUpperCase()}`] || undefined
  const base = option('mirror') ?? 'https://github.com/electron/electron/releases/download/'
  const folder = (option('custom_dir') ?? `v${version}`).replace('{{ version }}', version)
  return new URL(`${base}${folder}/${option('custom_filename') ?? zipName(version)}`)
}

const zipName = (version) => `electron-v${version}-${process.platform}-${process.arch}.zip`

/** @returns {Promise<string | null>} why nothing can be had there, known within `ms` */
async function unreachable(address, ms) {
  const host = address.host
  try {
    const { status } = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(ms) })
    return status < 400 ? null : `${host} answers ${status} for Electron's download`
  } catch {
    return `${host}, where Electron is downloaded from, is not reached`
  }
}

/** Whether the installer has this zip: its cache has a folder for each address, so one of the name is looked for. */
function isCached(address, env) {
  const root =
    env.electron_config_cache ||
    {
      darwin: join(homedir(), 'Library/Caches/electron'),
      win32: join(env.LOCALAPPDATA || join(homedir(), 'AppData/Local'), 'electron/Cache'),
    }[process.platform] ||
    join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'electron')
  const name = address.pathname.split('/').at(-1)
  try {
    return readdirSync(root).some((folder) => existsSync(join(root, folder, name)))
  } catch {
    return false
  }
}

function remembered(memory, version) {
  try {
    const { at, version: of, why } = JSON.parse(text(memory))
    const age = Date.now() - at
    return of === version && age >= 0 && age < day ? String(why) : null
  } catch {
    return null
  }
}

function giveUpForADay(memory, version, why) {
  try {
    mkdirSync(dirname(memory), { recursive: true })
    writeFileSync(memory, JSON.stringify({ at: Date.now(), version, why }))
  } catch {
    // A read-only clone asks each time.
  }
  return { path: null, why }
}

const versionOf = (folder) => JSON.parse(text(join(folder, 'package.json'))).version

function text(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** The line of a stack that says what is wrong. */
const firstLine = (said) =>
  said
    .split('\n')
    .find((line) => line.trim())
    ?.trim() ?? 'no reason was given'

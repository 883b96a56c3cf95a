import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './steps.mjs'

const local = process.env.LOCALAPPDATA ?? ''
const programs = process.env.PROGRAMFILES ?? ''
/** Where Chrome and Chromium are installed, by platform. */
const places = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].flatMap((name) => [
    `/usr/bin/${name}`,
    `/usr/local/bin/${name}`,
    `/snap/bin/${name}`,
  ]),
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [local, programs].map((folder) => join(folder, 'Google/Chrome/Application/chrome.exe')),
}

const installed = () =>
  [process.env.LAKEBENCH_CHROMIUM, ...(places[process.platform] ?? [])].find(
    (path) => path && existsSync(path),
  )

/** The version that carries its binary in the package; installed in a folder of its own when nothing else is there. */
const carrier = '@sparticuz/chromium@138.0.2'

/** Ways to a browser, the one that costs least first. Each gives a path, or undefined. */
const ways = [
  ['installed', installed],
  [
    'the distribution’s package',
    () => {
      if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
        return undefined
      const apt = (...args) =>
        spawnSync('apt-get', args, {
          stdio: 'ignore',
          timeout: 300_000,
          env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        }).status === 0
      if (!apt('install', '-y', '--no-install-recommends', 'chromium')) {
        apt('update')
        apt('install', '-y', '--no-install-recommends', 'chromium')
      }
      return installed()
    },
  ],
  [
    'Playwright’s download',
    async () => {
      const cli = join(root, 'node_modules/playwright-core/cli.js')
      spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore', timeout: 180_000 })
      const { chromium } = await import('playwright-core')
      const path = chromium.executablePath()
      return existsSync(path) ? path : undefined
    },
  ],
  [
    'an npm package',
    async () => {
      if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
      const folder = join(root, 'node_modules/.cache/lakebench/chromium')
      mkdirSync(folder, { recursive: true })
      const npm = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, carrier]
      execFileSync('npm', npm, { stdio: 'ignore', timeout: 180_000 })
      const entry = join(folder, 'node_modules/@sparticuz/chromium/build/index.js')
      const { default: carried } = await import(pathToFileURL(entry).href)
      return carried.executablePath()
    },
  ],
]

/** A Chrome or Chromium that starts: `{ path, way }`, or `{ path: null }` where none can be had. */
export async function findChromium() {
  for (const [way, find] of ways) {
    try {
      const path = await find()
      if (path && starts(path)) return { path, way }
    } catch {
      // The next way may do.
    }
  }
  return { path: null }
}

const starts = (path) => spawnSync(path, ['--version', '--no-sandbox'], { timeout: 30_000 }).status === 0

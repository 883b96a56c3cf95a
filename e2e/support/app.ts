import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** The app under test as its users start it: the built command line and server, and a real Chromium. */

const root = fileURLToPath(new URL('../..', import.meta.url))
const lakebench = join(root, 'bin/lakebench.js')
const refuse = new URL('./refuse-network.mjs', import.meta.url).href

/** A place of its own on this computer: store, state, and what tests make. */
export interface Place {
  dir: string
  home: string
  /** Hosts outside this computer that the app tried to reach. */
  refused(): string[]
  remove(): void
}

export function makePlace(name: string): Place {
  return placeAt(realpathSync(mkdtempSync(join(tmpdir(), `lakebench-e2e-${name}-`))))
}

/** A place that was made before. */
export function placeAt(dir: string): Place {
  const file = join(dir, 'refused')
  return {
    dir,
    home: join(dir, 'home'),
    refused: () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }),
  }
}

const envOf = ({ dir, home }: Place) => ({
  ...process.env,
  LAKEBENCH_HOME: home,
  LAKEBENCH_REFUSED: join(dir, 'refused'),
  NODE_OPTIONS: `--import ${refuse}`,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
})

export interface Answer {
  code: number
  stdout: string
  stderr: string
}

/** Runs `lakebench …` to its end. */
export function cli(place: Place, args: string[], cwd = place.dir): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [lakebench, ...args],
      { cwd, env: envOf(place), encoding: 'utf8', maxBuffer: 1 << 28 },
      (error, stdout, stderr) =>
        resolve({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, stdout, stderr }),
    )
  })
}

/** The JSON that `lakebench … --json` printed; throws with its errors when it printed none. */
export async function json<Result>(place: Place, args: string[], cwd?: string): Promise<Result> {
  const { stdout, stderr, code } = await cli(place, [...args, '--json'], cwd)
  if (stdout.trim() === '') throw new Error(`lakebench ${args.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout)
}

export interface Served {
  address: string
  process: ChildProcess
  /** All that it printed, on both channels. */
  printed(): string
  close(): Promise<void>
}

/** Starts `lakebench serve`. */
export async function serve(place: Place, args: string[] = []): Promise<Served> {
  const child = spawn(process.execPath, [lakebench, 'serve', '--json', ...args], {
    cwd: place.dir,
    env: envOf(place),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const channel of [child.stdout, child.stderr]) {
    channel.on('data', (bytes: Buffer) => {
      printed += bytes
      if (channel === child.stderr) process.stderr.write(bytes)
    })
  }
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line).address))
    child.once('exit', (code) => reject(new Error(`lakebench serve ended with exit code ${code}`)))
  })
  return {
    address,
    process: child,
    printed: () => printed,
    close: () =>
      new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) return done()
        child.once('exit', () => done())
        child.kill('SIGTERM')
      }),
  }
}

const executablePath = process.env.LAKEBENCH_CHROMIUM ?? '/usr/bin/chromium'

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      // No name resolves: whatever would leave this computer fails.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  })
}

/** A window of the app with what went wrong in it. */
export interface Window {
  page: Page
  context: BrowserContext
  /** Console errors, uncaught errors, refusals by the policy, and requests that left the app's origin. */
  faults: string[]
}

export async function openWindow(
  browser: Browser,
  address: string,
  size: { width: number; height: number; colorScheme?: 'light' | 'dark' } = { width: 1440, height: 900 },
): Promise<Window> {
  const { width, height, colorScheme = 'light' } = size
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    acceptDownloads: true,
  })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  const faults: string[] = []
  const { origin } = new URL(address)
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !/^(data|blob|about):/.test(url)) faults.push(`left the app: ${url}`)
  })
  await page.goto(address)
  return { page, context, faults }
}

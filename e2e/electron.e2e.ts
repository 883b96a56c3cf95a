import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findElectron } from '../scripts/electron-binary.mjs'

const root = join(import.meta.dirname, '..')
// Playwright starts Electron with --no-sandbox where it must, for tests alone.
const found = await findElectron({ fetch: false, allowRoot: true })
if (found.path === null) console.log(`skipped: no Electron binary (${found.why})`)

/** Every way out of a page that we know of; each must fail. Runs in the page and, as text, in a worker. */
const waysOut = async () => {
  const fails = (attempt: Promise<unknown>) =>
    attempt.then(
      () => false,
      () => true,
    )
  const closes = (open: () => WebSocket | EventSource) =>
    new Promise<boolean>((resolve) => {
      try {
        const channel = open()
        channel.onopen = () => resolve(false)
        channel.onerror = () => resolve(true)
      } catch {
        resolve(true)
      }
    })
  return {
    fetch: await fails(fetch('https://example.com/')),
    loopback: await fails(fetch('http://127.0.0.1:1/')),
    anotherHost: await fails(fetch('lakebench://other/')),
    file: await fails(fetch('file:///etc/passwd')),
    socket: await closes(() => new WebSocket('wss://example.com/')),
    events: await closes(() => new EventSource('https://example.com/')),
    node: !('require' in globalThis) && !('process' in globalThis),
  }
}
const allShut = {
  fetch: true,
  loopback: true,
  anotherHost: true,
  file: true,
  socket: true,
  events: true,
  node: true,
}

describe.runIf(found.path !== null)('the window of its own', () => {
  let home: string
  let app: ElectronApplication
  let page: Page
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'lakebench-electron-'))
    app = await electron.launch({ executablePath: found.path ?? '', args: [root], env: environment() })
    page = await app.firstWindow()
    await page.waitForLoadState('load')
  })
  afterAll(async () => {
    await app?.close()
    rmSync(home, { recursive: true, force: true })
  })

  function environment(): Record<string, string> {
    const env = { ...process.env, LAKEBENCH_HOME: home }
    return Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    )
  }

  test('shows the page under its own scheme', async () => {
    expect(await page.evaluate(() => [location.origin, document.title, isSecureContext])).toEqual([
      'lakebench://app',
      'Lakebench',
      true,
    ])
  })

  test('answers the page, in more than one piece', async () => {
    const recent = await page.evaluate(async () => {
      const response = await fetch('/rpc/workspace/recent', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      })
      return [response.status, await response.json()]
    })
    expect(recent).toEqual([200, { json: [] }])
  })

  test('has no way out, and no Node, in the page', async () => {
    expect(await page.evaluate(waysOut)).toEqual(allShut)
    expect(await page.evaluate(() => navigator.sendBeacon('https://example.com/', 'x') && 'queued')).not.toBe(
      'sent',
    )
  })

  test('has no way out, and no Node, in a worker', async () => {
    // Any script of ours: the worker's own response carries the policy.
    const script = await page.evaluate(() => document.querySelector('script')?.src ?? '')
    const policy = await page.evaluate(async (address) => {
      const response = await fetch(address)
      return response.headers.get('content-security-policy')
    }, script)
    expect(policy).toContain("connect-src 'self'")
    const blobWorker = await page.evaluate(() => {
      try {
        new Worker(URL.createObjectURL(new Blob(['1'])))
        return new Promise<string>((resolve) => {
          addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective))
          setTimeout(() => resolve('none'), 2000)
        })
      } catch (thrown) {
        return String(thrown)
      }
    })
    expect(blobWorker).not.toBe('none')
  })

  test('opens no other window and goes nowhere', async () => {
    expect(await page.evaluate(() => window.open('https://example.com/') === null)).toBe(true)
    await page.evaluate(() => {
      location.href = 'https://example.com/'
    })
    await page.waitForTimeout(300)
    expect(new URL(page.url()).host).toBe('app')
    expect(app.windows()).toHaveLength(1)
  })

  test('is denied every permission', async () => {
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
    const location = await page.evaluate(
      () =>
        new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('given'),
            () => resolve('denied'),
          ),
        ),
    )
    expect(location).toBe('denied')
  })

  test('listens on no port', async () => {
    expect(await app.evaluate(() => process.getActiveResourcesInfo())).not.toContain('TCPServerWrap')
  })

  test('a second one shows the first, and ends', async () => {
    const second = spawn(found.path ?? '', [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root], {
      env: environment(),
      stdio: 'ignore',
    })
    expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0)
    expect(app.windows()).toHaveLength(1)
  })

  test('quits and leaves no process', async () => {
    const pids = await app.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid))
    expect(pids.length).toBeGreaterThan(1)
    await app.close()
    const alive = () =>
      pids.filter((pid) => {
        try {
          return process.kill(pid, 0)
        } catch {
          return false
        }
      })
    await expect.poll(alive, { timeout: 10_000 }).toEqual([])
  })
})

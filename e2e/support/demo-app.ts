import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { launch, openWindow, type Served, serve, type Window } from './app.ts'
import { type Explore, explore } from './explore.ts'
import { demo, place } from './own-demo.ts'
import { type Client, rpcOf } from './rpc.ts'

/** The app on the demo that all end-to-end tests share, as it is the first time, for each test of a file. */
export interface DemoApp {
  readonly browser: Browser
  readonly server: Served
  readonly client: Client
  readonly window: Window
  readonly page: Page
  readonly view: Explore
  /** Kills the window and opens another one, in a browser that knows nothing. */
  reopen(): Promise<void>
  /** Kills app and window at once, as a power cut does, and starts both. */
  restart(): Promise<void>
}

const size = { width: 1440, height: 900 }

/**
 * Sets up browser, server and window for a file's tests. Each test gets the window anew, with the layout of the first
 * time, and fails when anything went wrong in it; `refusals`: where it asks for what main refuses, which Chromium notes.
 */
export function demoApp({ refusals = false } = {}): DemoApp {
  let browser: Browser
  let server: Served
  let client: Client
  let window: Window | undefined

  beforeAll(async () => {
    browser = await launch()
    await start()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  beforeEach(async ({ task, onTestFailed }) => {
    onTestFailed(() => picture(task.name))
    await leave()
    for (const key of ['frame.layout', 'frame.keys']) await client.workspace.setState({ key, value: null })
    if (window === undefined) window = await openWindow(browser, server.address)
    else await window.page.goto(server.address)
    return () => {
      const faults = window?.faults ?? []
      expect(refusals ? faults.filter((fault) => !fault.includes('400 (Bad Request)')) : faults).toEqual([])
    }
  })

  async function start(): Promise<void> {
    server = await serve(place, ['--workspace', demo.root])
    client = rpcOf(server.address)
  }

  /** What stood there when a test failed, to be looked at: in out/failed. */
  async function picture(test: string): Promise<void> {
    const name = test
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 80)
    await window?.page.screenshot({ path: `out/failed/${name}.png` }).catch(() => undefined)
  }

  /** Empties the window; one browser context for a file keeps what Chromium compiled. */
  async function leave(): Promise<void> {
    if (window === undefined || window.page.isClosed()) {
      await window?.context.close()
      window = undefined
      return
    }
    const { page, context, faults } = window
    for (const other of context.pages()) if (other !== page) await other.close()
    await page.evaluate(() => {
      localStorage.clear()
      sessionStorage.clear()
    })
    await page.goto('about:blank')
    await page.setViewportSize(size)
    faults.length = 0
  }

  const standing = () => {
    if (window === undefined) throw new Error('the window stands within a test only')
    return window
  }
  return {
    get browser() {
      return browser
    },
    get server() {
      return server
    },
    get client() {
      return client
    },
    get window() {
      return standing()
    },
    get page() {
      return standing().page
    },
    get view() {
      return explore(standing().page)
    },
    async reopen() {
      await standing().context.close()
      window = await openWindow(browser, server.address)
    },
    async restart() {
      server.process.kill('SIGKILL')
      await standing().context.close()
      await start()
      window = await openWindow(browser, server.address)
    },
  }
}

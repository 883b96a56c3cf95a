import type { Page } from 'playwright-core'
import type { DemoResult } from '#shared/contract/workspace.ts'
import { json, launch, makePlace, openWindow, serve } from '../e2e/support/app.ts'
import { explore } from '../e2e/support/explore.ts'
import { treeMb, windowMb } from './resident.ts'
import type { BenchRow } from './row.ts'

const queries = 1000
/** After so many all is loaded and compiled that will be. */
const warm = 100

/** Memory of the window and of the app's processes over a thousand queries, each another one. */
export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const place = makePlace('bench')
  const demo = await json<DemoResult>(place, ['demo'])
  const server = await serve(place, ['--workspace', demo.root])
  const browser = await launch()
  try {
    const { page } = await openWindow(browser, server.address)
    const view = explore(page)
    await view.draft()
    await view.type('SELECT origin, count(*) AS n FROM flights WHERE delay > 0 GROUP BY ALL ORDER BY ALL -- ')
    const session = await page.context().newCDPSession(page)
    const measure = async () => {
      // What is free and not yet given back says nothing.
      await session.send('HeapProfiler.collectGarbage')
      await page.waitForTimeout(1000)
      return { window: await windowMb(browser), app: treeMb(server.process.pid ?? 0) }
    }
    let before = await measure()
    for (let query = 0; query < queries; query++) {
      if (query === warm) before = await measure()
      await page.keyboard.insertText(String(query % 10))
      await run(page)
    }
    const after = await measure()
    for (const [part, name] of [
      ['window', 'the window'],
      ['app', 'the app’s own processes'],
    ] as const) {
      report({
        name: `memory of ${name} after ${queries} queries`,
        value: after[part],
        baseline: before[part],
        ratio: after[part] / before[part],
        unit: 'MB',
        note: `baseline is after ${warm}; flat is the aim`,
      })
    }
  } finally {
    await browser.close()
    await server.close()
    place.remove()
  }
}

/** Runs the statement and waits until its result is drawn. */
async function run(page: Page): Promise<void> {
  const outcome = () =>
    page.evaluate(() => document.querySelector('[data-outcome]')?.getAttribute('data-outcome'))
  const before = await outcome()
  await page.keyboard.press('Control+Enter')
  await page.waitForFunction(
    (was) => {
      const now = document.querySelector('[data-outcome]')?.getAttribute('data-outcome') ?? ''
      return now !== was && now.startsWith('done')
    },
    before,
    { polling: 'raf' },
  )
}

import type { Page } from 'playwright-core'
import type { DemoResult } from '#shared/contract/workspace.ts'
import { json, launch, makePlace, openWindow, serve } from '../e2e/support/app.ts'
import { explore } from '../e2e/support/explore.ts'
import { windowMb } from './resident.ts'
import { type BenchRow, median } from './row.ts'

const columns = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(', ')

const long = `SELECT ${columns(20, (index) => `(i * ${index + 1}) % 1000003 AS c${index}`)} FROM range(10000000) r(i)`
const wide = `WITH t AS MATERIALIZED (SELECT ${columns(100, (index) => `i * ${index} AS c${index}`)} FROM range(1000) r(i))
FROM ${Array.from({ length: 20 }, (_, at) => `t t${at}`).join(' POSITIONAL JOIN ')}`

/** Long and wide results in a real Chromium: memory of the window, any place of 10M rows, frames over 2,000 columns. */
export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const place = makePlace('bench')
  const demo = await json<DemoResult>(place, ['demo'])
  const server = await serve(place, ['--workspace', demo.root])
  const browser = await launch()
  const tell = (name: string, value: number, baseline: number, note: string, unit = 'ms') =>
    report({ name, value, baseline, ratio: value / baseline, note, unit })
  try {
    const { page } = await openWindow(browser, server.address)
    const view = explore(page)
    await view.draft()
    await view.type('SELECT * FROM airports')
    await view.run()
    const before = await windowMb(browser)
    await view.type(long)
    await view.run()
    const places = await anyPlace(page)
    tell(
      'grid, 10M rows × 20 columns: to any place',
      median(places),
      100,
      `aim 100 ms; slowest ${Math.round(Math.max(...places))} ms`,
    )
    tell(
      'grid, 10M rows × 20 columns: memory of the window',
      (await windowMb(browser)) - before,
      300,
      'aim 300 MB more than before the query',
      'MB',
    )
    await view.type(find)
    await view.run()
    tell(
      'grid, find in 3M rows × 5 columns',
      await findMs(page),
      1000,
      'from the last key to the count; aim well under 1 s',
    )
    await view.type(wide)
    await view.run()
    const frames = await scrollFrames(page)
    tell(
      'grid, 2,000 columns: longest frame',
      Math.max(...frames),
      50,
      `aim 50 ms over ${frames.length} frames; median ${median(frames).toFixed(1)} ms`,
    )
  } finally {
    await browser.close()
    await server.close()
    place.remove()
  }
}

const find = "SELECT i, i % 97 AS m, 'row ' || i AS t, i * 0.5 AS h, 'x' AS x FROM range(3000000) r(i)"

/** Milliseconds from a move of the scroll bar to rows without a cell that is loading, at places all over. */
function anyPlace(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const grid = document.querySelector('[role="grid"]')
    const times: number[] = []
    if (!grid) return times
    for (let step = 0; step < 20; step++) {
      const began = performance.now()
      grid.scrollTop = (((step * 7919) % 1000) / 1000) * (grid.scrollHeight - grid.clientHeight)
      do await new Promise((done) => requestAnimationFrame(done))
      while (grid.querySelector('[aria-busy]'))
      times.push(performance.now() - began)
    }
    return times
  })
}

/** Milliseconds of each frame while the columns move by. */
function scrollFrames(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const grid = document.querySelector('[role="grid"]')
    const frames: number[] = []
    let last = 0
    for (let frame = 0; frame < 300; frame++) {
      const now = await new Promise<number>((done) => requestAnimationFrame(done))
      if (last > 0) frames.push(now - last)
      last = now
      if (grid) grid.scrollLeft += 400
    }
    return frames
  })
}

async function findMs(page: Page): Promise<number> {
  await page.getByRole('grid').first().focus()
  await page.keyboard.press('Control+f')
  const box = page.getByRole('searchbox', { name: 'Find in the result' })
  await box.fill('row 2999999')
  const began = Date.now()
  await page.getByText('match 1 of 1').waitFor()
  const ms = Date.now() - began
  await page.keyboard.press('Escape')
  return ms
}

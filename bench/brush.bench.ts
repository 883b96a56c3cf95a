import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { DemoResult } from '#shared/contract/workspace.ts'
import { json, launch, makePlace, openWindow, serve } from '../e2e/support/app.ts'
import { pressRow } from '../e2e/support/explore.ts'
import { type BenchRow, median } from './row.ts'

const moves = 60

const charts = `
  - kind: histogram
    x: delay
  - kind: histogram
    x: distance
  - kind: histogram
    x: hour
  - kind: area
    x: day
  - kind: bar
    x: origin
  - kind: heat
    x: distance
    y: hour
`
const flights = `SELECT date::DATE AS day, date_part('hour', date)::INTEGER AS hour, delay, distance, origin
FROM flights WHERE delay BETWEEN -60 AND 180`

/** A brush over a board of six charts: from the move of the pointer to the five others painted, frame and all. */
export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const place = makePlace('bench')
  const demo = await json<DemoResult>(place, ['demo'])
  mkdirSync(join(demo.root, 'boards'), { recursive: true })
  const make = (name: string, sql: string) => {
    writeFileSync(join(demo.root, `queries/${name}.sql`), sql)
    writeFileSync(
      join(demo.root, `boards/${name}.yml`),
      `version: 1\nquery: queries/${name}.sql\nrows: false\ncharts:${charts}`,
    )
  }
  make('three', flights)
  make('twelve', Array.from({ length: 4 }, () => flights).join('\nUNION ALL\n'))
  const server = await serve(place, ['--workspace', demo.root])
  const browser = await launch()
  try {
    const { page } = await openWindow(browser, server.address)
    for (const name of ['three', 'twelve']) {
      const { times, rows, engine, ready } = await brush(page, name)
      const sorted = [...times].sort((a, b) => a - b)
      const value = sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN
      report({
        name: `brush over ${rows} rows on ${engine}: pointer move to painted charts, p95`,
        value,
        baseline: 100,
        ratio: value / 100,
        note: `baseline is the aim; median ${Math.round(median(times))} ms, ${times.length} moves; the board stood after ${(ready / 1000).toFixed(1)} s`,
      })
    }
  } finally {
    await browser.close()
    await server.close()
    place.remove()
  }
}

async function brush(page: Page, name: string) {
  const began = Date.now()
  await pressRow(page, name)
  const board = page.locator('[data-board]:visible')
  await board.locator('[role="application"]').nth(5).waitFor({ timeout: 120_000 })
  const ready = Date.now() - began
  const chart = board.locator('[role="application"]').first()
  const box = await chart.boundingBox()
  if (!box) throw new Error('the chart is not there')
  const [y, left, width] = [box.y + box.height / 2, box.x + 70, box.width - 110]
  await page.mouse.move(left, y)
  await page.mouse.down()
  // The first move waits for the summaries; from then on each is timed.
  await page.mouse.move(left + width * 0.3, y)
  await page.waitForTimeout(15_000)
  const times: number[] = []
  for (let move = 0; move < moves; move++) {
    const share = 0.3 + 0.6 * ((move % 2 === 0 ? move : moves - move) / moves)
    const took = page.evaluate(
      () =>
        new Promise<number | null>((done) => {
          const hosts = [...document.querySelectorAll('[data-board] [data-drawing]')].slice(1)
          const waiting = new Set<Element>(hosts)
          let moved = 0
          const end = (time: number | null) => {
            watch.disconnect()
            removeEventListener('pointermove', note, { capture: true })
            done(time)
          }
          const note = (event: PointerEvent) => {
            moved ||= event.timeStamp
          }
          addEventListener('pointermove', note, { capture: true })
          const watch = new MutationObserver((records) => {
            if (moved === 0) return
            for (const { target } of records) waiting.delete(target as Element)
            if (waiting.size > 0) return
            // Painted: after the frame that holds the change.
            requestAnimationFrame(() => setTimeout(() => end(performance.now() - moved)))
          })
          for (const host of hosts) watch.observe(host, { childList: true })
          setTimeout(() => end(null), 3000)
        }),
    )
    await page.mouse.move(left + width * share, y)
    const time = await took
    if (time !== null) times.push(time)
  }
  await page.mouse.up()
  const line = (await board.textContent()) ?? ''
  const [rows = '?'] = (
    (await board
      .getByText(/^[\d,]+ rows$/)
      .first()
      .textContent()) ?? ''
  ).split(' ')
  const engine = /(?:wasm|native)(?!.*(?:wasm|native))/s.exec(line)?.[0]
  return { times, ready, rows, engine: engine ?? 'its engine' }
}

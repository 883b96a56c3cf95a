import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { parseChart } from '#shared/format/chart.ts'
import { demoApp } from '../support/demo-app.ts'
import { pressRow } from '../support/explore.ts'
import { demo } from '../support/own-demo.ts'

/** Charts and boards of charts, in a real Chromium. */

const app = demoApp()
const made = ['charts/by_hour.yml', 'boards/board.yml', 'charts/hostile.yml'].map((path) =>
  join(demo.root, path),
)

afterEach(() => {
  for (const path of made) rmSync(path, { force: true })
})

const open = async (page: Page, name: string) => {
  await pressRow(page, name)
  await page.getByRole('tab', { name: new RegExp(`^${name}`) }).waitFor()
}
const chartOf = (page: Page, title: string) =>
  page.getByRole('region', { name: title, exact: true }).getByRole('application')
const rows = (page: Page) => page.getByRole('region', { name: 'Rows' }).getByRole('status')
/** The rows that pass, once they are other than before. */
const counted = async (page: Page, before: string) => {
  await page.waitForFunction(
    (was) => {
      const line = document.querySelector('section[aria-label="Rows"] [role="status"]')?.textContent ?? ''
      return line !== '' && line !== was
    },
    before,
    { timeout: 30_000 },
  )
  return (await rows(page).textContent()) ?? ''
}
const drag = async (page: Page, title: string, from: number, to: number) => {
  const box = await chartOf(page, title).boundingBox()
  if (!box) throw new Error(`${title} is not drawn`)
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * from, y)
  await page.mouse.down()
  for (const share of [0.5, 1]) await page.mouse.move(box.x + box.width * (from + (to - from) * share), y)
  await page.mouse.up()
}

describe('a board', () => {
  it('filters every chart and the rows by a brush, a second one and a key, and tells the condition', async () => {
    const { page } = app
    await open(page, 'late_flights')
    await chartOf(page, 'Delay on arrival').waitFor({ timeout: 60_000 })
    await chartOf(page, 'Mean delay by hour of departure').waitFor({ timeout: 60_000 })
    const all = await counted(page, '')
    await drag(page, 'Delay on arrival', 0.5, 0.8)
    const filters = page.getByRole('list', { name: 'Filters' })
    await filters.getByText(/^delay \d+ to \d+/).waitFor()
    const late = await counted(page, all)
    expect(late).toMatch(/^[\d,]+ of [\d,]+ rows/)

    // The chart that was brushed keeps its bars; the others have fewer rows.
    const hour = chartOf(page, 'Hour of departure')
    await hour.focus()
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight']) {
      await page.keyboard.press(key)
    }
    await filters.getByText(/^hour \d+ to \d+/).waitFor()
    await page
      .getByRole('status')
      .filter({ hasText: /^hour \d+/ })
      .first()
      .waitFor()
    await counted(page, late)

    await page.getByRole('button', { name: 'Copy as WHERE' }).click()
    await page.getByText('Copied the filters').waitFor()
    const where = await page.evaluate(() => navigator.clipboard.readText())
    expect(where).toMatch(/^delay >= \d+ AND delay < \d+ AND hour >= \d+ AND hour < \d+$/)

    await hour.focus()
    await page.keyboard.press('Escape')
    await filters.getByText(/^hour/).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await filters.waitFor({ state: 'detached' })
    await expect.poll(() => rows(page).textContent(), { timeout: 30_000 }).toBe(all)

    await page.getByRole('button', { name: 'More for Distance' }).click()
    await page.getByRole('menuitem', { name: 'Show as table' }).click()
    await page.getByRole('grid', { name: /^Values of the Histogram of distance/ }).waitFor()
  })

  it('is made from nothing, and its file is what the window shows', async () => {
    const { page } = app
    await page.getByRole('region', { name: 'Explore' }).waitFor()
    await page.keyboard.press('Control+Shift+P')
    const palette = page.getByRole('dialog', { name: 'Go to anything' })
    await palette.getByRole('combobox').fill('>New board')
    await palette.getByRole('option', { name: /New board of charts/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: 'A source or a query' }).fill('weath')
    await page
      .getByRole('option', { name: /weather/ })
      .first()
      .click()
    for (const count of [1, 2]) {
      await page.getByRole('button', { name: 'Add chart' }).click()
      await page.getByRole('menuitem', { name: /New chart/ }).click()
      await page
        .getByRole('application')
        .nth(count - 1)
        .waitFor()
    }
    const file = join(demo.root, 'boards/board.yml')
    await expect.poll(() => readFileSync(file, 'utf8')).toMatch(/source: weather[\s\S]*kind:[\s\S]*kind:/)
  })
})

describe('a chart', () => {
  it('is saved from a result, drawn again from its file, and exported with its provenance', async () => {
    const { page, view } = app
    await view.open('delay_by_hour.sql')
    await view.run()
    await page.getByRole('tab', { name: 'Chart' }).click()
    await page.getByRole('application').waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Save chart…' }).click()
    await page.getByRole('textbox', { name: 'Name in charts/' }).fill('by_hour')
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: /^by_hour/ }).waitFor()
    const file = join(demo.root, 'charts/by_hour.yml')
    expect(existsSync(file)).toBe(true)
    const { query, x } = parseChart('charts/by_hour.yml', readFileSync(file, 'utf8'))
    expect(query).toBe('queries/delay_by_hour.sql')
    await page.getByRole('application').last().waitFor()

    const exported = async (name: string) => {
      await page.getByRole('button', { name: 'Export' }).last().click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name }).click()
      return readFileSync(await (await download).path())
    }
    const svg = (await exported('Export SVG')).toString('utf8')
    const metadata = /<metadata>([\s\S]*)<\/metadata>/.exec(svg)?.[1] ?? ''
    expect(metadata).toContain('"snapshots"')
    expect(metadata).toContain(x)
    const png = await exported('Export PNG')
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect(png.toString('utf8')).toMatch(/iTXtProvenance\0.*"snapshots"/s)
  })

  it('whose file is hostile or wrong says so, and nothing of it runs', async () => {
    const { page } = app
    const { workspace } = app.client
    const text =
      'version: 1\nsource: flights\nkind: bar\ntitle: "<img src=x onerror=alert(1)>"\nx: "delay\\") FROM x; --"\n'
    await workspace.write({ path: 'charts/hostile.yml', text, was: null })
    await page.reload()
    await open(page, 'hostile')
    await page.getByText('The rows have no column delay") FROM x; --').waitFor()
    await page.getByRole('heading', { name: '<img src=x onerror=alert(1)>' }).waitFor()
    expect(await page.locator('img').count()).toBe(0)
    const { digest } = await workspace.read({ path: 'charts/hostile.yml' })
    await workspace.write({
      path: 'charts/hostile.yml',
      text: text.replace('kind: bar', 'kind: pie'),
      was: digest,
    })
    await page.reload()
    await page
      .getByText(/`kind` must be one of/)
      .first()
      .waitFor()
  })
})

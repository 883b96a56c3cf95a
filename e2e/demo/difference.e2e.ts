import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { json, makePlace } from '../support/app.ts'
import { demoApp } from '../support/demo-app.ts'
import { explore } from '../support/explore.ts'
import { smallWorkspace } from '../support/small-workspace.ts'

/** Time travel, and what differs between two snapshots or two results. */

// It asks for a snapshot that there is not.
const app = demoApp({ refusals: true })

/** Both snapshots of flights, the newest first. */
async function snapshots() {
  const all = await app.client.lake.snapshots({ source: 'flights' })
  return all.map(({ id }) => id)
}

const cells = (page: Page, row: number) =>
  page
    .getByRole('grid')
    .locator(`[role="row"][aria-rowindex="${row + 1}"] [data-place]`)
    .allInnerTexts()

describe('time travel', () => {
  it('joins two snapshots of one source in one statement, and completes their ids', async () => {
    const { page } = app
    const [june = '', may = ''] = await snapshots()
    const view = explore(page)
    await view.draft()
    await view.type(
      `SELECT (SELECT count(*) FROM flights AT (VERSION => '${may.slice(0, 8)}')) AS may, (SELECT count(*) FROM flights AT (VERSION => '${june.slice(0, 8)}')) AS june`,
    )
    expect(await view.run()).toMatch(/1 row/)
    expect(await view.row(1)).toEqual(['2,497,772', '3,000,000'])
    await view.type('SELECT count(*) FROM flights AT (')
    await page.keyboard.press('Control+Space')
    const offered = page.locator('.suggest-widget .monaco-list-row')
    await offered
      .filter({ hasText: `VERSION => '${may.slice(0, 7)}'` })
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
    await view.type(`FROM flights AT (VERSION => '0000000')`)
    expect(await view.run()).toMatch(/synced no snapshot 0000000 of flights/)
  })
})

describe('a query', () => {
  it('is compared with itself one snapshot earlier, row by row', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT origin, count(*) AS n, avg(delay) AS mean FROM flights GROUP BY origin')
    await view.run()
    await page.keyboard.press('Control+K')
    await page.keyboard.press('d')
    await page.getByRole('button', { name: 'Rows by origin' }).waitFor({ timeout: 30_000 })
    const grid = page.getByRole('grid', { name: /that differ/ })
    await grid.getByText('changed').first().waitFor()
    expect((await cells(page, 1))[1]).toMatch(/^[A-Z]{3}$/)
    const [change = '', , n = ''] = await cells(page, 1)
    expect(change.replace(/\s/g, '')).toBe('~changed')
    expect(n.split('\n').filter(Boolean).length).toBe(3)
    // From change to change by key: the mean stands behind the count.
    const told = (text: RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor()
    await page.keyboard.press('F7')
    await told(/^n: [\d]+ → [\d]+, \+/)
    await page.keyboard.press('F7')
    await told(/^mean: .+ → .+/)
    await page.keyboard.press('Shift+F7')
    await told(/^n: [\d]+ → [\d]+, \+/)
    await page.keyboard.press('x')
    await page
      .getByRole('grid', { name: /that differ/ })
      .getByText('changed')
      .first()
      .waitFor()
    await page.keyboard.press('F7')
    await told(/^n: [\d]+ → [\d]+, −/)
    await page.getByRole('button', { name: 'Numbers exactly' }).click()
    await page.getByRole('button', { name: /exactly equal/ }).click()
    await page.getByRole('option', { name: 'within a distance' }).click()
    await page.getByRole('textbox', { name: 'Distance' }).fill('1000')
    await page.getByRole('textbox', { name: 'Distance' }).press('Enter')
    await page.getByRole('tab', { name: 'Columns that differ' }).click()
    const table = page.getByRole('grid', { name: 'Columns that differ' })
    await table.getByText('n', { exact: true }).waitFor()
    expect(await table.getByText('mean').count()).toBe(0)
  })
})

describe('two snapshots', () => {
  it('differ by rows, columns, schema and objects', async () => {
    const { page } = app
    await page.getByRole('navigation', { name: 'Features' }).getByRole('button', { name: /^Lake/ }).click()
    await page.getByRole('region', { name: 'Lake' }).getByText('flights', { exact: true }).first().click()
    await page
      .getByRole('button', { name: /Diff with previous/ })
      .first()
      .click()
    const levels = page.getByRole('tablist', { name: 'Levels of the difference' })
    await page
      .getByText(/502,228 rows added, 0 changed, 0 gone, 2,497,772 equal/)
      .waitFor({ timeout: 60_000 })
    await levels.getByRole('tab', { name: /^Schema/ }).click()
    await page.getByText(/taken under one contract/).waitFor()
    await levels.getByRole('tab', { name: /^Columns/ }).click()
    const first = page.getByRole('button', { name: /Kolmogorov-Smirnov|Jensen-Shannon/ }).first()
    await first.waitFor({ timeout: 60_000 })
    await page.getByText(/^Comparing columns/).waitFor({ state: 'detached', timeout: 120_000 })
    // What arrived is later than what was there.
    expect(await first.innerText()).toMatch(/^date/)
    await first.click()
    await page.getByText(/flights has no key, so rows are compared as whole values/).waitFor()
    await page.getByRole('grid', { name: /that differ, 50\d,\d{3}/ }).waitFor({ timeout: 60_000 })
    await levels.getByRole('tab', { name: /^Objects/ }).click()
    await page
      .getByText('first 500')
      .or(page.getByText(/by path/))
      .first()
      .waitFor()
  })
})

describe('the command line', () => {
  it('compares rows by the key of the contract, and how columns are spread', async () => {
    const own = makePlace('difference')
    try {
      const small = await smallWorkspace(own)
      await json(own, ['sync', ...small.at])
      small.land(
        'events/a.ndjson',
        '{"id":1,"day":"2001-01-01"}\n{"id":2,"day":"2001-01-03"}\n{"id":3,"day":null}\n',
      )
      await json(own, ['sync', ...small.at])
      const [after, before] = await json<{ id: string }[]>(own, ['snapshots', ...small.at])
      const found = await json<{
        rowDifference: { added: number; changed: number; gone: number; equal: number; first: unknown[] }
        columnShifts: { name: string; measure: string; nulls: object }[]
      }>(own, ['snapshot', 'diff', before?.id ?? '', after?.id ?? '', '--rows', '--columns', ...small.at])
      expect(found.rowDifference).toMatchObject({ key: ['id'], added: 1, changed: 1, gone: 0, equal: 1 })
      expect(found.rowDifference.first).toEqual([
        {
          change: 'changed',
          times: 1,
          key: { id: 2 },
          before: { day: '2001-01-02' },
          after: { day: '2001-01-03' },
          differ: ['day'],
        },
        { change: 'added', times: 1, key: { id: 3 }, before: null, after: { day: null }, differ: [] },
      ])
      expect(found.columnShifts.map(({ name }) => name).sort()).toEqual(['day', 'id'])
      expect(found.columnShifts.find(({ name }) => name === 'day')?.nulls).toEqual({ before: 0, after: 1 })
    } finally {
      own.remove()
    }
  })
})

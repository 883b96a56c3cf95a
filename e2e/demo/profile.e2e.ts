import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serve } from '../support/app.ts'
import { demoApp } from '../support/demo-app.ts'
import { explore } from '../support/explore.ts'
import { demo, place } from '../support/own-demo.ts'
import { rpcOf } from '../support/rpc.ts'

/** The profile of columns, in a real Chromium: of a result, and of a source where it is kept. */

const app = demoApp()

const rows = `SELECT i AS n, ['paid', 'open'][1 + (i % 4 = 0)::INT] AS state, 'AB-' || (100 + i % 900) AS code,
  CASE WHEN i % 10 = 0 THEN NULL ELSE i % 100 END AS amount FROM range(2000) t(i)`

describe('of a result', () => {
  it('filters by what is pressed, and the filter is SQL to keep', async () => {
    const { page, view } = app
    await view.draft()
    await view.type(rows)
    expect(await view.run()).toMatch(/2,000 rows/)
    const pane = page.getByRole('list', { name: 'Columns' })
    await pane.getByText('no NULL, each value once: a key').waitFor()
    // The heads say the same in words.
    const head = view.grid.getByRole('columnheader', { name: /^amount/ })
    await page.waitForFunction(
      (node) => node?.getAttribute('aria-description')?.startsWith('10.0 % NULL'),
      await head.elementHandle(),
    )
    await pane.getByRole('button', { name: /^open .*: 500 rows/ }).click()
    await page.getByText('500 of 2,000 rows').waitFor()
    await page.keyboard.press('Control+K')
    await page.keyboard.press('e')
    await page.locator('.monaco-editor:visible').getByText('AS result').waitFor()
    expect(await view.text()).toContain("WHERE state = 'open'")
  })

  it('stands as a table that the keyboard walks', async () => {
    const { page, view } = app
    await view.draft()
    await view.type(rows)
    await view.run()
    await page.keyboard.press('Control+K')
    await page.keyboard.press('5')
    const table = page.getByRole('grid', { name: 'Columns of the result' })
    await page.getByText('4 columns, 2,000 rows').first().waitFor()
    await table.focus()
    for (let step = 0; step < 2; step++) await page.keyboard.press('ArrowDown')
    // Beside the panes there is no room for both.
    await page.keyboard.press('Enter')
    const details = page.getByRole('complementary', { name: 'Column code' })
    await details.getByRole('button', { name: /^AA-999 .*: 2,000 rows/ }).waitFor()
    await details.getByRole('button', { name: 'All columns' }).click()
    await table.getByRole('button', { name: 'NULL' }).click()
    await page.waitForFunction(
      (node) => node?.querySelector('[role="row"][aria-rowindex="2"]')?.textContent?.startsWith('amount'),
      await table.elementHandle(),
    )
    await page.getByRole('tab', { name: 'Relations' }).click()
    await page.getByRole('button', { name: 'Find dependencies' }).click()
    await page.getByText(/code → state/).waitFor()
  })
})

describe('columns of a result', () => {
  it('are compared with each other on request: numbers, words, and a number over words', async () => {
    const { page, view } = app
    await view.draft()
    await view.type(
      "SELECT i AS n, -2 * i AS down, if(i < 500, 'low', 'high') AS half, i % 500 < 250 AS quarter FROM range(1000) t(i)",
    )
    await view.run()
    await page.keyboard.press('Control+K')
    await page.keyboard.press('5')
    await page.getByRole('tab', { name: 'Relations' }).click()
    await page.getByRole('button', { name: 'Find correlations' }).click()
    const table = page.getByRole('grid', { name: 'Correlations' })
    await table.getByText('0.000').waitFor()
    const rows = (await table.getByRole('row').allInnerTexts()).map((row) =>
      row.split(/\s+/).filter(Boolean).join(' '),
    )
    // Two numbers; a number over two halves, of which each has its mean 250 away from that of all; two words.
    expect(rows).toContain('n down −1.000 −1.000 1,000')
    expect(rows).toContain('n half 0.866 1,000')
    expect(rows).toContain('half quarter 0.000 1,000')
  })
})

describe('of a source', () => {
  it('is kept beside its image, and computed once', async () => {
    const { page } = app
    const { engine } = app.client
    const catalogue = await engine.catalogue({ at: {} })
    const source = catalogue.sources.find(({ name }) => name === 'flights')
    const image = source?.image?.key ?? ''
    const view = explore(page)
    await view.draft()
    await view.type('SELECT * FROM flights')
    await view.run()
    await page.keyboard.press('Control+K')
    await page.keyboard.press('5')
    await page.getByText(`${source?.columns.length} columns, 3,000,000 rows`).first().waitFor()
    const file = join(place.home, 'images', `${image}.profile.json`)
    await expect.poll(() => existsSync(file), { timeout: 60_000 }).toBe(true)
    const names = source?.columns.map(({ name }) => name) ?? []
    await expect
      .poll(
        async () => (await engine.keptProfiles({ set: catalogue.set.id, image, columns: names })).length,
        {
          timeout: 60_000,
        },
      )
      .toBe(names.length)
    const { mtimeMs } = statSync(file)

    // Another process: what is kept stands there before anything is computed, and nothing is written again.
    const again = await serve(place, ['--workspace', demo.root])
    try {
      const second = rpcOf(again.address).engine
      const { set } = await second.catalogue({ at: {} })
      const kept = await second.keptProfiles({ set: set.id, image, columns: names })
      expect(kept.map(({ name }) => name)).toEqual(names)
      expect(kept.find(({ name }) => name === 'delay')?.histogram?.length).toBeGreaterThan(5)
      expect(kept.find(({ name }) => name === 'destination')?.top).toHaveLength(10)
      expect(statSync(file).mtimeMs).toBe(mtimeMs)
    } finally {
      await again.close()
    }
    expect(
      readdirSync(join(place.home, 'images')).filter((name) => name.endsWith('.profile.json')),
    ).not.toEqual([])
  })
})

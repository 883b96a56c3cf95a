import { describe, expect, it } from 'vitest'
import { demoApp } from '../support/demo-app.ts'
import { explore } from '../support/explore.ts'

/** The grid over a result, in a real Chromium. */

const app = demoApp()

describe('selection', () => {
  it('has figures over all its rows', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT n FROM range(100000) t(n)')
    expect(await view.run()).toMatch(/100,000 rows/)
    await view.grid.focus()
    await page.keyboard.press('Control+A')
    const line = page.getByRole('status', { name: 'Selection' })
    await line.getByText('4,999,950,000').waitFor()
    expect(await line.innerText()).toMatch(/100,000 cells[\s\S]*mean 49,999\.5[\s\S]*max 99,999/)
    await page.keyboard.press('Control+Home')
    await line.waitFor({ state: 'detached' })
  })
})

describe('copying', () => {
  it('writes the selected cells as JSON', async () => {
    const { page } = app
    const view = explore(page)
    await view.draft()
    await view.type("SELECT 9007199254740993 AS n, 'it''s' AS t")
    await view.run()
    await view.grid.focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.press('Alt+ArrowDown')
    await page.getByRole('menuitem', { name: 'JSON' }).click()
    await page.getByText('Copied 1 × 2 as JSON').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `[\n  {"n":9007199254740993,"t":"it's"}\n]`,
    )
  })
})

describe('filters and sort', () => {
  it('become a query with the rows of the grid', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT n, n % 3 AS rest FROM range(9) t(n) -- all')
    expect(await view.run()).toMatch(/9 rows/)
    await view.grid.focus()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('f')
    await page.getByText('3 of 9 rows').waitFor()
    await page.keyboard.press('Control+K')
    await page.keyboard.press('e')
    await page.locator('.monaco-editor:visible').getByText('AS result').waitFor()
    expect(await view.text()).toContain('WHERE rest = 0')
    expect(await view.run()).toMatch(/3 rows/)
  })
})

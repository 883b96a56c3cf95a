import { describe, expect, it } from 'vitest'
import { demoApp } from '../support/demo-app.ts'
import type { explore } from '../support/explore.ts'

/** The editor's own verbs in a real Chromium: layout, fixes, names, cells, snippets. */

const app = demoApp()

/** Waits until the editor shows what a pattern says. */
async function shows(view: ReturnType<typeof explore>, pattern: RegExp): Promise<void> {
  await expect.poll(() => view.text(), { timeout: 15_000 }).toMatch(pattern)
}

describe('layout', () => {
  it('lays out the text as one step, which one Undo takes back, and the caret stays in its statement', async () => {
    const { page, view } = app
    await view.draft()
    await view.type(
      'select 1 as one;\nselect origin,count(*) as n from flights where delay>$bound group by all',
    )
    await page.keyboard.press('Alt+Shift+F')
    await shows(view, /SELECT\n {2}origin,\n {2}count\(\*\) AS n\nFROM\n {2}flights/)
    await page.keyboard.press(';')
    await shows(view, /GROUP BY ALL;$/)
    await page.keyboard.press('Control+Z')
    await page.keyboard.press('Control+Z')
    await shows(view, /^select 1 as one;\nselect origin,count/)
  })

  it('keeps a text whose meaning it is not sure of, and says so', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT   #1   FROM flights')
    await page.keyboard.press('Alt+Shift+F')
    await page.getByText(/text stays as it is\. \(line 1\)/).waitFor()
    expect(await view.text()).toBe('SELECT   #1   FROM flights')
  })

  it('stands in the context menu', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('select 2 as two')
    await page.locator('.monaco-editor .view-line').first().click({ button: 'right' })
    const item = page.getByRole('menuitem', { name: /^Format/ })
    await item.hover()
    // Monaco takes a press in a menu that has just opened for the one that opened it.
    await page.waitForTimeout(300)
    await item.click()
    await shows(view, /^SELECT\n {2}2 AS two/)
  })
})

describe('fixes', () => {
  it('mends a misspelt source and column from the keyboard, exactly at their place', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT avg(f.dely) AS dely FROM Fligths f')
    await page.locator('.squiggly-error').first().waitFor()
    await page.keyboard.press('Alt+Enter')
    await page.getByText('Replace by flights').waitFor()
    await page.keyboard.press('Enter')
    await shows(view, /avg\(f\.dely\) AS dely FROM flights f$/)
    await expect
      .poll(
        async () => {
          await page.keyboard.press('Alt+Enter')
          return page.getByText('Replace by delay').isVisible()
        },
        { timeout: 15_000, interval: 700 },
      )
      .toBe(true)
    await page.keyboard.press('Enter')
    await shows(view, /^SELECT avg\(f\.delay\) AS dely FROM flights f$/)
  })

  it('leads to the field of a parameter without a value', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT count(*) FROM flights WHERE delay > $bound')
    await page.locator('.squiggly-info').first().waitFor()
    await page.keyboard.press('Alt+Enter')
    await page.getByText('Fill in $bound').last().waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('60')
    expect(await page.getByRole('textbox', { name: '$bound' }).inputValue()).toBe('60')
  })
})

describe('names', () => {
  const sql = 'WITH late AS (SELECT 1 AS a) SELECT late.a FROM late'

  it('finds, shows and renames a WITH query by its scope', async () => {
    const { page, view } = app
    await view.draft()
    await view.type(sql)
    await page.keyboard.press('Home')
    for (let step = 0; step < 'WITH la'.length; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+F12')
    await page.getByText(/References \(3\)/).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('F2')
    const name = page.getByRole('textbox', { name: /Rename/ })
    await name.fill('punctual')
    await name.press('Enter')
    await shows(view, /^WITH punctual AS \(SELECT 1 AS a\) SELECT punctual\.a FROM punctual$/)
    await page.keyboard.press('Control+Z')
    await shows(view, /^WITH late AS \(SELECT 1 AS a\) SELECT late\.a FROM late$/)
  })

  it('leads from a column to its contract, and from a macro to its file', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT late_share(delay) FROM flights WHERE distance')
    await page.keyboard.press('F12')
    await page.getByRole('tab', { name: /^flights\.yml/ }).waitFor()
    await view.draft()
    await view.type('SELECT late_share')
    await page.keyboard.press('F12')
    await page.getByRole('tab', { name: /^late_share/ }).waitFor()
  })
})

describe('cells', () => {
  it('runs the statements of the cell at the caret, each with a result under its title', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('-- %% first\nSELECT 1 AS one;\nSELECT 2 AS two;\n-- %% second\nSELECT 3 AS three;')
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Control+Alt+Enter')
    const tabs = page.getByRole('tablist', { name: 'Statements' }).getByRole('tab')
    await expect.poll(() => tabs.allInnerTexts(), { timeout: 15_000 }).toHaveLength(2)
    expect((await tabs.allInnerTexts()).join()).toMatch(/1 first[\s\S]*2 first/)
    await page.getByText('Run cell: second').click()
    await page.getByRole('columnheader', { name: /three/ }).first().waitFor()
    await page.getByText('Run cell: first').waitFor()
  })
})

describe('snippets', () => {
  it('offers what is typed again and again, with places to fill in', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('dedu')
    await page.keyboard.press('Control+Space')
    await page.locator('.suggest-widget').getByText('dedup by key').first().waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('flights')
    await shows(view, /QUALIFY row_number\(\)/)
    await shows(view, /FROM flights/)
  })
})

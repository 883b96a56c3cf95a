import { describe, expect, it } from 'vitest'
import { demoApp } from '../support/demo-app.ts'

/** Results as one types, and the fields of parameters, in a real Chromium, on three million rows. */

const app = demoApp()

/** The line above the preview: what its rows are, or why they are not the answer to the text. */
const note = () => app.page.locator('[data-preview] p').first()
/** An engine that starts beside everything else is slow to come. */
const slow = { timeout: 30_000 }

describe('results as one types', () => {
  it('say whether they are the whole or a sample, and of which rows', async () => {
    const { page, view } = app
    await view.draft()
    await page.keyboard.type('SELECT count(*) AS n FROM airports')
    await note().getByText('whole, 1 row', { exact: true }).waitFor(slow)
    // Ten million pairs of a sample; the whole may follow on a machine that is quick enough.
    await view.type('SELECT count(*) AS n FROM flights, range(100) t(i) WHERE delay * i > 100000')
    await note().getByText('1 row, from a sample of about 100,000 of 3,000,000 rows of flights').waitFor(slow)
    await view.type('SELECT * FROM flights')
    await note()
      .getByText(/^first 500 rows(, from a sample of .*)?$/)
      .waitFor(slow)
    expect(await view.rows()).toBe(500)
    expect(await page.getByRole('tab', { name: 'Preview' }).getAttribute('aria-selected')).toBe('true')
  })

  it('are those of the query at the caret', async () => {
    const { page, view } = app
    await view.draft()
    await view.type(
      'WITH late AS (SELECT 17 AS delay)\nSELECT delay + 1 AS more FROM (SELECT delay FROM late) AS inner_one',
    )
    await note().getByText('whole, 1 row', { exact: true }).waitFor(slow)
    expect(await view.row(1)).toEqual(['18'])
    await page.keyboard.press('Control+Home')
    for (let step = 0; step < 'WITH late AS (SEL'.length; step++) await page.keyboard.press('ArrowRight')
    await note().getByText('late: whole, 1 row').waitFor(slow)
    expect(await view.row(1)).toEqual(['17'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    for (let step = 0; step < ' late) AS inner_one'.length; step++) await page.keyboard.press('ArrowLeft')
    await note().getByText('Subquery: whole, 1 row').waitFor(slow)
  })

  it('stay while a text is broken, and say why', async () => {
    const { page, view } = app
    await view.draft()
    await page.keyboard.type('SELECT 4711 AS n')
    await note().getByText('whole, 1 row').waitFor(slow)
    await page.keyboard.type(' FROM nowhere')
    await note()
      .getByText(/nowhere.* Below is the last preview\.$/)
      .waitFor(slow)
    expect(await view.row(1)).toEqual(['4,711'])
    // What changes something is never done by itself.
    await view.type('CREATE TABLE kept AS SELECT 1')
    await note()
      .getByText(/^Only a query that reads is answered while you type/)
      .waitFor(slow)
    await view.type('SELECT 12 AS n')
    await note().getByText('whole, 1 row').waitFor(slow)
    expect(await view.row(1)).toEqual(['12'])
    // A run takes the preview's place.
    expect(await view.run()).toMatch(/1 row × 1/)
    expect(await note().count()).toBe(0)
  })

  it('can be switched off for the workspace, and stay off', async () => {
    const { client, page, view } = app
    try {
      await view.draft()
      await view.type('SELECT 1 AS n')
      await note().getByText('whole, 1 row').waitFor(slow)
      await page.keyboard.press('Control+k')
      await page.keyboard.press('p')
      await page.getByText('Preview is off: queries are answered when they are run.').waitFor()
      await expect
        .poll(() => client.workspace.getState({ key: 'explore.preview' }), slow)
        .toEqual({ value: 'off' })
      await app.reopen()
      await app.view.draft()
      await app.view.type('SELECT 2 AS n')
      expect(await app.view.run()).toMatch(/1 row × 1/)
      await app.page.getByRole('tab', { name: 'Preview' }).click()
      await app.page.getByRole('button', { name: 'Turn it on' }).click()
      await note().getByText('whole, 1 row').waitFor(slow)
    } finally {
      await client.workspace.setState({ key: 'explore.preview', value: null })
    }
  })

  it('never hold up a key: each of 200 is in the text while the engine is busy', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT count(*) FROM flights a, flights b WHERE a.delay + b.delay > 100000;\n')
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Control+Enter')
    await page
      .getByText(/^Running/)
      .first()
      .waitFor(slow)
    await page.keyboard.press('Control+End')
    const typed = `SELECT count(*) FROM flights -- ${'0123456789 abcdef '.repeat(10)}`.slice(0, 200)
    await page.keyboard.type(typed)
    expect((await view.text()).split('\n').at(-1)).toBe(typed)
    await page.getByRole('toolbar', { name: 'Query' }).getByRole('button', { name: 'Stop' }).click()
    await view.type('SELECT 42 AS n')
    await note().getByText('whole, 1 row', { exact: true }).waitFor(slow)
    expect(await view.row(1)).toEqual(['42'])
  })
})

describe('parameters', () => {
  // In one line: the editor indents what follows an indented one.
  const header = `/*---
params: {${[
    'origin: {type: VARCHAR, default: SEA, choices: SELECT DISTINCT origin FROM flights ORDER BY ALL}',
    'since: {type: DATE, default: 2001-03-01, min: 2001-01-01}',
    'bound: {type: INTEGER, unit: min, default: 15, min: 0, max: 180}',
    'fine: {type: BOOLEAN, default: true}',
  ].join(', ')}}
---*/`
  const sql = 'SELECT $origin AS origin, $since AS since, $bound + 1 AS more, NOT $fine AS bad'

  it('have fields of their types, hold their bounds, and are used by a run', async () => {
    const { page, view } = app
    await view.draft()
    await view.type(`${header}\n${sql}`)
    const fields = page.getByRole('group', { name: 'Parameters' })
    await fields.getByRole('textbox', { name: '$bound, min' }).waitFor(slow)
    await view.run()
    expect(await view.row(1)).toEqual(['SEA', '2001-03-01', '16', 'false'])
    await fields.getByRole('combobox', { name: '$origin' }).fill('JF')
    await page.getByRole('option', { name: 'JFK', exact: true }).click()
    await fields.getByRole('textbox', { name: '$since' }).press('ArrowUp')
    await fields.getByRole('switch', { name: '$fine' }).press('Space')
    const bound = fields.getByRole('textbox', { name: '$bound, min' })
    await bound.fill('200')
    await fields.getByText('From 0 to 180 min.').waitFor()
    expect(await view.run()).toMatch(/\$bound: From 0 to 180 min\./)
    await bound.fill('59')
    await bound.press('Enter')
    await page
      .getByText(/1 row × 4/)
      .first()
      .waitFor(slow)
    expect(await view.row(1)).toEqual(['JFK', '2001-03-02', '60', 'true'])
  })

  it('are remembered with their file', async () => {
    const { page, view } = app
    await view.open('delay_histogram.sql')
    const step = () => app.page.getByRole('textbox', { name: '$step, min' })
    await step().fill('60')
    await step().press('Enter')
    await page
      .getByText(/5 rows × 3/)
      .first()
      .waitFor(slow)
    await page.keyboard.press('Control+k')
    await page.keyboard.press('w')
    await step().waitFor({ state: 'detached' })
    await view.open('delay_histogram.sql')
    expect(await step().inputValue()).toBe('60')
    await app.reopen()
    await step().waitFor(slow)
    expect(await step().inputValue()).toBe('60')
    expect(await app.view.run()).toMatch(/5 rows × 3/)
    await step().fill('10')
  })
})

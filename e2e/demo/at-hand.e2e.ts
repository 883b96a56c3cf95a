import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { demoApp } from '../support/demo-app.ts'
import { explore } from '../support/explore.ts'

/** Files at hand, in a real Chromium: dropped, opened, refused by an evaluation; and imported queries. */

const app = demoApp()

afterEach(async () => {
  for (const { id } of await app.client.hand.list()) await app.client.hand.remove({ id })
})

/** Lets files go over the window, as a file manager would. */
async function drop(page: Page, files: Record<string, string>): Promise<void> {
  // What is let go before the window stands is nobody's.
  await page.getByRole('navigation', { name: 'Features' }).waitFor()
  const transfer = await page.evaluateHandle((texts) => {
    const made = new DataTransfer()
    for (const [name, text] of Object.entries(texts)) made.items.add(new File([text], name))
    return made
  }, files)
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer })
  await page.getByText('Drop to query it').waitFor()
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
  await page.getByText('Drop to query it').waitFor({ state: 'detached' })
}

const tree = (page: Page) => page.getByRole('region', { name: 'Explore' })

describe('a dropped file', () => {
  it('is a source at once, marked as not of the lake, and can be read in another way', async () => {
    const { page } = app
    await drop(page, { 'stock list.csv': 'sku;left\n007;1,5\n008;2,5\n009;x;too much\n' })
    await page.getByRole('heading', { name: 'stock list.csv' }).waitFor()
    await page.getByText('not of the lake', { exact: true }).waitFor()
    await page.getByText('1 line did not fit').waitFor()
    await tree(page).getByText('stock_list', { exact: true }).waitFor()

    await page.getByText('All columns as text').click()
    await page.getByText('Read as you chose').waitFor()
    const view = explore(page)
    await view.draft()
    await view.type('SELECT max(sku) AS last, count(*) AS n FROM stock_list')
    await view.run()
    expect(await view.row(1)).toEqual(['008', '2'])
    await page.getByRole('button', { name: /^File at hand stock list\.csv/ }).waitFor()

    // It is there after a restart, and can be taken away and brought back.
    await app.reopen()
    await tree(app.page).getByText('stock_list', { exact: true }).click()
    await app.page.getByRole('button', { name: 'Remove' }).click()
    await tree(app.page).getByText('stock_list', { exact: true }).waitFor({ state: 'detached' })
    await app.page.getByRole('button', { name: 'Undo' }).click()
    await tree(app.page).getByText('stock_list', { exact: true }).waitFor()
  })

  it('that cannot be read says why, and nothing of it stays', async () => {
    const { page } = app
    await drop(page, { 'old.xls': '\u00d0\u00cf', 'broken.parquet': 'PAR1 and nothing more' })
    await page.getByText(/broken\.parquet: It cannot be read as Parquet/).waitFor()
    expect((await app.client.hand.list()).map(({ file }) => file)).not.toContain('broken.parquet')
  })
})

describe('other ways in', () => {
  it('the file chooser, by key', async () => {
    const { page } = app
    const path = join(inject('dir'), 'days.ndjson')
    writeFileSync(path, '{"day": "2024-01-02", "n": 1}\n{"day": "2024-01-03", "n": 2}\n')
    await page.getByRole('navigation', { name: 'Features' }).waitFor()
    const choosing = page.waitForEvent('filechooser')
    await page.keyboard.press('Control+K')
    await page.keyboard.press('o')
    await (await choosing).setFiles(path)
    await page.getByRole('heading', { name: 'days.ndjson' }).waitFor()
    await page.getByRole('grid', { name: 'Rows of days' }).waitFor()
  })
})

describe('an evaluation', () => {
  it('refuses a file at hand, and offers to put it into the lake', async () => {
    const { page } = app
    await drop(page, { 'guesses.csv': 'guess\n1\n2\n' })
    await page.getByRole('heading', { name: 'guesses.csv' }).waitFor()
    const files = {
      'queries/at_hand_guess.sql': 'SELECT guess FROM guesses\n',
      'evaluations/at_hand.yml':
        'version: 1\ndescription: Reads a file at hand\nrefs: [working]\nalgorithms:\n  guess: {query: queries/at_hand_guess.sql}\nmetrics:\n  rows: {sql: SELECT count(*) FROM predictions, better: none}\n',
    }
    for (const [path, text] of Object.entries(files))
      await app.client.workspace.write({ path, text, was: null })
    try {
      const { problems } = await app.client.evaluation.plan({ evaluation: 'at_hand' })
      expect(problems).toMatchObject([
        { code: 'FILE_AT_HAND', details: { source: 'guesses', file: 'guesses.csv' } },
      ])
      await page.getByRole('button', { name: 'Put into the lake…' }).click()
      await page.getByText('guesses/guesses.csv').waitFor()
      expect(await page.getByRole('textbox', { name: 'Contract' }).inputValue()).toContain('source: guesses')
    } finally {
      for (const path of Object.keys(files)) await app.client.workspace.remove({ path })
    }
  })
})

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { demoApp } from '../support/demo-app.ts'
import { explore } from '../support/explore.ts'
import { demo, place } from '../support/own-demo.ts'

/** Files at hand, in a real Chromium: dropped, opened, refused by an evaluation; and imported queries. */

// A contract that is wrong is refused.
const app = demoApp({ refusals: true })

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
    const path = join(place.dir, 'days.ndjson')
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

describe('the lake', () => {
  it('takes a file at hand under a contract, and has it as a source with a snapshot', async () => {
    const { page, view, client } = app
    const { root, lake } = demo
    await drop(page, { 'guesses.csv': 'guess,on\n1,2024-01-02\n2,2024-01-03\n' })
    await page.getByRole('heading', { name: 'guesses.csv' }).waitFor()
    const files = {
      'queries/at_hand_guess.sql': 'SELECT guess FROM guesses\n',
      'evaluations/at_hand.yml':
        'version: 1\ndescription: Reads a file at hand\nrefs: [working]\nalgorithms:\n  guess: {query: queries/at_hand_guess.sql}\nmetrics:\n  rows: {sql: SELECT count(*) FROM predictions, better: none}\n',
    }
    for (const [path, text] of Object.entries(files)) await client.workspace.write({ path, text, was: null })
    try {
      expect((await client.evaluation.plan({ evaluation: 'at_hand' })).problems).toMatchObject([
        { code: 'FILE_AT_HAND', details: { source: 'guesses', file: 'guesses.csv' } },
      ])
      await page.getByRole('button', { name: 'Put into the lake…' }).click()
      await page.getByText('guesses/guesses.csv').waitFor()
      const contract = page.getByRole('textbox', { name: 'Contract' })
      const drafted = await contract.inputValue()
      expect(drafted).toContain('source: guesses')
      // What the draft has wrong is said, and nothing is written.
      await contract.fill(drafted.replace('"guesses/*.csv"', '"elsewhere/*.csv"'))
      await page.getByRole('button', { name: 'Put into the lake', exact: true }).click()
      await page.getByText("The contract's path does not match guesses/guesses.csv").waitFor()
      expect(existsSync(join(root, 'contracts/guesses.yml'))).toBe(false)
      await contract.fill(drafted)
      await page.getByRole('button', { name: 'Put into the lake', exact: true }).click()
      await page.getByRole('tab', { name: /^guesses/ }).waitFor()
      await page.getByText('Removed guesses.csv').waitFor()

      expect(readFileSync(join(lake, 'guesses/guesses.csv'), 'utf8')).toBe(
        'guess,on\n1,2024-01-02\n2,2024-01-03\n',
      )
      expect(await client.hand.list()).toEqual([])
      const source = (await client.engine.catalogue({})).sources.find(({ name }) => name === 'guesses')
      expect(source).toMatchObject({ image: { rows: 2 } })
      expect(source?.hand).toBeUndefined()
      await view.draft()
      await view.type('SELECT sum(guess) AS sum, max("on")::VARCHAR AS last FROM guesses')
      await view.run()
      expect(await view.row(1)).toEqual(['3', '2024-01-03'])
      await page
        .getByRole('button', { name: /^Snapshot .*guesses|^guesses/ })
        .first()
        .waitFor()
      expect((await client.evaluation.plan({ evaluation: 'at_hand' })).problems).toEqual([])
    } finally {
      for (const path of [...Object.keys(files), 'contracts/guesses.yml'])
        rmSync(join(root, path), { force: true })
      rmSync(join(lake, 'guesses'), { recursive: true, force: true })
    }
  })
})

describe('queries of another program', () => {
  it('are imported after one saw what changes, and undone', async () => {
    const { page, client } = app
    await drop(page, {
      'dbt_like.sql': "{{ config(materialized='table') }}\nSELECT * FROM {{ ref('flights') }} LIMIT 1\n",
      'plain.sql': 'SELECT 1\n',
      'broken.sql': 'SELECT nothing FROM flights\n',
    })
    await page.getByText('1 changed, 1 with problems').waitFor()
    await page.getByText("`{{ ref('flights') }}` became `flights`").waitFor()
    const files = page.getByRole('list', { name: 'Files' })
    await files.getByRole('button', { name: /^broken\.sql/ }).click()
    await page.getByText(/^Line 1: .*nothing/).waitFor()
    await files.getByRole('checkbox', { name: 'Import broken.sql' }).press('Space')
    await page.getByRole('button', { name: 'Import 2 of 3' }).click()
    await tree(page).getByText('dbt_like.sql', { exact: true }).waitFor()
    expect((await client.workspace.read({ path: 'queries/dbt_like.sql' })).text).toBe(
      '\nSELECT * FROM flights LIMIT 1\n',
    )
    await page.getByRole('button', { name: 'Undo' }).click()
    await tree(page).getByText('dbt_like.sql', { exact: true }).waitFor({ state: 'detached' })
  })
})

describe('cells that were copied in a spreadsheet', () => {
  it('become a table that can be queried', async () => {
    const { page, view } = app
    await page.getByRole('navigation', { name: 'Features' }).waitFor()
    await page.evaluate(() => navigator.clipboard.writeText('sku\tleft\n007\t1\n008\t\n009\t3\n'))
    await tree(page).getByRole('row').first().click()
    await page.keyboard.press('Control+v')
    await page.getByRole('heading', { name: /^pasted_.*\.tsv$/ }).waitFor()
    const [file] = await app.client.hand.list()
    expect(file?.tables).toMatchObject([{ rows: 3 }])
    await page.getByRole('button', { name: 'Query', exact: true }).click()
    await view.type(`SELECT sum("left") AS left, count(*) AS n FROM ${file?.tables[0]?.name}`)
    await view.run()
    expect(await view.row(1)).toEqual(['4', '3'])
  })
})

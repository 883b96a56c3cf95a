import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { json } from '../support/app.ts'
import { demoApp } from '../support/demo-app.ts'
import { demo, place } from '../support/own-demo.ts'

/** Values and names that other programs stumble over, in the grid and in the Cell pane. */

const app = demoApp()

/** Values and names, row by row what the grid shows of them. */
const hardValues = `SELECT 1 AS rowid, 2 AS a, 3 AS a, 4 AS "it's ""x""", 5 AS "\u202eb", *
FROM (VALUES
  ('abc' || chr(8238) || 'fed' || chr(8294) || 'x', 'NaN'::DOUBLE, DATE '0044-03-15 (BC)', [[[[1]]]], {'a': 'x'}, ''),
  (chr(1) || chr(27) || '[31mred' || chr(127) || chr(133), '-infinity', DATE '12345-01-01', NULL, NULL, ' '),
  ('<img src=x onerror=alert(1)>', 1e300, 'infinity', [], NULL, NULL)
) v(t, f, d, l, s, e), (SELECT 6 AS z)`

/** A PNG of one pixel. */
const png =
  '89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a4944415478da6388020000' +
  '5c005b753c2cd70000000049454e44ae426082'

describe('hard values', () => {
  it('stay within their cell, show what is not seen, and are copied as they are', async () => {
    const { page, view } = app
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await view.draft()
    await view.type(hardValues)
    expect(await view.run()).toMatch(/3 rows × 12/)
    await view.row(3)
    const cells = await view.grid.locator('[role="gridcell"], [role="rowheader"]').allTextContents()
    for (const text of [
      'abc⟨202E⟩fed⟨2066⟩x',
      '⟨0001⟩⟨001B⟩[31mred⟨007F⟩⟨0085⟩',
      '<img src=x onerror=alert(1)>',
      'NaN',
      '-Infinity',
      '0044-03-15 (BC)',
      '12345-01-01',
      'infinity',
    ]) {
      expect(cells, text).toContain(text)
    }
    const heads = (await view.grid.getByRole('columnheader').allInnerTexts()).join('\n').split('\n')
    expect(heads).toEqual(expect.arrayContaining(['rowid', 'a', 'a_1', 'it\'s "x"', '⟨202E⟩b']))
    expect(await view.grid.locator('img').count()).toBe(0)

    await view.grid.focus()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('End')
    await view.grid.getByRole('gridcell', { name: '[[[[1]]]]', exact: true }).waitFor()
    await view.grid.getByRole('gridcell', { name: '{a: x}', exact: true }).waitFor()
    await page.keyboard.press('Home')
    const turned = view.grid.getByRole('gridcell', { name: 'abc⟨202E⟩fed⟨2066⟩x', exact: true })
    await turned.click()
    await page.keyboard.press('Control+c')
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
    await expect.poll(clipboard, { timeout: 15_000 }).toBe('abc\u202efed\u2066x')
    // The Cell pane shows the signs without being asked, since the text could deceive.
    await page.keyboard.press('Space')
    await page.locator('pre').getByText('abc⟨202E⟩fed⟨2066⟩x').waitFor()
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByText('Value copied').waitFor()
    expect(await clipboard()).toBe('abc\u202efed\u2066x')
  })

  it('of megabytes are cut in the grid, and read part by part', async () => {
    const { page, view } = app
    await view.draft()
    await view.type(
      "SELECT repeat('0123456789', 10000000) || 'the end' AS long, 'short' AS short, repeat('ab', 20000)::BLOB AS bytes",
    )
    await view.run()
    await view.grid.getByText('100,000,007 characters').waitFor({ timeout: 30_000 })
    await view.grid.getByText('40,000 bytes').waitFor()
    await view.grid.focus()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Space')
    await page.getByText('Characters 1 to 10,000 of 100,000,007').waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: 'Last', exact: true }).click()
    await page
      .locator('pre')
      .getByText(/the end$/)
      .waitFor({ timeout: 30_000 })
    expect(await page.evaluate(() => document.body.textContent?.length ?? 0)).toBeLessThan(500_000)
  })

  it('are drawn or written out where bytes are a picture or a geometry', async () => {
    const { page, view } = app
    await view.draft()
    await view.type(
      `SELECT unhex('${png}') AS picture, unhex('0101000000000000000000f03f0000000000000040') AS place, '<svg onload="alert(1)"/>'::BLOB AS svg`,
    )
    await view.run()
    await view.grid.focus()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Space')
    const picture = page.getByRole('img', { name: 'PNG picture, 1 × 1 px' })
    await expect
      .poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth), { timeout: 30_000 })
      .toBe(1)
    expect(await picture.getAttribute('src')).toMatch(/^blob:/)
    await view.grid.focus()
    await page.keyboard.press('ArrowRight')
    await page.getByText('POINT (1 2)').waitFor()
    await page.keyboard.press('ArrowRight')
    await page.locator('pre').getByText('<svg onload="ale').waitFor()
    expect(await page.locator('main img, svg[onload]').count()).toBe(0)
  })
})

describe('large results', () => {
  it('of 2,000 columns scroll sideways, and a column is found by its name', async () => {
    const { page, view } = app
    await view.draft()
    const hundred = Array.from({ length: 100 }, (_, index) => `i * ${index} AS c${index}`).join(', ')
    const twenty = Array.from({ length: 20 }, (_, at) => `t t${at}`).join(' POSITIONAL JOIN ')
    await view.type(`WITH t AS MATERIALIZED (SELECT ${hundred} FROM range(1000) r(i)) FROM ${twenty}`)
    await page.keyboard.press('Control+Enter')
    await page.getByText('1,000 rows × 2,000').waitFor({ timeout: 90_000 })
    const cells = view.grid.locator('[role="gridcell"], [role="rowheader"]')
    await view.row(2)
    const rows = await view.grid.getByRole('row').count()
    expect(await cells.count()).toBeLessThan(rows * 40)
    await view.grid.focus()
    await page.keyboard.press('Control+End')
    await view.grid.getByText('98,901', { exact: true }).waitFor({ timeout: 15_000 })
    await page.keyboard.press('Control+g')
    await page.getByRole('textbox', { name: 'Row number or column name' }).fill('c15')
    await page.getByText('Column c15, and 19 more have that in their name').waitFor()
    await page.keyboard.press('Enter')
    await view.grid.getByRole('columnheader', { name: /^c15\b/ }).waitFor({ timeout: 15_000 })
    expect(await cells.count()).toBeLessThan(rows * 40)
  })

  it('of ten million rows are gone through by one scroll bar, to the last', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT n, n * 2 AS twice FROM range(10000000) t(n)')
    expect(await view.run()).toMatch(/10,000,000 rows/)
    await view.grid.evaluate((grid) => {
      grid.scrollTop = grid.scrollHeight
    })
    await view.grid.getByText('19,999,998', { exact: true }).waitFor({ timeout: 15_000 })
    await view.grid.focus()
    await page.keyboard.press('Control+g')
    await page.getByRole('textbox', { name: 'Row number or column name' }).fill('5,000,001')
    await page.keyboard.press('Enter')
    await view.grid.getByText('10,000,000', { exact: true }).waitFor({ timeout: 15_000 })
  })

  it('that would never end are stopped, and the window lives', async () => {
    const { page, view } = app
    await view.draft()
    for (const sql of [
      'SELECT * FROM range(2147483648)',
      'SELECT * FROM range(10000000000) a, range(10000000000) b',
    ]) {
      await view.type(sql)
      await page.keyboard.press('Control+Enter')
      await page
        .getByText(/^Running/)
        .first()
        .waitFor({ timeout: 15_000 })
      await page.getByRole('toolbar', { name: 'Query' }).getByRole('button', { name: 'Stop' }).click()
      await page.getByText('Stopped before the result was complete').waitFor({ timeout: 15_000 })
    }
    await view.type('SELECT 42 AS answer')
    expect(await view.run()).toMatch(/1 row × 1/)
  })
})

describe('an image that another process builds anew', () => {
  it('is read on, and asked again, as if nothing had been', async () => {
    const { page, view } = app
    const { engine } = app.client
    const { sources } = await engine.catalogue({ at: {} })
    const key = sources.find(({ name }) => name === 'flights')?.image?.key ?? ''
    const figures = 'SELECT count(*) AS n, sum(delay) AS late, min(date) AS first FROM flights'
    const answer = async () => {
      expect(await view.run()).toMatch(/1 row × 3/)
      return view.row(1)
    }
    await view.draft()
    await view.type(figures)
    const right = await answer()
    await view.type('SELECT * FROM flights')
    expect(await view.run()).toMatch(/3,000,000 rows/)

    for (const name of ['.duckdb', '.json']) rmSync(join(place.home, 'images', key + name), { force: true })
    const other = json<{ rows: unknown[][] }>(
      place,
      ['sql', 'SELECT * FROM flights LIMIT 1 OFFSET 2000000'],
      demo.root,
    )
    // What the window holds is read on while the other builds: rows that were never looked at.
    const far = async (row: number) => {
      await view.grid.focus()
      await page.keyboard.press('Control+g')
      await page.getByRole('textbox', { name: 'Row number or column name' }).fill(String(row))
      await page.keyboard.press('Enter')
      return view.row(row)
    }
    const seen = await far(2_000_001)
    await view.type(`${figures} -- meanwhile`)
    expect(await answer()).toEqual(right)
    // What stands there is what a process reads that knows the new image alone.
    const { rows } = await other
    expect(seen).toEqual(
      rows[0]?.map((value) => (typeof value === 'number' ? value.toLocaleString('en-US') : value)),
    )
    await view.type(`${figures} -- after`)
    expect(await answer()).toEqual(right)
    await view.type('SELECT * FROM flights')
    await view.run()
    expect(await far(2_000_001)).toEqual(seen)
  })
})

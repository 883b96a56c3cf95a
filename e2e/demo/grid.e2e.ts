import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Download, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ExportProvenance } from '#shared/format/export-provenance.ts'
import { cli, json } from '../support/app.ts'
import { demoApp } from '../support/demo-app.ts'
import { demo, place } from '../support/own-demo.ts'

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
    const { page, view } = app
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
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

describe('an export', () => {
  const query = 'SELECT origin, sum(delay) AS total FROM flights GROUP BY ALL ORDER BY origin'

  /** What the export menu saves: the file and its provenance, by their names. */
  async function exported(page: Page, item: RegExp, names: string[]): Promise<Buffer[]> {
    const saved: Download[] = []
    const keep = (one: Download) => saved.push(one)
    page.on('download', keep)
    await page.keyboard.press('Control+k')
    await page.keyboard.press('x')
    await page.getByRole('menuitem', { name: item }).click()
    await expect.poll(() => saved.map((one) => one.suggestedFilename()), { timeout: 60_000 }).toEqual(names)
    page.off('download', keep)
    return Promise.all(saved.map(async (one) => readFileSync(await one.path())))
  }
  const provenanceOf = (file: Buffer | undefined) => ExportProvenance.parse(JSON.parse(String(file)))

  it('has its provenance beside it, from the window and from the command line', async () => {
    const { page, view } = app
    await view.draft()
    await view.type(query)
    await view.run()
    const [csv, beside] = await exported(page, /^CSV/, ['result.csv', 'result.csv.provenance.json'])
    const lines = String(csv).trimEnd().split(/\r?\n/)
    expect(lines[0]).toBe('origin,total')
    const ofCsv = provenanceOf(beside)
    expect(ofCsv).toMatchObject({
      format: 'csv',
      query,
      rows: lines.length - 1,
      snapshots: [{ source: 'flights', snapshot: expect.any(String), takenAt: expect.any(String) }],
      commit: { id: expect.stringMatching(/^[0-9a-f]{40}$/) },
    })
    const [arrow, besideArrow] = await exported(page, /^Arrow/, [
      'result.arrow',
      'result.arrow.provenance.json',
    ])
    expect(String(arrow?.subarray(0, 6))).toBe('ARROW1')
    const ofArrow = provenanceOf(besideArrow)
    expect([ofArrow.rows, ofArrow.snapshots]).toEqual([ofCsv.rows, ofCsv.snapshots])

    const file = join(place.dir, 'by hand.xlsx')
    const sql = ['sql', query, '--workspace', demo.root]
    const told = await json<{ rows: number }>(place, [...sql, '--out', file])
    expect(readFileSync(file).subarray(0, 2).toString()).toBe('PK')
    const byHand = provenanceOf(readFileSync(`${file}.provenance.json`))
    expect(byHand).toMatchObject({ file: 'by hand.xlsx', format: 'excel', rows: told.rows })
    expect([byHand.rows, byHand.snapshots]).toEqual([ofCsv.rows, ofCsv.snapshots])
    expect((await cli(place, [...sql, '--format', 'xml'])).code).toBe(2)
    for (const one of [file, `${file}.provenance.json`]) rmSync(one)
  })
})

describe('find in the result', () => {
  it('goes through the matches of ten million rows, and says which one it is', async () => {
    const { page, view } = app
    await view.draft()
    await view.type("SELECT n, 'row ' || n AS t FROM range(10000000) t(n)")
    expect(await view.run()).toMatch(/10,000,000 rows/)
    await view.grid.focus()
    await page.keyboard.press('Control+f')
    const search = page.getByRole('search', { name: 'Find in the result' })
    const box = search.getByRole('searchbox')
    const says = (text: string) => search.getByText(text, { exact: true }).waitFor({ timeout: 30_000 })
    await box.fill('ROW 999999')
    await says('match 1 of 11')
    const marked = view.grid.getByRole('gridcell', { name: 'row 999999', exact: true })
    await expect.poll(() => marked.getAttribute('data-tone'), { timeout: 15_000 }).toBe('found')
    await page.keyboard.press('Shift+Enter')
    await says('match 11 of 11')
    await view.grid.getByText('row 9999999', { exact: true }).waitFor({ timeout: 15_000 })
    await page.keyboard.press('Enter')
    await says('match 1 of 11')
    await page.keyboard.press('F3')
    await says('match 2 of 11')
    await box.fill('nowhere')
    await says('No cell holds that')
    await page.keyboard.press('Escape')
    await search.waitFor({ state: 'detached' })
    await page.keyboard.press('F3')
    await search.waitFor()
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

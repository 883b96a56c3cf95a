import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SnapshotInfo } from '#shared/contract/lake.ts'
import { json } from '../support/app.ts'
import { demoApp } from '../support/demo-app.ts'
import { explore } from '../support/explore.ts'
import { demo, place } from '../support/own-demo.ts'

/** Explore in a real Chromium, on three million rows. */

const app = demoApp()

const restored = (file: string) =>
  execFileSync('git', ['checkout', '--', `queries/${file}`], { cwd: demo.root, stdio: 'ignore' })

describe('asking', () => {
  it('runs a query of the demo and says where its numbers come from', async () => {
    const { view } = app
    await view.open('start_here.sql')
    const answer = await view.run()
    expect(answer).toMatch(/7 rows × 4/)
    expect(answer).toMatch(/wasm|native/)
    expect(answer).toContain(`flights ${demo.snapshots.at(-1)?.snapshot.slice(0, 7)}`)
    expect(answer).toContain(demo.commits.at(-1)?.commit.slice(0, 7))
    expect((await view.row(1)).slice(0, 2)).toEqual(['2001-01', '508,239'])
    // The same question of the same snapshot has the same answer, which stands already.
    expect(await view.run()).toMatch(/7 rows × 4, computed before in/)
    await view.draft()
    await view.type('SELECT random() AS r')
    await view.run()
    expect(await view.run()).not.toContain('computed before')
  })

  it('shows the plan as a tree, and measures its steps on request', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT city, count(*) AS n FROM flights JOIN airports ON iata = origin GROUP BY ALL')
    await view.run()
    await page.getByRole('tab', { name: 'Plan' }).click()
    const plan = page.getByRole('treegrid', { name: 'Steps of the plan' })
    await plan.getByText(/^Hash join · INNER · /).waitFor()
    await plan.getByText('Seq scan · flights · origin').waitFor()
    expect(await plan.innerText()).not.toMatch(/ ms/)
    await page.getByRole('button', { name: 'Measure each step' }).click()
    await page.getByText(/of work over all threads · \d+ % in/).waitFor()
    expect(await plan.innerText()).toMatch(/3\.0M rows\s+[\d.]+ m?s/)
    await plan.getByText('Seq scan · flights · origin').click()
    await page.getByRole('region', { name: 'Seq scan' }).getByText('3,000,000 delivered').waitFor()
  })

  it('takes the address’s token out of the address', async () => {
    await app.page.getByRole('region', { name: 'Explore' }).waitFor()
    expect(app.page.url()).not.toContain('token')
  })

  it('underlines a misspelt column at its place and mends it by one press', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT origin,\n  avg(dely) AS late\nFROM flights GROUP BY ALL')
    expect(await view.run()).toMatch(/dely.*Did you mean .?delay/)
    await page.locator('.squiggly-error').first().waitFor()
    await page.getByRole('button', { name: 'Use delay and run' }).click()
    await page.getByText(/rows × 2/).waitFor()
    expect(await view.text()).toContain('avg(delay)')
  })

  it('completes sources, columns with types, and macros with their docs', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT late_sh')
    await page.keyboard.press('Control+Space')
    const list = page.locator('.suggest-widget')
    await list.getByText('late_share').first().waitFor()
    await page.keyboard.press('Escape')
    await view.type('SELECT * FROM fl')
    await page.keyboard.press('Control+Space')
    await list.getByText('flights', { exact: true }).first().waitFor()
    await page.keyboard.press('Escape')
    await view.type('SELECT  FROM flights')
    for (let step = 0; step < ' FROM flights'.length; step++) await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Control+Space')
    await list.getByText('destination').first().waitFor()
  })

  it('runs every statement of a text, each with a result of its own', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT 1 AS one;\nSELECT 2 AS two;\nSELECT nope;')
    await page.keyboard.press('Control+Shift+Enter')
    const tabs = page.getByRole('tablist', { name: 'Statements' }).getByRole('tab')
    await tabs.nth(2).waitFor()
    await page
      .getByText(/failed/)
      .first()
      .waitFor()
    expect(await tabs.count()).toBe(3)
  })

  it('stops a query that takes too long', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT count(*) FROM flights a, flights b WHERE a.delay + b.delay > 100000')
    await page.keyboard.press('Control+Enter')
    await page
      .getByText(/^Running/)
      .first()
      .waitFor()
    await page.waitForTimeout(1500)
    await page.getByRole('toolbar', { name: 'Query' }).getByRole('button', { name: 'Stop' }).click()
    await page.getByText('Stopped before the result was complete').waitFor()
    await view.type('SELECT 42 AS answer')
    expect(await view.run()).toMatch(/1 row × 1/)
  })
})

describe('the whole result', () => {
  it('scrolls to the last of three million rows, and sorts and filters them all', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT * FROM flights')
    expect(await view.run()).toMatch(/3,000,000 rows × 5/)
    expect(await view.rows()).toBe(3_000_000)
    await view.grid.focus()
    await page.keyboard.press('Control+End')
    await view.grid.locator('[role="row"][aria-rowindex="3000001"] [role="gridcell"]').first().waitFor()
    expect((await view.row(3_000_000)).join(' ')).not.toMatch(/^\s*$/)
    // few rows are in the page, whatever the length of the result
    expect(await view.grid.getByRole('row').count()).toBeLessThan(120)

    const latest = await json<{ rows: unknown[][] }>(place, [
      'sql',
      'SELECT max(delay), min(delay), count(*) FILTER (delay > 300) FROM flights',
      '--workspace',
      demo.root,
    ])
    const [max, min, late] = latest.rows[0] ?? []
    await page.keyboard.press('Control+Home')
    const head = view.grid.getByRole('columnheader', { name: /delay/ })
    const column = Number(await head.getAttribute('aria-colindex')) - 1
    const first = async () => (await view.row(1))[column]?.replaceAll(',', '').replace('\u2212', '-')
    await head.click()
    await expect.poll(first, { timeout: 20_000 }).toBe(String(min))
    await head.click()
    await expect.poll(first, { timeout: 20_000 }).toBe(String(max))

    await page.getByRole('toolbar', { name: 'Result' }).getByRole('button', { name: 'Filter' }).click()
    const form = page.getByRole('dialog', { name: 'New filter' })
    await form.getByRole('combobox', { name: 'Column' }).fill('delay')
    await page.getByRole('option', { name: /^delay/ }).click()
    await form.getByRole('button', { name: /Condition/ }).click()
    await page.getByRole('option', { name: 'more than' }).click()
    await form.getByRole('textbox', { name: 'Value' }).fill('300')
    await page.keyboard.press('Enter')
    await expect.poll(() => view.rows(), { timeout: 20_000 }).toBe(Number(late))
  })

  it('shows every kind of value well, and NULL apart from an empty text', async () => {
    const { view } = app
    await view.draft()
    await view.type(
      "SELECT NULL::VARCHAR AS nothing, '' AS empty, TIMESTAMP '2001-02-03 04:05:06' AS at, 12.30::DECIMAL(9,2) AS price, [1, NULL, 3] AS list, {'a': 1, 'b': 'x'} AS struct, '\\xAA\\xBB'::BLOB AS bytes",
    )
    await view.run()
    const cells = await view.row(1)
    expect(cells[0]).toBe('NULL')
    expect(cells[1]).not.toBe('NULL')
    expect(cells[2]).toContain('2001-02-03 04:05:06')
    expect(cells[3]).toBe('12.30')
    expect(cells[4]).toMatch(/1.*NULL|1.*null/)
    expect(cells[5]).toMatch(/a.*1.*b.*x/)
    expect(cells[6]?.toLowerCase()).toContain('aa')
  })

  it('is exported as CSV, JSON and Parquet', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT origin, count(*) AS flights FROM flights GROUP BY ALL ORDER BY ALL')
    await view.run()
    for (const [format, begins] of [
      ['CSV', 'origin,flights'],
      ['JSON', '['],
      ['Parquet', 'PAR1'],
    ] as const) {
      await page
        .getByRole('toolbar', { name: 'Result' })
        .getByRole('button', { name: /Export/ })
        .click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: new RegExp(format) }).click()
      const file = await (await download).path()
      expect(readFileSync(file).subarray(0, begins.length).toString('latin1'), format).toBe(begins)
    }
  })

  it('has columns profiled and a first chart', async () => {
    const { page, view } = app
    await view.open('delay_histogram.sql')
    await view.run()
    const columns = page.getByRole('list', { name: 'Columns' })
    await columns.getByText('flights', { exact: true }).waitFor()
    await columns
      .getByText(/no NULL/)
      .first()
      .waitFor()
    await page.getByRole('tab', { name: 'Chart' }).click()
    await page.locator('[data-outcome] svg').first().waitFor()
    // Buckets and their counts are bars, in the order of the buckets.
    await page
      .getByRole('toolbar', { name: 'Chart' })
      .getByRole('button', { name: /Histogram/ })
      .waitFor()
  })
})

describe('time travel', () => {
  it('asks the May and the June snapshot the same question', async () => {
    const { page, view } = app
    const [, may] = await json<SnapshotInfo[]>(place, ['snapshots', 'flights', '--workspace', demo.root])
    await view.draft()
    await view.type('SELECT count(*) AS n FROM flights')
    await view.run()
    expect(await view.row(1)).toEqual(['3,000,000'])
    await page.getByRole('toolbar', { name: 'Query' }).getByRole('button', { name: /^At/ }).click()
    await page
      .getByText(may?.id.slice(0, 7) ?? '')
      .first()
      .click()
    await page.keyboard.press('Escape')
    await page
      .getByText(/not the latest/)
      .first()
      .waitFor()
    expect(await view.run()).toContain(may?.id.slice(0, 7))
    expect(await view.row(1)).toEqual([Number(may?.rows).toLocaleString('en-US')])
  })
})

describe('what was typed', () => {
  it('is in its file within a moment, and is there after a reload', async () => {
    const { page, view } = app
    await view.open('start_here.sql')
    await view.type('SELECT 1 AS changed_by_hand')
    const file = join(demo.root, 'queries/start_here.sql')
    await expect.poll(() => readFileSync(file, 'utf8')).toBe('SELECT 1 AS changed_by_hand')
    await page.reload()
    await expect.poll(() => view.text(), { timeout: 15_000 }).toContain('changed_by_hand')
    // What another program writes into the file is taken over, since nothing of one's own would be lost.
    await page.waitForTimeout(1000)
    restored('start_here.sql')
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await expect.poll(() => view.text(), { timeout: 15_000 }).toContain('strftime')
    await page.waitForTimeout(1000)
  })

  it('survives a killed app, as a draft too', async () => {
    const { view } = app
    await view.draft()
    await view.type('SELECT 1 AS draft_that_survives')
    await app.page.waitForTimeout(1200)
    await app.restart()
    await expect.poll(() => explore(app.page).text(), { timeout: 15_000 }).toContain('draft_that_survives')
  })
})

describe('an engine that dies', () => {
  it('is started again with its catalogue, the text untouched', async () => {
    const { view } = app
    await view.draft()
    await view.type('SELECT count(*) AS n FROM flights')
    await view.run()
    const children = execFileSync('pgrep', ['-P', String(app.server.process.pid), '-f', 'native.js'], {
      encoding: 'utf8',
    })
    for (const pid of children.trim().split('\n')) process.kill(Number(pid), 'SIGKILL')
    expect(await view.run()).toMatch(/1 row × 1/)
    expect(await view.row(1)).toEqual(['3,000,000'])
    expect(await view.text()).toContain('SELECT count(*) AS n FROM flights')
    // Chromium notes each refused request; the one that met the dying engine was answered by the next.
    app.window.faults.splice(
      0,
      app.window.faults.length,
      ...app.window.faults.filter((fault) => !fault.includes('422')),
    )
  })
})

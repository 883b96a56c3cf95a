import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '#shared/contract/evaluation.ts'
import { cli, json, launch, makePlace, openWindow, type Served, serve, type Window } from './support/app.ts'
import { explore } from './support/explore.ts'
import { frame } from './support/frame.ts'

/** The README's tour in the window, from a computer that never saw Lakebench. One step stands on the one before. */

const place = makePlace('tour')
const root = join(place.home, 'demo/workspace')
let browser: Browser
let server: Served
let window: Window
let page: Page

beforeAll(async () => {
  browser = await launch()
  server = await serve(place)
  window = await openWindow(browser, server.address)
  page = window.page
})
afterAll(async () => {
  await browser.close()
  await server.close()
  place.remove()
})

const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
const side = (name: string) => page.getByRole('region', { name, exact: true })
async function show(feature: string): Promise<void> {
  const button = page
    .getByRole('navigation', { name: 'Features' })
    .getByRole('button', { name: new RegExp(`^${feature}`) })
  if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
  await side(feature).waitFor()
}

describe('the tour', () => {
  it('makes the demo from the welcome, with progress, and opens a query that runs', async () => {
    await page.getByRole('button', { name: /Try the demo/ }).click()
    await page.getByText('Making the demo').waitFor()
    await page.getByRole('tab', { name: /^start_here\.sql/ }).waitFor({ timeout: 110_000 })
    await page.getByText(/Next: change line 6/).waitFor()
    expect(await explore(page).run()).toMatch(/7 rows × 4/)
    await page.keyboard.press('Escape')
  })

  it('saves a selection as a macro, after the proof that rows stay equal', async () => {
    const view = explore(page)
    await view.draft()
    const expression = 'avg((delay > 30)::INT)'
    await view.type(`SELECT origin, ${expression} AS share FROM flights GROUP BY ALL`)
    await page.keyboard.press('Control+Home')
    for (let step = 0; step < 'SELECT origin, '.length; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.down('Shift')
    for (let step = 0; step < expression.length; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.up('Shift')
    await page.keyboard.press('Control+.')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('late_over_half_hour')
    await page
      .getByRole('textbox', { name: 'Description' })
      .fill('Share of flights more than 30 minutes late')
    await page.getByText(/Same plans|Equal rows/).waitFor({ timeout: 30_000 })
    expect(existsSync(join(root, 'toolbox/late_over_half_hour.sql'))).toBe(false)
    await page.getByRole('button', { name: 'Extract' }).click()
    await expect
      .poll(() => existsSync(join(root, 'toolbox/late_over_half_hour.sql')), { timeout: 20_000 })
      .toBe(true)
    const { code, stdout } = await cli(place, ['toolbox', 'test', 'late_over_half_hour', '--workspace', root])
    expect(stdout).toMatch(/passed, 0 failed/)
    expect(code).toBe(0)
  })

  it('shows the macro in the toolbox with its tests', async () => {
    await show('Toolbox')
    await side('Toolbox').getByText('late_over_half_hour').first().click()
    await page.getByRole('tab', { name: /^Tests/ }).click()
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page
      .getByText(/tests 1 of 1/)
      .first()
      .waitFor()
  })

  it('runs the evaluation of changed, uncommitted code, and judges the gates', async () => {
    const file = join(root, 'queries/predict_route_hour_median.sql')
    writeFileSync(file, readFileSync(file, 'utf8').replace('median(', 'median(0.98 * '))
    expect(git('status', '--porcelain', 'queries')).not.toBe('')
    await show('Evaluation')
    await side('Evaluation').getByText('delay', { exact: true }).first().click()
    await page.getByRole('tab', { name: /^Plan/ }).click()
    await page.getByRole('button', { name: /^Versions/ }).click()
    await page.getByText('uncommitted work, captured first').click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Run 1', exact: true }).click()
    await page
      .getByText(/2 of 2 passed/)
      .first()
      .waitFor({ timeout: 60_000 })
    const runs = await json<Run[]>(place, ['eval', 'list', 'delay', '--workspace', root])
    const [dirty] = runs.filter((run) => run.dirty && run.algorithm === 'route_hour_median')
    expect(dirty).toMatchObject({ cached: false, error: null })
    // the working tree was captured, and neither branch nor index were touched
    expect(git('for-each-ref', '--format=%(objectname)', 'refs/lakebench/wip')).toContain(dirty?.commit)
    expect(git('log', '--format=%s', '-1')).toBe('Learn by route and hour')
  })

  it('compares two runs: each metric, and what differed', async () => {
    await page.getByRole('tab', { name: /^Runs/ }).click()
    const rows = page.getByRole('row').filter({ hasText: 'route_hour_median' })
    for (const index of [0, 1]) await rows.nth(index).getByRole('button', { name: 'Select' }).click()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page
      .getByText(/better|worse/)
      .first()
      .waitFor()
    await page.getByText('queries/predict_route_hour_median.sql').first().waitFor()
  })

  it('commits from source control, after a look at both sides', async () => {
    await show('Source control')
    await side('Source control').getByText('predict_route_hour_median.sql').first().click()
    await page.locator('.monaco-diff-editor').first().waitFor()
    await page.getByRole('textbox', { name: 'Commit message' }).fill('Shrink the median a little')
    await page.keyboard.press('Control+Enter')
    await side('Source control')
      .getByText(/No changes since/)
      .waitFor()
    expect(git('log', '--format=%s', '-1')).toBe('Shrink the median a little')
    expect(git('status', '--porcelain')).toBe('')
    expect(git('fsck', '--full', '--strict')).toBe('')
  })

  it('finds the run of the same code again under the new commit', async () => {
    const { runs } = await json<{ runs: Run[] }>(place, ['eval', 'run', 'delay', '--workspace', root])
    const head = git('rev-parse', 'HEAD')
    for (const run of runs) expect(run).toMatchObject({ cached: true, commit: head })
  })

  it('opens what a chip names: the commit of a number', async () => {
    await show('Evaluation')
    await side('Evaluation').getByText('delay', { exact: true }).first().click()
    await page.getByRole('tab', { name: /^Runs/ }).click()
    const chip = page.getByRole('button', { name: new RegExp(git('rev-parse', 'HEAD').slice(0, 7)) }).first()
    await chip.click()
    await page.getByRole('heading', { name: 'Shrink the median a little' }).waitFor()
  })

  it('had no fault and reached no host outside this computer', () => {
    expect(window.faults).toEqual([])
    expect(place.refused()).toEqual([])
  })
})

describe('a workspace that the app did not make', () => {
  it('opens restricted, says what is off, and is trusted on its page', async () => {
    const other = join(place.dir, 'cloned')
    execFileSync('git', ['clone', '-q', root, other])
    await frame(page).command('Workspaces: open, make or try the demo')
    await page.getByRole('textbox', { name: 'Folder on this computer' }).fill(other)
    await page.keyboard.press('Enter')
    await page.getByText(/Trust the workspace flights-demo\?/).waitFor()
    const restricted = await cli(place, ['sync', '--workspace', other])
    expect(restricted.code).toBe(2)
    await page.getByRole('button', { name: 'Trust this workspace' }).click()
    await page.getByText(/Trust the workspace/).waitFor({ state: 'detached' })
    expect((await cli(place, ['sync', 'airports', '--workspace', other])).stderr).not.toContain(
      'lakebench trust',
    )
  })
})

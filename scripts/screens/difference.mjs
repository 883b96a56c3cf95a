import { command, query, source } from './actions.mjs'

const byOrigin = `SELECT origin, count(*) AS flights, round(avg(delay), 2) AS mean_delay, max(distance) AS farthest
FROM flights
GROUP BY origin`

async function diff(page, level) {
  await source(page, 'flights', 'Overview')
  await page
    .getByRole('button', { name: /Diff with previous/ })
    .first()
    .click()
  await page.getByRole('tablist', { name: 'Levels of the difference' }).waitFor()
  if (level) await page.getByRole('tab', { name: new RegExp(`^${level}`) }).click()
}

async function compared(page) {
  await query(page, byOrigin)
  await page.keyboard.press('Control+K')
  await page.keyboard.press('d')
  await page.getByRole('tablist', { name: 'Views of the difference' }).waitFor({ timeout: 30_000 })
}

export const differenceScreens = {
  async 'difference-summary'(page) {
    await diff(page)
    await page.getByText(/\d rows added/).waitFor({ timeout: 30_000 })
  },
  async 'difference-schema'(page) {
    await diff(page, 'Schema')
    await page
      .getByText(/one contract/)
      .first()
      .waitFor()
  },
  async 'difference-columns'(page) {
    await diff(page, 'Columns')
    await page.getByText(/^Comparing columns/).waitFor({ state: 'detached', timeout: 120_000 })
    await page.getByText('Kolmogorov-Smirnov').first().waitFor({ timeout: 60_000 })
  },
  async 'difference-columns-loading'(page) {
    await diff(page, 'Columns')
  },
  async 'difference-rows'(page) {
    await diff(page, 'Rows')
    await page.getByRole('grid', { name: /that differ/ }).waitFor({ timeout: 60_000 })
  },
  'difference-objects': (page) => diff(page, 'Objects'),
  async 'difference-result'(page) {
    await compared(page)
    await page.getByRole('grid', { name: /that differ/ }).waitFor({ timeout: 30_000 })
    await page.keyboard.press('F7')
  },
  async 'difference-result-columns'(page) {
    await compared(page)
    await page.getByRole('tab', { name: 'Columns that differ' }).click()
  },
  async 'difference-menu'(page) {
    await query(page, 'SELECT iata, name FROM airports ORDER BY iata')
    await page.keyboard.press('Control+K')
    await page.keyboard.press('Shift+D')
    await page.getByRole('menu').waitFor()
  },
  async 'difference-result-error'(page) {
    await query(page, 'SELECT 1 AS one')
    await command(page, 'Compare the result with the previous snapshots')
  },
}

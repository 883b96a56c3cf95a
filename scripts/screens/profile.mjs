import { feature, query } from './actions.mjs'

const wide = `SELECT ${Array.from({ length: 500 }, (_, place) => `(i * ${place + 3}) % ${7 + ((place * 13) % 900)} AS c${String(place).padStart(3, '0')}`).join(', ')} FROM range(20000) t(i)`

const mixed = `SELECT 'AB-' || (1000 + i % 700) AS code, i AS id, CASE WHEN i % 9 = 0 THEN NULL ELSE sqrt(i) * 3.5 END AS amount,
  ['paid', 'open', 'lost'][1 + (i * i) % 3] AS state, 2026 AS year, NULL::VARCHAR AS note,
  TIMESTAMP '2026-01-01' + INTERVAL (i * 37) MINUTE AS at, [i, i + 1] AS pair,
  CASE WHEN i % 500 = 0 THEN 9000.0 ELSE (i * 7919) % 100 END AS outlying
FROM range(20000) t(i)`

async function profileView(page) {
  await page.keyboard.press('Control+K')
  await page.keyboard.press('5')
  await page.getByRole('grid', { name: /^Columns of/ }).waitFor()
}
/** Where there is no room for a pane beside, it is a view of the result. */
async function columnsPane(page) {
  await page.getByRole('tab', { name: 'Columns', exact: true }).first().click()
}
const profiled = (page) =>
  page
    .getByText(/^[\d,]+ columns?, [\d,]+ rows?$/)
    .first()
    .waitFor({ timeout: 60_000 })

export const profileScreens = {
  async 'profile-pane'(page) {
    await query(page, 'SELECT * FROM flights')
    await columnsPane(page)
    await page
      .getByRole('group', { name: /^Histogram of delay/ })
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'All about delay' }).click()
  },
  async profile(page) {
    await query(page, 'SELECT * FROM flights')
    await profileView(page)
    await profiled(page)
    await page.keyboard.press('Escape')
    const grid = page.getByRole('grid', { name: /^Columns of/ })
    await grid.focus()
    await page.keyboard.press('ArrowDown')
  },
  async 'profile-mixed'(page) {
    await query(page, mixed)
    await profileView(page)
    await profiled(page)
    await page.getByRole('grid', { name: /^Columns of/ }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
  },
  async 'profile-wide'(page) {
    await query(page, wide)
    await profileView(page)
    await profiled(page)
    await page.getByRole('columnheader', { name: 'Distinct' }).getByRole('button').click()
  },
  async 'profile-source'(page) {
    await feature(page, 'Explore')
    await query(page, 'SELECT 1 AS one')
    await columnsPane(page)
    await page
      .getByRole('button', { name: /^of result|Columns of/ })
      .first()
      .click()
    await page.getByRole('option', { name: 'flights' }).click()
    await page.getByRole('button', { name: /^Profile all/ }).click()
    await page.getByRole('heading', { name: 'Profile of flights' }).waitFor()
    await profiled(page)
  },
  async 'profile-dependencies'(page) {
    await query(page, 'SELECT * FROM airports')
    await profileView(page)
    await profiled(page)
    await page.getByRole('tab', { name: 'Relations' }).click()
    await page.getByRole('button', { name: 'Find dependencies' }).click()
    await page
      .getByRole('button', { name: 'Query them' })
      .or(page.getByText('holds throughout'))
      .first()
      .waitFor({ timeout: 60_000 })
  },
  async 'profile-correlations'(page) {
    await query(
      page,
      'SELECT delay, distance, hour(date) AS hour, delay_class(delay) AS class, dayname(date) AS weekday FROM flights LIMIT 100000',
    )
    await profileView(page)
    await page.getByRole('tab', { name: 'Relations' }).click()
    await page.getByRole('button', { name: 'Find correlations' }).click()
    await page.getByRole('gridcell').first().waitFor({ timeout: 60_000 })
  },
  async 'profile-filtered'(page) {
    // Only what is in view is drawn.
    await query(page, `SELECT state, amount, code FROM (${mixed})`)
    await columnsPane(page)
    await page
      .getByRole('button', { name: /^open / })
      .first()
      .click()
    await page
      .getByRole('button', { name: /^Remove filter/ })
      .first()
      .waitFor()
  },
}

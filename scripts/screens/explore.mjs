import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chart, draft, focusCell, focusEditor, openQuery, query, runQuery } from './actions.mjs'

export const exploreScreens = {
  async explore(page) {
    await openQuery(page, 'late_by_origin.sql')
    await runQuery(page)
  },
  async 'explore-empty'(page) {
    await openQuery(page, 'weekly_flights.sql')
  },
  async 'explore-table'(page) {
    await query(page, 'SELECT * FROM flights')
  },
  async 'explore-values'(page) {
    await query(page, values)
  },
  async 'explore-cell'(page) {
    await query(page, values)
    await focusCell(page, 5)
    await page.keyboard.press('Space')
  },
  async 'explore-chart'(page) {
    await openQuery(page, 'delay_histogram.sql')
    await runQuery(page)
    await chart(page)
  },
  async 'explore-line'(page) {
    await openQuery(page, 'weekly_flights.sql')
    await runQuery(page)
    await chart(page)
  },
  async 'explore-histogram'(page) {
    await query(page, 'SELECT delay FROM flights WHERE delay BETWEEN -60 AND 180')
    await chart(page)
  },
  async 'explore-preview'(page) {
    await live(page, cte)
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('ArrowDown')
    await page.getByText('late: first 500 rows').waitFor()
  },
  async 'explore-live'(page) {
    await live(page, slowCount)
    await page.getByText(/from a sample of about/).waitFor()
    await page.waitForTimeout(400)
  },
  async 'explore-live-whole'(page) {
    await live(page, 'SELECT origin, count(*) AS n FROM flights GROUP BY ALL ORDER BY n DESC')
    await page.getByText(/^whole, /).waitFor()
  },
  async 'explore-live-broken'(page) {
    await live(page, 'SELECT origin, count(*) AS n FROM flights GROUP BY ALL ORDER BY n DESC')
    await page.locator('[data-preview^="done"]').waitFor()
    await page.keyboard.type(', nope')
    await page.getByText(/Below is the last preview/).waitFor()
  },
  async 'explore-live-error'(page) {
    await live(page, 'CREATE TEMP TABLE late AS FROM flights')
    await page.getByText(/Only a query that reads/).waitFor()
  },
  async 'explore-live-stopped'(page) {
    await live(page, 'SELECT count(*) FROM range(100000) a, range(10000000) b WHERE a.range + b.range < 0')
    await page.getByText(/Preview stopped/).waitFor()
  },
  async 'explore-live-empty'(page) {
    await live(page, ' ')
  },
  async 'explore-live-off'(page) {
    await live(page, 'SELECT 1')
    await page.getByRole('switch', { name: 'Preview' }).click({ force: true })
    await page.getByText(/Preview is off/).waitFor()
  },
  async 'explore-conflict'(page, workspace) {
    await openQuery(page, 'weekly_flights.sql')
    await focusEditor(page)
    const path = join(workspace, 'queries/weekly_flights.sql')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace('ORDER BY week', 'ORDER BY flights DESC'))
    await page.keyboard.press('Control+End')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('End')
    await page.keyboard.type(' -- by week')
    await page.getByText(/changed on disk while you edited it/).waitFor()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.waitForTimeout(600)
    return () => writeFileSync(path, text)
  },
  async 'explore-params'(page) {
    await query(page, parametrised)
  },
  async 'explore-params-choices'(page) {
    await query(page, parametrised)
    await page.getByRole('combobox', { name: '$origin' }).click()
    await page.getByRole('option').first().waitFor()
  },
  async 'explore-params-invalid'(page) {
    await query(page, parametrised)
    await page.getByRole('textbox', { name: '$since' }).fill('2001-02-30')
    await page.getByRole('textbox', { name: '$bound, min' }).fill('400')
    await page.getByText('From 0 to 180 min.').waitFor()
  },
  async 'explore-plan'(page) {
    await query(page, cte)
    await page.getByRole('tab', { name: 'Plan' }).click()
    await page.getByRole('treegrid', { name: 'Steps of the plan' }).waitFor()
  },
  async 'explore-plan-measured'(page) {
    await query(
      page,
      `EXPLAIN ANALYZE
WITH busy AS (
  SELECT origin, count(*) AS flights FROM flights GROUP BY ALL HAVING flights > 10000
)
SELECT city, state, avg(delay) AS mean_delay
FROM flights JOIN busy USING (origin) JOIN airports ON iata = origin
WHERE delay > 15
GROUP BY ALL
ORDER BY mean_delay DESC
LIMIT 10`,
    )
    await page.getByText('of work over all threads').waitFor()
  },
  async 'explore-error'(page) {
    await query(page, 'SELECT origin, avg(dely) AS late\nFROM flights\nGROUP BY ALL')
    await page.locator('.squiggly-error').first().waitFor()
  },
  async 'explore-context-menu'(page) {
    await draft(page, 'select origin,count(*) as n from flights group by all')
    await page.locator('.monaco-editor .view-line').first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Format/ }).hover()
  },
  async 'explore-references'(page) {
    await draft(page, 'WITH late AS (\n  SELECT origin FROM flights\n)\nSELECT late.origin FROM late')
    await page.keyboard.press('Shift+F12')
    await page
      .getByText(/References/)
      .first()
      .waitFor()
  },
  async 'explore-uses'(page) {
    await draft(page, 'SELECT origin FROM flights, airports\nWHERE flights.delay')
    await page.keyboard.press('Shift+F12')
    await page.getByRole('treegrid', { name: 'Uses of delay of flights' }).waitFor()
    await page.getByText(/^\d+ places in/).waitFor()
  },
  async 'explore-uses-perhaps'(page) {
    await draft(
      page,
      'SELECT longitude FROM airports, airports_raw;\nPIVOT airports ON longitude;\nFROM airports SELECT longitude',
    )
    await page.keyboard.press('Shift+F12')
    await page.getByText(/perhaps \d+ more/).waitFor()
  },
  async 'explore-cells'(page) {
    await draft(
      page,
      '-- %% by origin\nSELECT origin, count(*) AS n FROM flights GROUP BY ALL;\nSELECT count(*) AS rows FROM flights;\n\n-- %% airports\nSELECT * FROM airports LIMIT 5;',
    )
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('tablist', { name: 'Statements' }).getByRole('tab').nth(1).waitFor()
    await page.getByText('Run cell: airports').waitFor()
  },
  async 'explore-no-rows'(page) {
    await query(page, "SELECT * FROM flights WHERE origin = 'nowhere'")
  },
  async 'explore-statements'(page) {
    await draft(
      page,
      'SELECT 1 AS one;\nSELECT origin, count(*) AS n FROM flights GROUP BY ALL;\nSELECT nope;',
    )
    await page.keyboard.press('Control+Shift+Enter')
    await page.getByRole('tablist', { name: 'Statements' }).getByRole('tab').nth(2).waitFor()
    await page
      .getByText(/failed/)
      .first()
      .waitFor()
  },
  async 'explore-running'(page) {
    await draft(page, 'SELECT count(*) FROM flights a, flights b WHERE a.delay + b.delay > 100000')
    await page.keyboard.press('Control+Enter')
    await page
      .getByText(/^Running/)
      .first()
      .waitFor()
    await page.waitForTimeout(1500)
  },
  async 'explore-at'(page) {
    await openQuery(page, 'start_here.sql')
    await runQuery(page)
    await page.getByRole('toolbar', { name: 'Query' }).getByRole('button', { name: /^At/ }).click()
  },
  async 'explore-pinned'(page) {
    await query(page, 'SELECT origin, count(*) AS flights FROM flights GROUP BY ALL ORDER BY flights DESC')
    await page.getByRole('toolbar', { name: 'Query' }).getByRole('button', { name: /^At/ }).click()
    await page.getByRole('menu').getByText('2,497,772 rows').click()
    await page
      .getByText(/not the latest/)
      .first()
      .waitFor()
    await runQuery(page)
  },
  async 'explore-filter'(page) {
    await query(page, 'SELECT * FROM flights')
    await page.getByRole('toolbar', { name: 'Result' }).getByRole('button', { name: 'Filter' }).click()
    await page.getByRole('dialog', { name: 'New filter' }).waitFor()
  },
  async 'explore-edit-as-query'(page) {
    await query(page, 'SELECT origin, count(*) AS n FROM flights GROUP BY ALL')
    await focusCell(page, 1)
    await page.keyboard.press('f')
    await page
      .getByText('1 filter')
      .or(page.getByRole('button', { name: /^Remove filter/ }))
      .first()
      .waitFor()
    await page.keyboard.press('Control+K')
    await page.keyboard.press('e')
    await page.locator('.monaco-editor:visible').getByText('AS result').waitFor()
    await runQuery(page)
  },
  async 'explore-selection'(page) {
    await query(page, 'SELECT * FROM flights')
    await focusCell(page, 1)
    await page.keyboard.press('Control+A')
    await page.getByRole('status', { name: 'Selection' }).getByText('sum').waitFor()
  },
  async 'explore-export'(page) {
    await query(page, 'SELECT * FROM flights')
    await page
      .getByRole('toolbar', { name: 'Result' })
      .getByRole('button', { name: /Export/ })
      .click()
  },
  async 'explore-complete'(page) {
    await draft(page, 'SELECT late_sh')
    await page.keyboard.press('Control+Space')
    await page.locator('.suggest-widget').getByText('late_share').first().waitFor()
  },
  async 'explore-hover'(page) {
    await draft(page, 'SELECT origin, late_share(delay) AS late\nFROM flights\nGROUP BY ALL')
    await page.locator('.view-line').getByText('late_share').first().hover()
    await page.locator('.monaco-hover-content').first().waitFor()
  },
  async 'explore-draft'(page) {
    await draft(page, cte)
  },

  async 'explore-toast'(page) {
    await openQuery(page, 'start_here.sql')
    await runQuery(page)
    await page.getByRole('button', { name: 'Copy provenance' }).first().click()
    await page.getByText('Provenance copied').waitFor()
  },
}

/** Types a query into a new draft and shows its preview. */
async function live(page, text) {
  await draft(page, text)
  await page.keyboard.press('Control+K')
  await page.keyboard.press('2')
  const on = page.getByRole('switch', { name: 'Preview' })
  if (!(await on.isChecked())) await on.click({ force: true })
}

/** A query whose whole takes too long to follow its sample. */
const slowCount = `SELECT f.origin, round(avg(f.delay), 1) AS mean_delay, count(DISTINCT hash(f.date, f.delay, f.destination)) AS kinds,
  median(f.delay + r.range) AS middle
FROM flights AS f, range(20) AS r
GROUP BY ALL
ORDER BY mean_delay DESC`

/** A query with a parameter of each kind. */
const parametrised = `/*---
description: Late flights of an airport
params:
  origin: {type: VARCHAR, default: SEA, choices: SELECT DISTINCT origin FROM flights ORDER BY ALL, meaning: IATA code}
  since: {type: DATE, default: 2001-03-01, min: 2001-01-01, max: 2001-12-31}
  bound: {type: INTEGER, unit: min, default: 15, min: 0, max: 180, meaning: later than this is late}
  by: {type: VARCHAR, default: month, choices: [day, week, month]}
  worst: {type: BOOLEAN, default: true, meaning: worst first}
  not_to: {type: "VARCHAR[]", default: [JFK, LGA], choices: [JFK, LGA, EWR]}
---*/
SELECT date_trunc($by, date) AS time, destination, count(*) AS late
FROM flights
WHERE origin = $origin AND date >= $since AND delay > $bound AND NOT list_contains($not_to, destination)
GROUP BY ALL
ORDER BY CASE WHEN $worst THEN -late ELSE late END`

const values = `SELECT NULL::VARCHAR AS nothing, '' AS empty, ' ' AS space, 0 AS zero, 'NaN'::DOUBLE AS nan, 1000000000.5 AS big,
  TIMESTAMP '2001-02-03 04:05:06' AS at, 12.30::DECIMAL(9,2) AS price, [1, NULL, 3] AS list,
  {'a': 1, 'b': {'c': 'x', 'd': [true, false]}} AS struct, '\\xAA\\xBBtext'::BLOB AS bytes, repeat('long ', 200) AS long
UNION ALL
SELECT 'text', 'a', 'b', -1, 'Infinity'::DOUBLE, -0.25, TIMESTAMP '1999-12-31 23:59:59.123456', 1234567.89, [], NULL, ''::BLOB, 'tab\there'`

const cte = `WITH late AS (
  SELECT origin, destination, delay FROM flights WHERE delay > 60
)
SELECT origin, count(*) AS flights, round(avg(delay), 1) AS mean_delay
FROM late
GROUP BY ALL
ORDER BY flights DESC`

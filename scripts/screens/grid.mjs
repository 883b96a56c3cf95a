import { focusCell, openQuery, query, runQuery } from './actions.mjs'

export const gridScreens = {
  async 'explore-find'(page) {
    await query(page, "SELECT * FROM airports WHERE state = 'CA' ORDER BY city")
    await page.locator('[role="columnheader"] [data-known]').first().waitFor()
    await focusCell(page, 0)
    await page.keyboard.press('Control+f')
    await page.getByRole('searchbox', { name: 'Find in the result' }).fill('san')
    // The matches before it are seen, too.
    for (let match = 1; match < 8; match++) {
      await page.getByText(`match ${match} of`).waitFor()
      await page.keyboard.press('Enter')
    }
    await page.getByText('match 8 of').waitFor()
  },
  async 'explore-export-menu'(page) {
    await openQuery(page, 'late_by_origin.sql')
    await runQuery(page)
    await page.keyboard.press('Control+K')
    await page.keyboard.press('x')
    await page.getByRole('menuitem', { name: /^Excel/ }).waitFor()
  },
  async 'explore-copy-menu'(page) {
    await openQuery(page, 'late_by_origin.sql')
    await runQuery(page)
    await focusCell(page, 0)
    await page.keyboard.press('Control+A')
    await page.keyboard.press('Alt+ArrowDown')
    await page.getByRole('menuitem', { name: 'JSON' }).hover()
  },
  async 'explore-wide'(page) {
    const hundred = Array.from({ length: 100 }, (_, index) => `i * ${index} AS c${index}`).join(', ')
    const twenty = Array.from({ length: 20 }, (_, at) => `t t${at}`).join(' POSITIONAL JOIN ')
    await query(page, `WITH t AS MATERIALIZED (SELECT ${hundred} FROM range(1000) r(i)) FROM ${twenty}`)
    await focusCell(page, 0)
    await page.keyboard.press('Control+ArrowRight')
  },
  async 'explore-long-cell'(page) {
    await query(page, "SELECT 1 AS n, repeat('All work and no play. ', 400000) AS text, 'next' AS next")
    await focusCell(page, 1)
    await page.keyboard.press('Space')
    await page.getByText(/^Characters 1 to/).waitFor()
  },
  async 'explore-picture-cell'(page) {
    await query(page, `SELECT 1 AS n, unhex('${png}') AS picture`)
    await focusCell(page, 1)
    await page.keyboard.press('Space')
    await page.getByRole('img', { name: /^PNG picture/ }).waitFor()
  },
  async 'explore-nested-cell'(page) {
    await query(
      page,
      `SELECT 1 AS n, {'place': {'city': 'San José', 'at': [37.36, -121.93]}, 'tags': ['hub', 'coast'], 'note': NULL} AS airport`,
    )
    await focusCell(page, 1)
    await page.keyboard.press('Space')
    await page.getByText('city: "San José"').waitFor()
  },
  async 'explore-hard-values'(page) {
    await query(
      page,
      `SELECT 'abc' || chr(8238) || 'fed' AS turned, chr(27) || '[31mred' AS control, '<b>bold</b>' AS html, 'nan'::DOUBLE AS nan, '-inf'::DOUBLE AS inf, DATE '0044-03-15 (BC)' AS ides, 3 AS "a ""quoted"" name", 'one' AS x, 'two' AS x`,
    )
    await focusCell(page, 0)
    await page.keyboard.press('Space')
  },
}

/** A chequered picture of 16 px. */
const png =
  '89504e470d0a1a0a0000000d49484452000000100000001008000000003a98a0bd000000194944415478da63600082ff40804c932a40a97e181804ee0000c0fd7f81740b9ec80000000049454e44ae426082'

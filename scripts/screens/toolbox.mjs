import { draft, edit, transform } from './actions.mjs'

export const toolboxScreens = {
  'toolbox-doc': (page) => transform(page, 'late_share', 'Doc'),
  async toolbox(page) {
    await transform(page, 'late_share', 'Tests')
    await page.getByRole('button', { name: 'Test', exact: true }).first().click()
    await page
      .getByText(/tests \d+ of \d+/)
      .first()
      .waitFor()
  },
  async 'toolbox-failed'(page, workspace) {
    const undo = await edit(page, workspace, 'toolbox/late_share.sql', (text) =>
      text.replace('delay > bound', 'delay >= bound'),
    )
    await transform(page, 'late_share', 'Tests')
    await page.getByRole('button', { name: 'Test', exact: true }).first().click()
    await page.getByText('FAILED').first().waitFor()
    return undo
  },
  'toolbox-source': (page) => transform(page, 'late_share', 'Source'),
  'toolbox-used': (page) => transform(page, 'late_share', 'Used by'),
  async 'toolbox-rename'(page) {
    await transform(page, 'late_share', 'Doc')
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: 'New name' }).fill('tardy_share')
    await page.getByRole('grid', { name: 'Lines that change' }).waitFor()
  },
  async 'toolbox-rename-refused'(page) {
    await transform(page, 'late_share', 'Doc')
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: 'New name' }).fill('sum')
    await page.getByText(/is a function of DuckDB/).waitFor()
  },
  async 'toolbox-rename-column'(page) {
    await draft(page, "FROM flights_between(DATE '2001-06-01', DATE '2001-06-08') SELECT delay")
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: 'New name' }).fill('late_by')
    await page.getByText(/comes from a table that/).waitFor()
  },
  async 'toolbox-extract'(page) {
    await draft(page, 'SELECT origin, avg((delay > 30)::INT) AS share\nFROM flights\nGROUP BY ALL')
    await page.keyboard.press('Control+Home')
    for (let step = 0; step < 'SELECT origin, '.length; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.down('Shift')
    for (let step = 0; step < 'avg((delay > 30)::INT)'.length; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.up('Shift')
    await page.keyboard.press('Control+.')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('late_over_half_hour')
    await page.getByText(/Same plans|Equal rows/).waitFor()
  },
}

import { command, edit, feature, openQuery, side } from './actions.mjs'

export const gitScreens = {
  async git(page) {
    await feature(page, 'Source control')
    await side(page, 'Source control').getByText('Learn by route and hour').first().click()
  },
  async 'git-changes'(page) {
    await feature(page, 'Source control')
  },

  async 'git-file'(page) {
    await openQuery(page, 'predict_route_hour_median.sql')
    await command(page, 'History of this file')
    await page.getByRole('grid', { name: 'Versions' }).getByRole('row').nth(1).click()
    await page.locator('.monaco-diff-editor').first().waitFor()
  },
  async 'git-branches'(page) {
    await feature(page, 'Source control')
    await page.getByRole('button', { name: /Switch branch$/ }).click()
    await page.getByRole('menuitem', { name: /^New branch/ }).hover()
  },
  async 'git-shelve'(page, workspace) {
    const undo = await edit(page, workspace, 'queries/start_here.sql', (text) => `${text}-- more\n`)
    await feature(page, 'Source control')
    await command(page, 'Shelve changes')
    await page.getByRole('textbox', { name: /^Shelve/ }).fill('Try medians')
    return undo
  },
  async 'git-search'(page) {
    await command(page, 'Search in all files')
    await page.getByRole('textbox', { name: 'Search', exact: true }).fill('origin')
    await page.getByText(/matches in \d+ files/).waitFor()
  },
  async 'git-search-error'(page) {
    await command(page, 'Search in all files')
    await page.getByRole('button', { name: 'Regular expression' }).click()
    await page.getByRole('textbox', { name: 'Search', exact: true }).fill('origin(')
    await page.getByText('This is no regular expression').waitFor()
  },
  async 'git-replace'(page) {
    await command(page, 'Search in all files')
    await page.getByRole('textbox', { name: 'Search', exact: true }).fill('mean_delay')
    await page.getByText(/matches in/).waitFor()
    await page.getByRole('textbox', { name: 'Replace with' }).fill('average_delay')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Replace \d+ match/ }).waitFor()
  },
  async 'git-undo'(page) {
    await command(page, 'Show undo')
  },
  async 'explore-file-menu'(page) {
    await openQuery(page, 'late_by_origin.sql')
    await side(page, 'Explore').getByText('late_by_origin.sql', { exact: true }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Move to/ }).hover()
  },
  async 'explore-file-rename'(page) {
    await openQuery(page, 'late_by_origin.sql')
    await side(page, 'Explore').getByRole('row', { name: 'late_by_origin.sql' }).focus()
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: /^Rename/ }).fill('con')
  },

  async 'git-diff'(page, workspace) {
    const undo = await edit(page, workspace, 'queries/start_here.sql', (text) =>
      text.replace('AS mean_delay_min', 'AS mean_delay').replace('ORDER BY ALL', 'ORDER BY flights DESC'),
    )
    await feature(page, 'Source control')
    await side(page, 'Source control').getByText('start_here.sql').first().click()
    await page.locator('.monaco-diff-editor').waitFor()
    return undo
  },
}

import { edit, feature, side } from './actions.mjs'

export const gitScreens = {
  async git(page) {
    await feature(page, 'Source control')
    await side(page, 'Source control').getByText('Learn by route and hour').first().click()
  },
  async 'git-changes'(page) {
    await feature(page, 'Source control')
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

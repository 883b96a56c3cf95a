import { command, feature, trust } from './actions.mjs'

export const welcomeScreens = {
  async welcome(page) {
    await command(page, 'Workspaces: open, make or try the demo')
    await page.getByText('Try the demo').first().waitFor()
  },
  async trust(page) {
    await command(page, 'Review trust')
    await page
      .getByText(/Trust|trusted/)
      .first()
      .waitFor()
  },
  async restricted(page) {
    await command(page, 'Review trust')
    await page.getByRole('button', { name: 'Restrict it again' }).click()
    await page.getByText(/is restricted: sync is off|Restricted: sync is off/).waitFor()
    await feature(page, 'Lake')
    await command(page, 'Lake: all sources')
    return () => trust(page)
  },
  async 'restricted-trust'(page) {
    await command(page, 'Review trust')
    await page.getByRole('button', { name: 'Restrict it again' }).click()
    await page.getByRole('button', { name: 'Trust this workspace' }).waitFor()
    await page.getByRole('button', { name: 'What changes' }).click()
    return () => trust(page)
  },
  async nothing(page) {
    await page.getByText('Nothing is open.').waitFor()
  },
}

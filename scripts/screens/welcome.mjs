import { command, feature, trust } from './actions.mjs'

export const welcomeScreens = {
  async welcome(page) {
    await command(page, 'Workspaces: open, make or try the demo')
    await page.getByText('Try the demo').first().waitFor()
  },
  async clone(page) {
    await command(page, 'Workspaces: open, make or try the demo')
    await page.getByRole('button', { name: 'Clone…' }).click()
    await page
      .getByRole('textbox', { name: 'Address of the repository' })
      .fill('https://git.example.org/team/shop.git')
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
    await page.getByText(/sync, pull and push are off/).waitFor()
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

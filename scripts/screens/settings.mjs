import { command, openSettings, settings } from './actions.mjs'

export const settingsScreens = {
  settings: openSettings,
  'settings-appearance': (page) => settings(page, 'Appearance'),
  'settings-engine': (page) => settings(page, 'Engine'),
  async 'settings-store'(page) {
    await settings(page, 'Store')
    await page.getByRole('button', { name: 'Measure again' }).waitFor()
  },
  'settings-remotes': (page) => settings(page, 'Remotes'),
  'settings-git': (page) => settings(page, 'Git'),
  'settings-trust': (page) => settings(page, 'Trust'),
  async 'settings-none'(page) {
    await settings(page, 'General')
    await page.getByRole('searchbox').first().fill('nothing like that')
  },
  async keyboard(page) {
    await command(page, 'Keyboard map')
    await page
      .getByRole('button', { name: /Record a key/ })
      .first()
      .waitFor()
  },
}

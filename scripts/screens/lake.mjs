import { command, feature, source } from './actions.mjs'

export const lakeScreens = {
  async lake(page) {
    await feature(page, 'Lake')
    await command(page, 'Lake: all sources')
    await page.getByRole('row').filter({ hasText: 'birdstrikes' }).first().waitFor()
  },
  'lake-overview': (page) => source(page, 'flights', 'Overview'),
  'lake-contract': (page) => source(page, 'flights', 'Contract'),
  'lake-objects': (page) => source(page, 'flights', 'Objects'),
  'lake-snapshots': (page) => source(page, 'flights', 'Snapshots'),
  'lake-rejects': (page) => source(page, 'birdstrikes', 'Rejects'),
  async 'lake-diff'(page) {
    await source(page, 'flights', 'Overview')
    await page
      .getByRole('button', { name: /Diff with previous/ })
      .first()
      .click()
    await page
      .getByText(/Objects/)
      .first()
      .waitFor()
  },
  async 'lake-snapshot'(page) {
    await source(page, 'flights', 'Overview')
    await page
      .locator('main')
      .getByRole('button', { name: /^Snapshot/ })
      .first()
      .click()
  },
  async 'lake-new'(page) {
    await command(page, 'Lake: all sources')
    await page
      .getByRole('button', { name: /New source/ })
      .first()
      .click()
  },
}

import { evaluation, group, run, verify, versions } from './actions.mjs'

export const evaluationScreens = {
  'evaluation-definition': (page) => evaluation(page, 'Definition'),
  async 'evaluation-plan'(page) {
    await evaluation(page, 'Plan')
    await versions(page)
  },
  async evaluation(page) {
    await evaluation(page, 'Runs')
    await group(page, 0)
    await page.getByRole('row').filter({ hasText: 'route_hour_median' }).first().waitFor()
  },
  async 'evaluation-run'(page) {
    await evaluation(page, 'Runs')
    await run(page)
  },
  async 'evaluation-verify'(page) {
    await evaluation(page, 'Runs')
    await run(page)
    await verify(page, 'Equal: the same bits again')
  },
  async 'evaluation-verify-differs'(page) {
    // No run of the demo differs from itself, so that its answer is changed on the way.
    await page.route('**/rpc/evaluation/verify', async (route) => {
      const response = await route.fetch()
      const body = (await response.text())
        .replace(/"equal":true/, '"equal":false')
        .replace(/("is":.*?"mae":)[\d.]+/, '$116.5')
      await route.fulfill({ response, body })
    })
    await evaluation(page, 'Runs')
    await run(page)
    await verify(page, 'NOT equal')
  },
  async 'evaluation-group'(page) {
    await evaluation(page, 'Runs')
    await group(page, 1)
  },
  async 'evaluation-compare'(page) {
    await evaluation(page, 'Runs')
    const ticks = page.locator('main [data-tick]')
    await ticks.nth(0).click()
    await ticks.nth(3).click()
    await page
      .getByRole('button', { name: /^Compare/ })
      .last()
      .click()
    await page
      .getByText(/better|worse/)
      .first()
      .waitFor()
  },
  async 'evaluation-gates'(page) {
    await evaluation(page, 'Plan')
    await versions(page)
    await page.getByRole('button', { name: /^gates \d+ of \d+ passed/ }).click()
    await page.getByRole('region', { name: 'Gates' }).scrollIntoViewIfNeeded()
  },
  async 'evaluation-running'(page) {
    await evaluation(page, 'Plan')
    await page.getByText('Run all again').click()
    await page.getByRole('button', { name: /^Run \d/ }).click()
    await page
      .getByText(/running/)
      .first()
      .waitFor()
  },
}

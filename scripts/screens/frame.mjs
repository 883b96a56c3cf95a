import { draft, openQuery, panel, runQuery } from './actions.mjs'
import { evaluationScreens } from './evaluation.mjs'
import { exploreScreens } from './explore.mjs'

export const frameScreens = {
  async palette(page) {
    await page.keyboard.press('Control+P')
    await page.keyboard.type('delay')
  },
  async 'palette-commands'(page) {
    await openQuery(page, 'start_here.sql')
    await page.keyboard.press('Control+Shift+P')
  },
  async 'palette-help'(page) {
    await openQuery(page, 'start_here.sql')
    await page.keyboard.press('Control+P')
    await page.keyboard.type('?')
  },
  'panel-jobs': (page) => panel(page, 'Control+K', 'j'),
  async 'panel-jobs-running'(page) {
    await evaluationScreens['evaluation-running'](page)
    await panel(page, 'Control+K', 'j')
  },
  async 'panel-problems'(page) {
    await exploreScreens['explore-error'](page)
    await page.keyboard.press('Control+Shift+M')
  },
  async 'panel-history'(page) {
    await draft(page, 'SELECT avg(delay) AS never_run FROM flights')
    await page.keyboard.press('Control+K')
    await page.keyboard.press('w')
    await openQuery(page, 'start_here.sql')
    await runQuery(page)
    await page.keyboard.press('Control+Shift+H')
  },
}

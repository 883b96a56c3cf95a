import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { screens } from '../../scripts/screens/index.mjs'
import { violations } from '../../scripts/screens/violations.mjs'
import { demoApp } from '../support/demo-app.ts'
import { frame } from '../support/frame.ts'
import { demo } from '../support/own-demo.ts'

/** axe-core over screens as they open: no serious or critical violation, in either theme. */

const app = demoApp({ refusals: true })

/** The violations of what stands in the window, by theme. */
async function look(page: Page): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.waitForTimeout(300)
    const list = await violations(page, { colours: colorScheme === 'dark' })
    if (list.length > 0) found[colorScheme] = list
  }
  return found
}

describe('no screen has a serious violation, in either theme', () => {
  // `node scripts/screenshots.mjs --axe` goes over all there are.
  it.each([
    'explore-plan-measured',
    'explore-params',
    'profile-pane',
    'profile-source',
    'board',
    'difference-result',
    'file-at-hand',
    'git-file',
    'evaluation',
  ])('%s', async (name) => {
    const { page } = app
    await frame(page).command('Close all tabs')
    const undo = await screens[name]?.(page, demo.root)
    try {
      expect(await look(page)).toEqual({})
    } finally {
      await undo?.()
    }
  })

  it('each feature, the welcome and the palette', async () => {
    const { page } = app
    const found: Record<string, object> = {}
    const features = page.getByRole('navigation', { name: 'Features' }).getByRole('button')
    await features.first().waitFor()
    for (let at = 0; at < (await features.count()); at++) {
      await features.nth(at).click()
      found[(await features.nth(at).getAttribute('aria-label')) ?? at] = await look(page)
    }
    await page.keyboard.press('Control+o')
    found.welcome = await look(page)
    await page.keyboard.press('F1')
    found.palette = await look(page)
    expect(Object.entries(found).filter(([, themes]) => Object.keys(themes).length > 0)).toEqual([])
    // That it sees what is wrong.
    await page.evaluate(() => document.body.append(new Image()))
    expect((await violations(page)).join()).toContain('image-alt')
  })
})

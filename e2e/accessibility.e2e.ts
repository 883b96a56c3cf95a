import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoResult } from '#shared/contract/workspace.ts'
import { json, launch, makePlace, openWindow, type Served, serve } from './support/app.ts'
import { explore } from './support/explore.ts'

/** axe-core over the screens as they open: no serious or critical violation, in either theme. */

interface Violation {
  id: string
  impact: string | null
  nodes: { target: string[]; html: string }[]
}

const place = makePlace('accessibility')
let server: Served
let browser: Browser
beforeAll(async () => {
  const demo = await json<DemoResult>(place, ['demo'])
  server = await serve(place, ['--workspace', demo.root])
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  place.remove()
})

/** What is wrong, a line each. Monaco's inner nodes are its own. */
async function wrong(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: unknown, options: unknown): Promise<{ violations: Violation[] }> }
    }
    const { violations } = await axe.run(
      { exclude: [['.monaco-editor']] },
      { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
    )
    return violations
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 160)}`),
    )
}

test('no screen has a serious violation, in either theme', async () => {
  const { page, context } = await openWindow(browser, server.address)
  const found: Record<string, string[]> = {}
  const look = async (screen: string) => {
    await page.waitForTimeout(500)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const list = await wrong(page)
      if (list.length > 0) found[`${screen}, ${colorScheme}`] = list
    }
  }
  const view = explore(page)
  await view.open('start_here.sql')
  await view.run()
  await look('a query and its result')
  await view.open('late_by_origin.sql')
  await view.run()
  await page.keyboard.press('Control+\\')
  await page.getByRole('button', { name: 'Copy provenance' }).nth(1).waitFor()
  await look('two results side by side')
  const size = page.viewportSize() ?? { width: 1440, height: 900 }
  await page.setViewportSize({ width: 720, height: 640 })
  await look('a result in a small window')
  await page.setViewportSize(size)
  const features = page.getByRole('navigation', { name: 'Features' }).getByRole('button')
  for (let at = 0; at < (await features.count()); at++) {
    await features.nth(at).click()
    await look((await features.nth(at).getAttribute('aria-label')) ?? String(at))
  }
  await page.keyboard.press('Control+o')
  await look('the welcome')
  await page.keyboard.press('F1')
  await look('the palette')
  // That it sees what is wrong.
  await page.evaluate(() => document.body.append(new Image()))
  expect((await wrong(page)).join()).toContain('image-alt')
  await context.close()
  expect(found).toEqual({})
})

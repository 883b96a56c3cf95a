import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { demoApp } from '../support/demo-app.ts'
import { frame } from '../support/frame.ts'
import { demo } from '../support/own-demo.ts'

/** The frame in a real Chromium: tabs and groups, what comes back, the keyboard, and narrow windows. */

const app = demoApp()

beforeEach(async () => {
  await frame(app.page).command('Close all tabs')
})

/** The part of the window that holds the focus. */
const partOf = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[data-part]')?.getAttribute('data-part'))

describe('tabs', () => {
  it('come back in their groups, with text, sizes and theme, after the window was killed', async () => {
    const view = frame(app.page)
    await view.goTo('weekly_flights')
    await view.goTo('wet_days')
    await app.page.keyboard.press('Control+\\')
    await expect.poll(view.groups).toEqual([['weekly_flights.sql'], ['wet_days.sql']])
    await app.page.keyboard.press('Control+j')
    await view.command('Theme: dark')
    await app.page.waitForTimeout(600)
    await app.reopen()
    const again = frame(app.page)
    await expect.poll(again.groups).toEqual([['weekly_flights.sql'], ['wet_days.sql']])
    expect(await app.page.getByRole('region', { name: 'Panel' }).isVisible()).toBe(true)
    // Another browser knows nothing: the theme came with the workspace.
    expect(await app.page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
    await again.command('Theme: as the system')
    await app.page.keyboard.press('Control+j')
    await app.page.waitForTimeout(600)
  })

  it('close by key and are reopened', async () => {
    const { page } = app
    const view = frame(page)
    await view.goTo('weekly_flights')
    await view.goTo('wet_days')
    await page.keyboard.press('Control+k')
    await page.keyboard.press('w')
    await expect.poll(view.groups).toEqual([['weekly_flights.sql']])
    await page.keyboard.press('Control+k')
    await page.keyboard.press('t')
    await expect.poll(view.groups).toEqual([['weekly_flights.sql', 'wet_days.sql']])
    // The reopened query takes the focus when its editor stands.
    await page.locator('.monaco-editor.focused').waitFor()
    await page.getByRole('tab', { name: 'wet_days.sql' }).focus()
    await page.keyboard.press('Delete')
    await expect.poll(view.groups).toEqual([['weekly_flights.sql']])
  })

  it('are one for one thing, wherever it is opened from', async () => {
    const view = frame(app.page)
    await view.goTo('weekly_flights')
    await app.page
      .getByRole('region', { name: 'Explore' })
      .getByText('weekly_flights.sql', { exact: true })
      .click()
    await view.goTo('weekly_flights')
    expect(await view.groups()).toEqual([['weekly_flights.sql']])
  })
})

describe('a problem', () => {
  it('opens its file at its line', async () => {
    const { page } = app
    const file = join(demo.root, 'contracts/half.yml')
    const lines = [...Array.from({ length: 60 }, (_, at) => `# line ${at + 1}`), 'version: 1', 'suorce: half']
    writeFileSync(file, lines.join('\n'))
    try {
      await page.reload()
      await frame(page).command('Show Problems')
      await page.getByRole('grid', { name: 'Problems' }).getByText('half.yml:62').dblclick()
      await page.locator('.monaco-editor.focused').waitFor()
      expect(await page.locator('.active-line-number').textContent()).toBe('62')
      // The next window begins as this one ends.
      await frame(page).command('Close all tabs')
      await page.keyboard.press('Control+j')
      await page.waitForTimeout(600)
    } finally {
      rmSync(file)
    }
  })
})

describe('the keyboard', () => {
  it('walks every part of the window and comes round', async () => {
    const { page } = app
    await frame(page).goTo('weekly_flights')
    await page.locator('.monaco-editor[role="code"]').first().waitFor()
    const walked: (string | null | undefined)[] = []
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('F6')
      walked.push(await partOf(page))
    }
    expect(new Set(walked)).toEqual(new Set(['editor', 'right', 'status', 'title', 'activity', 'side']))
    await page.keyboard.press('Shift+F6')
    expect(await partOf(page)).toBe(walked.at(-2))
  })

  it('runs a command by the key that was recorded for it', async () => {
    const { page } = app
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Control+s')
    await page.getByRole('button', { name: 'Record a key for Theme: dark' }).click()
    await page.keyboard.press('Control+Alt+d')
    await page.getByText('Theme: dark has another key.').waitFor()
    await page.keyboard.press('Control+Alt+d')
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme)
    await expect.poll(theme).toBe('dark')
    await page.getByRole('button', { name: 'Give Theme: dark its own key again' }).click()
    await frame(page).command('Theme: as the system')
    await expect.poll(theme).toBeUndefined()
  })
})

describe('a small window', () => {
  it('makes tabs of splits, and splits of them when there is room again', async () => {
    const { page } = app
    const view = frame(page)
    await view.goTo('weekly_flights')
    await view.goTo('wet_days')
    await page.keyboard.press('Control+\\')
    await expect.poll(view.groups).toHaveLength(2)
    await page.setViewportSize({ width: 720, height: 520 })
    await expect.poll(view.groups).toEqual([['weekly_flights.sql', 'wet_days.sql']])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(720)
    await page.setViewportSize({ width: 1440, height: 900 })
    await expect.poll(view.groups).toEqual([['weekly_flights.sql'], ['wet_days.sql']])
  })

  it('lays the side bar over the editor until something is chosen', async () => {
    const { page } = app
    await page.setViewportSize({ width: 720, height: 520 })
    const side = page.getByRole('region', { name: 'Explore' })
    await expect.poll(() => side.isVisible()).toBe(false)
    await page.keyboard.press('Control+Shift+e')
    await side.getByText('late_by_origin.sql').click()
    await page.getByRole('tab', { name: 'late_by_origin.sql' }).waitFor()
    await expect.poll(() => side.isVisible()).toBe(false)
  })
})

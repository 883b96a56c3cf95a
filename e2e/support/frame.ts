import type { Page } from 'playwright-core'

/** The frame as a person uses it: by the palette and what it shows. */
export interface Frame {
  /** Opens what the palette finds first for the text. */
  goTo(text: string): Promise<void>
  /** Runs the command of this title. */
  command(title: string): Promise<void>
  /** Titles of the tabs, group by group. */
  groups(): Promise<string[][]>
}

export function frame(page: Page): Frame {
  const choose = async (text: string, shown: string | RegExp) => {
    await page.getByRole('navigation', { name: 'Features' }).waitFor()
    await page.keyboard.press('Control+p')
    const palette = page.getByRole('dialog', { name: 'Go to anything' })
    await palette.getByRole('combobox').fill(text)
    await palette.getByRole('option').filter({ hasText: shown }).first().waitFor()
    await page.keyboard.press('Enter')
    await palette.waitFor({ state: 'detached' })
  }
  return {
    async goTo(text) {
      await choose(text, text)
      await page
        .getByRole('tab', { name: new RegExp(`^${text}`) })
        .first()
        .waitFor()
    },
    command: (title) => choose(`>${title}`, title),
    groups: () =>
      page.evaluate(() =>
        [...document.querySelectorAll('main [role="tablist"]')]
          // Tabs of the dock only: what a tab shows has tabs of its own.
          .filter((list) => list.querySelector('[data-tab-id]'))
          .map((list) => [...list.querySelectorAll('[role="tab"]')].map((tab) => tab.ariaLabel ?? '')),
      ),
  }
}

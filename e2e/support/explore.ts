import type { Locator, Page } from 'playwright-core'

/** Explore as a person sees it: by roles and names, never by how it is built. */
export interface Explore {
  /** Opens a file of `queries/` from the side bar. */
  open(file: string): Promise<void>
  /** A new, unsaved query. */
  draft(): Promise<void>
  /** Replaces the whole text by typing. */
  type(text: string): Promise<void>
  text(): Promise<string>
  /** Runs the statement at the caret and waits for its answer: the line under the result, or the error. */
  run(): Promise<string>
  /** Values of a row that is in view, from 1. */
  row(index: number): Promise<string[]>
  /** How many rows the grid says it has. */
  rows(): Promise<number>
  grid: Locator
}

/** Presses a row of the side bar. A list that was just scrolled hears no press for a moment. */
export async function pressRow(page: Page, name: string): Promise<void> {
  const row = page.getByRole('region', { name: 'Explore' }).getByText(name, { exact: true }).first()
  const before = await row.boundingBox()
  await row.scrollIntoViewIfNeeded()
  const after = await row.boundingBox()
  if (before?.y !== after?.y) await page.waitForTimeout(600)
  await row.click()
}

export function explore(page: Page): Explore {
  const editor = page.locator('.monaco-editor[role="code"]:visible').first()
  const grid = page.getByRole('grid').first()
  const outcome = page.locator('[data-outcome]').first()
  return {
    grid,
    async open(file) {
      await pressRow(page, file)
      await page.getByRole('tab', { name: new RegExp(`^${file.replace('.', '\\.')}`) }).waitFor()
      await editor.waitFor()
    },
    async draft() {
      const selected = () =>
        page.evaluate(
          () =>
            [...document.querySelectorAll<HTMLElement>('[data-tab-id]')].find(
              (tab) => tab.closest('[role="tab"]')?.ariaSelected === 'true',
            )?.dataset.tabId ?? '',
        )
      // A key that comes before the window stands is nobody's.
      await page.getByRole('navigation', { name: 'Features' }).waitFor()
      const before = await selected()
      await page.keyboard.press('Control+K')
      await page.keyboard.press('n')
      // Until the new tab stands, the editor in view is another query's.
      await page.waitForFunction(
        ([was]) => {
          const tabs = [...document.querySelectorAll<HTMLElement>('[data-tab-id]')]
          const shown = tabs.find((tab) => tab.closest('[role="tab"]')?.ariaSelected === 'true')
          const id = shown?.dataset.tabId ?? ''
          return id !== was && id.startsWith('draft:')
        },
        [before],
        { timeout: 15_000 },
      )
      await editor.waitFor()
      await editor.click()
    },
    async type(text) {
      await editor.click()
      await page.keyboard.press('Control+A')
      await page.keyboard.insertText(text)
    },
    text: async () => {
      const lines = await editor.locator('.view-line').allInnerTexts()
      return lines.join('\n').replaceAll('\u00a0', ' ')
    },
    async run() {
      const before = await outcome.getAttribute('data-outcome').catch(() => null)
      await editor.click()
      await page.keyboard.press('Control+Enter')
      await page.waitForFunction(
        (was) => {
          const now = document.querySelector('[data-outcome]')?.getAttribute('data-outcome')
          return now !== null && now !== undefined && now !== was && !now.startsWith('running')
        },
        before,
        { timeout: 30_000 },
      )
      return (await outcome.innerText()).replaceAll('\n', ' ')
    },
    async row(index) {
      const row = grid.locator(`[role="row"][aria-rowindex="${index + 1}"]`)
      await row.locator('[role="rowheader"]:not([aria-busy])').waitFor()
      return row.locator('[role="gridcell"], [role="rowheader"]').allInnerTexts()
    },
    async rows() {
      return Number(await grid.getAttribute('aria-rowcount')) - 1
    },
  }
}

import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { demoApp } from '../support/demo-app.ts'
import { demo } from '../support/own-demo.ts'

/** Explore without a pointer: keys alone, and after each of them the focus is somewhere. */

const app = demoApp()
const git = (...args: string[]) => execFileSync('git', args, { cwd: demo.root, encoding: 'utf8' }).trim()

/** Role and name of what has the focus; nothing when it is nowhere. */
const focus = () =>
  app.page.evaluate(() => {
    const now = document.activeElement
    if (!now || now === document.body) return ''
    return `${now.role ?? now.localName} ${now.ariaLabel ?? now.textContent?.slice(0, 60)}`.trim()
  })

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) {
    await app.page.keyboard.press(key)
    await expect.poll(focus, { message: `the focus after ${key}` }).not.toBe('')
  }
}

/** Types where the focus is. */
const type = (text: string) => app.page.keyboard.type(text, { delay: 5 })

const seen = (text: string | RegExp) => app.page.getByText(text).first().waitFor({ timeout: 30_000 })
const focused = (what: RegExp) => expect.poll(focus, { timeout: 30_000 }).toMatch(what)

/** Presses a key until this has the focus. */
async function until(what: RegExp, key: string): Promise<void> {
  for (let count = 0; count < 20 && !what.test(await focus()); count++) await press(key)
  expect(await focus()).toMatch(what)
}

/** A command by its title. */
async function command(title: string): Promise<void> {
  await press('F1')
  await type(title)
  await app.page.getByRole('option').filter({ hasText: title }).first().waitFor()
  await press('Enter')
}

describe('the keyboard alone', () => {
  it('asks, looks, compares, saves, commits and finds again', async () => {
    const { page } = app
    const head = git('rev-parse', 'HEAD')
    await page.getByRole('navigation', { name: 'Features' }).waitFor()
    try {
      // a question, with completion and a preview
      await command('Explore: new query')
      await page.locator('.monaco-editor[role="code"]:visible').waitFor({ timeout: 30_000 })
      await focused(/^textbox Query/)
      await type('SELECT origin, count(*) AS n FROM flig')
      await press('Control+Space')
      await page.locator('.suggest-widget').getByText('flights', { exact: true }).first().waitFor()
      await press('Enter')
      await type(' GROUP BY ALL ORDER BY n DESC')
      await press('Escape', 'Control+k', '2')
      await seen(/whole, |first 500 rows|from a sample of about/)
      await press('Control+Enter')
      await seen(/^229 rows × 2/)

      // the grid: a cell, a filter and its end, a sort, a text, its menu
      await press('F9')
      await focused(/^grid Result/)
      await press('ArrowDown', 'ArrowRight', 'Space')
      await page.getByRole('tab', { name: 'Cell', selected: true }).waitFor()
      await press('f')
      await seen(/^1 of 229 rows/)
      await until(/Clear/, 'Shift+Tab')
      await press('Enter')
      await seen(/^229 rows/)
      await focused(/^grid/)
      await press('s')
      await page.locator('[role="columnheader"][aria-sort="ascending"]').waitFor()
      for (const key of ['Shift+F10', 'ContextMenu', 'Alt+ArrowDown']) {
        await press(key)
        await focused(/^menu/)
        await press('Escape')
        await focused(/^grid/)
      }
      await press('Control+f')
      await type('ATL')
      await seen(/match 1 of 1/)
      await press('Escape')
      await focused(/^grid/)

      // its other views, and back
      await press('Control+k', '5')
      await focused(/^grid Columns of the result/)
      await press('ArrowDown', 'Control+k', '3', 'Control+k', '1')
      await focused(/^grid Result/)
      await press('Control+k', 'x')
      await focused(/^menu/)
      await press('Escape')
      await focused(/^button Export/)
      await press('Enter')
      await focused(/^menu/)
      const saved = page.waitForEvent('download')
      await press('ArrowDown', 'Enter')
      expect((await saved).suggestedFilename()).toMatch(/^result\.\w+$/)
      await focused(/^button Export/)

      // what changed since the snapshot before, and that snapshot itself
      await press('Control+k', 'd')
      await page.getByRole('tablist', { name: 'Views of the difference' }).waitFor({ timeout: 30_000 })
      await page.getByRole('grid', { name: /that differ/ }).waitFor({ timeout: 30_000 })
      await press('F7', 'Control+k', 'w')
      await focused(/^textbox Query/)
      await press('Control+k', 'a')
      await until(/2,497,772 rows/, 'ArrowDown')
      await press('Enter')
      await seen(/not the latest/)
      // A menu that is going still has the keys.
      await focused(/^button At flights/)
      await press('Control+Enter')
      await page.getByRole('grid', { name: /^Result/ }).waitFor()
      await press('Control+k', 'Shift+D')
      await focused(/^menu/)
      await press('Escape')
      await focused(/^button Compare with/)

      // a file, a commit
      await press('Control+s')
      await focused(/Name of the query/)
      await press('Escape')
      await focused(/^textbox Query/)
      await press('Control+s')
      await type('with_keys')
      await press('Enter')
      await focused(/^textbox Query with_keys\.sql/)
      await press('Control+Shift+g')
      await page.getByRole('textbox', { name: 'Commit message' }).waitFor({ timeout: 30_000 })
      await until(/Commit message/, 'Tab')
      await seen('with_keys.sql')
      await type('Count flights by origin')
      await press('Control+Enter')
      await expect.poll(() => git('log', '-1', '--format=%s')).toBe('Count flights by origin')
      await press('Control+k', 'b')
      await focused(/^menu/)
      await press('Escape')
      await focused(/Switch branch/)

      // every text, what was run, and back to the query
      await press('Control+Shift+f')
      await type('flights')
      await seen(/matches in \d+ files/)
      await press('Control+Shift+h')
      await focused(/Find in history/)
      await until(/^(grid|row)/, 'Tab')
      await press('Control+j')
      await focused(/^textbox Query with_keys\.sql/)
      await press('Control+k', 'w', 'Control+k', 't')
      await focused(/^textbox Query with_keys\.sql/)

      const parts = new Set<string>()
      for (let step = 0; step < 7; step++) {
        await press('F6')
        parts.add(
          await page.evaluate(
            () => document.activeElement?.closest<HTMLElement>('[data-part]')?.dataset.part ?? '',
          ),
        )
      }
      expect([...parts].sort()).toEqual(['activity', 'editor', 'right', 'side', 'status', 'title'])
    } finally {
      git('reset', '-q', '--hard', head)
      git('clean', '-q', '-f', 'queries')
    }
  })
})

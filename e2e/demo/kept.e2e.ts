import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { demoApp } from '../support/demo-app.ts'
import { demo } from '../support/own-demo.ts'

/** Nothing that was typed or run is lost: history, closed tabs, and files that another program changes meanwhile. */

// What another program wrote first is refused before it is merged.
const app = demoApp({ refusals: true })
const slow = { timeout: 30_000 }

describe('history', () => {
  it('has what was run, with snapshots, commit and the digest of its result', async () => {
    const { client, page, view } = app
    await view.draft()
    await view.type('SELECT 4711 AS in_history')
    await view.run()
    await view.open('late_by_origin.sql')
    await view.run()
    const entries = () => client.workspace.history({ find: '', limit: 2 })
    await expect
      .poll(async () => (await entries()).map(({ digest }) => digest?.length), { timeout: 60_000 })
      .toEqual([64, 64])
    const [file, draft] = await entries()
    expect(draft).toMatchObject({ sql: 'SELECT 4711 AS in_history', commit: null, reads: [] })
    expect(file).toMatchObject({
      tab: 'queries/late_by_origin.sql',
      commit: demo.commits.at(-1)?.commit,
      reads: [
        { source: 'flights', snapshot: demo.snapshots.at(-1)?.snapshot },
        { source: 'airports', snapshot: expect.any(String) },
      ],
    })
    await page.keyboard.press('Control+Shift+h')
    await page
      .getByRole('row')
      .filter({ hasText: 'late_by_origin' })
      .getByText(file?.digest?.slice(0, 7) ?? '?')
      .first()
      .waitFor(slow)
  })

  it('finds a closed tab by its text, and brings it back', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT 815 AS never_run')
    await page.keyboard.press('Control+k')
    await page.keyboard.press('w')
    await page.keyboard.press('Control+Shift+h')
    await page.getByRole('searchbox', { name: 'Find in history and closed tabs' }).fill('NEVER_run')
    const row = page.getByRole('row').filter({ hasText: 'closed tab' })
    await row.filter({ hasText: 'SELECT 815 AS never_run' }).waitFor(slow)
    expect(await row.count()).toBe(1)
    await row.dblclick()
    await expect.poll(() => view.text(), slow).toBe('SELECT 815 AS never_run')
    await row.waitFor({ state: 'detached' })
  })
})

describe('a file that another program changes', () => {
  const file = join(demo.root, 'queries/weekly_flights.sql')
  const onDisk = () => readFileSync(file, 'utf8')
  const restore = () => execFileSync('git', ['checkout', '--', file], { cwd: demo.root, stdio: 'ignore' })

  it('has both changes where they are in different lines, and asks where they are not', async () => {
    const { page, view } = app
    try {
      await view.open('weekly_flights.sql')
      await expect.poll(() => view.text(), slow).toContain('ORDER BY week')
      writeFileSync(file, onDisk().replace('count(*) AS flights', 'count(*) AS theirs'))
      await page.locator('.monaco-editor:visible').getByText('ORDER BY').click()
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.type(' DESC')
      await page.getByText(/^Another program changed weekly_flights\.sql in other lines/).waitFor(slow)
      await expect.poll(onDisk, slow).toMatch(/count\(\*\) AS theirs,[\s\S]*ORDER BY week DESC;/)
      // The caret is where it was, and the merge is one step of Undo.
      await page.keyboard.type(', 2')
      await expect.poll(() => view.text(), slow).toMatch(/AS theirs,[\s\S]*ORDER BY week DESC, 2;/)
      await expect.poll(onDisk, slow).toContain('ORDER BY week DESC, 2;')

      writeFileSync(file, onDisk().replace('ORDER BY week DESC, 2', 'ORDER BY theirs'))
      await page.keyboard.type(', 3')
      await page.getByText(/weekly_flights\.sql changed on disk while you edited it/).waitFor(slow)
      expect(onDisk()).toContain('ORDER BY theirs')
      await page.getByRole('button', { name: 'Compare', exact: true }).click()
      await page.locator('.monaco-diff-editor').getByText('theirs;').first().waitFor(slow)
      await page.getByRole('button', { name: 'Keep mine' }).click()
      await expect.poll(onDisk, slow).toContain('ORDER BY week DESC, 2, 3;')
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(onDisk, slow).toContain('ORDER BY theirs')
      expect(await view.text()).toContain('ORDER BY theirs')
    } finally {
      restore()
    }
  })
})

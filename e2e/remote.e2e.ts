import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type GitServer, serveGit } from '../main/git/testing.ts'
import { launch, makePlace, openWindow, type Served, serve, type Window } from './support/app.ts'
import { frame } from './support/frame.ts'

/** Two people and one remote that asks for a token. One step stands on the one before. */

const place = makePlace('remote')
const token = { username: 'ada', password: 'e2e-secret-token' }
const bare = join(place.dir, 'shop.git')
const mate = join(place.dir, 'mate')
const mine = join(place.dir, 'mine')
let browser: Browser
let git: GitServer
let server: Served
let window: Window
let page: Page

const run = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Grace', '-c', 'user.email=g@example.org', ...args], {
    cwd,
    encoding: 'utf8',
  }).trim()
const side = () => page.getByRole('region', { name: 'Source control', exact: true })
const showGit = async () => {
  const button = page
    .getByRole('navigation', { name: 'Features' })
    .getByRole('button', { name: /^Source control/ })
  await button.click()
  await side().waitFor()
}
const lines = (changed: Record<number, string>) =>
  Array.from({ length: 12 }, (_, n) => `-- ${changed[n] ?? `line ${n}`}\n`).join('')
/** What the teammate commits and pushes. */
function mateChanges(path: string, text: string): void {
  run(mate, 'pull', '-q', '--ff-only')
  writeFileSync(join(mate, path), text)
  run(mate, 'add', '.')
  run(mate, 'commit', '-q', '-m', `Change ${path}`)
  run(mate, 'push', '-q')
}
async function commit(path: string, text: string): Promise<void> {
  writeFileSync(join(mine, path), text)
  await side().getByRole('textbox', { name: 'Commit message' }).fill(`Change ${path}`)
  await page.keyboard.press('Control+Enter')
  await page.getByText(new RegExp(`Committed [0-9a-f]{7}: Change ${path}`)).waitFor()
}

beforeAll(async () => {
  run(place.dir, 'init', '-q', '--bare', '-b', 'main', bare)
  run(bare, 'config', 'http.receivepack', 'true')
  run(place.dir, 'clone', '-q', bare, mate)
  run(mate, 'checkout', '-q', '-B', 'main')
  mkdirSync(join(mate, 'queries'))
  writeFileSync(join(mate, 'lakebench.yml'), 'version: 1\nname: shop\nremotes: {}\n')
  writeFileSync(join(mate, 'queries/daily.sql'), lines({}))
  run(mate, 'add', '.')
  run(mate, 'commit', '-q', '-m', 'Begin')
  run(mate, 'push', '-q', '-u', 'origin', 'main')
  git = await serveGit(place.dir, { token })
  browser = await launch()
  server = await serve(place)
  window = await openWindow(browser, server.address)
  page = window.page
})
afterAll(async () => {
  await browser.close()
  await server.close()
  git.close()
  place.remove()
})

it('clones from the welcome, after it asked for a token, and opens restricted', async () => {
  await page.getByRole('button', { name: 'Clone…' }).click()
  await page.getByRole('textbox', { name: 'Address of the repository' }).fill(`${git.url}/none.git`)
  await page.getByRole('textbox', { name: 'New folder' }).fill(mine)
  await page.keyboard.press('Enter')
  const panel = page.getByRole('group', { name: `Sign in to ${git.url}` })
  await panel.getByRole('textbox', { name: 'User name' }).fill('ada')
  await panel.getByLabel('Token').fill('wrong')
  await page.keyboard.press('Enter')
  await panel.getByText(/refused the user name or token/).waitFor()
  await panel.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('textbox', { name: 'Address of the repository' }).fill(`${git.url}/shop.git`)
  await page.keyboard.press('Enter')
  await panel.getByRole('textbox', { name: 'User name' }).fill('ada')
  await panel.getByLabel('Token').fill(token.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Trust the workspace shop?' }).waitFor({ timeout: 60_000 })
  expect(run(mine, 'status', '-sb')).toBe('## main...origin/main')
  await showGit()
  const push = side().getByRole('button', { name: /^Pull/ })
  expect(await push.getAttribute('aria-disabled')).toBe('true')
  await page.getByRole('button', { name: 'Trust this workspace' }).click()
  await page.getByText('shop is trusted on this computer.').waitFor()
})

it('pushes, is refused while there is something newer, and pulls', async () => {
  await commit('queries/mine.sql', 'SELECT 1\n')
  await page.getByRole('button', { name: /^1↑ 0↓/ }).waitFor()
  await side().getByRole('button', { name: 'Push 1 commit' }).click()
  await page.getByText('Pushed 1 commit to origin/main').waitFor()
  expect(run(bare, 'log', '-1', '--format=%s', 'main')).toBe('Change queries/mine.sql')
  mateChanges('queries/theirs.sql', 'SELECT 2\n')
  await commit('queries/mine.sql', 'SELECT 3\n')
  await frame(page).command('Push commits and runs')
  await side().getByText('The push was refused: origin/main has 1 newer commit. Pull, then push.').waitFor()
  await side().getByRole('alert').getByRole('button', { name: 'Pull' }).click()
  await page.getByText('Pulled and merged 1 commit').waitFor()
  expect(existsSync(join(mine, 'queries/theirs.sql'))).toBe(true)
  await side().getByRole('button', { name: 'Push 2 commits' }).click()
  await page.getByText('Pushed 2 commits to origin/main').waitFor()
})

it('shows a conflict, and takes an aborted merge back whole', async () => {
  mateChanges('queries/daily.sql', lines({ 2: 'theirs', 8: 'theirs too' }))
  await commit('queries/daily.sql', lines({ 2: 'ours', 8: 'ours too' }))
  await frame(page).command('Pull: fetch, then merge')
  await page.getByText('conflict 1 of 2 conflicts').waitFor()
  await side().getByText('Merging origin/main: 2 conflicts left').waitFor()
  await side().getByRole('button', { name: 'Abort merge' }).click()
  await side().getByRole('group').getByRole('button', { name: 'Abort merge' }).click()
  await page.getByText(/Everything is as before the merge/).waitFor()
  expect(readFileSync(join(mine, 'queries/daily.sql'), 'utf8')).toBe(lines({ 2: 'ours', 8: 'ours too' }))

  await frame(page).command('Pull: fetch, then merge')
  await page.getByText('conflict 1 of 2 conflicts').waitFor()
  const complete = side().getByRole('button', { name: 'Complete merge' })
  expect(await complete.getAttribute('aria-disabled')).toBe('true')
  expect(server.printed()).not.toContain(token.password)
})

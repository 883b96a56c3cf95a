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
/** Commits what another program wrote a moment ago, which the list of changes does not show yet. */
async function commit(path: string, text: string): Promise<void> {
  const message = side().getByRole('textbox', { name: 'Commit message' })
  writeFileSync(join(mine, path), text)
  await message.fill(`Change ${path}`)
  await message.press('Control+Enter')
  await page
    .getByText(new RegExp(`^Committed [0-9a-f]{7}: Change ${path}$`))
    .first()
    .waitFor()
}
async function signIn(password: string): Promise<void> {
  const panel = page.getByRole('group', { name: `Sign in to ${git.url}` })
  await panel.getByRole('textbox', { name: 'User name' }).fill('ada')
  await panel.getByLabel('Token').fill(password)
  await panel.getByLabel('Token').press('Enter')
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
  await signIn('wrong')
  await panel.getByText(/refused the user name or token/).waitFor()
  await panel.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('textbox', { name: 'Address of the repository' }).fill(`${git.url}/shop.git`)
  await page.keyboard.press('Enter')
  await signIn(token.password)
  await page.getByRole('heading', { name: 'Trust the workspace shop?' }).waitFor({ timeout: 60_000 })
  expect(run(mine, 'status', '-sb')).toBe('## main...origin/main')
  await showGit()
  const push = side().getByRole('button', { name: /^Pull/ })
  expect(await push.getAttribute('aria-disabled')).toBe('true')
  await page.getByRole('button', { name: 'Trust this workspace' }).click()
  await page.getByText('shop is trusted on this computer.').waitFor()
})

it('commits, pushes, is refused while there is something newer, and pulls', async () => {
  const message = side().getByRole('textbox', { name: 'Commit message' })
  await message.fill('Too early')
  await message.press('Control+Enter')
  await side().getByText('Nothing changed since the last commit.').waitFor()
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
  expect(run(bare, 'rev-parse', 'main')).toBe(run(mine, 'rev-parse', 'HEAD'))
})

it('solves a conflict in three ways, after one was aborted and the app was killed', async () => {
  mateChanges('queries/daily.sql', lines({ 2: 'theirs', 8: 'theirs too' }))
  await commit('queries/daily.sql', lines({ 2: 'ours', 8: 'ours too' }))
  await frame(page).command('Pull: fetch, then merge')
  await page.getByText('conflict 1 of 2').waitFor()
  await side().getByText('Merging origin/main: 2 conflicts left').waitFor()
  await side().getByRole('button', { name: 'Abort merge' }).click()
  await side().getByRole('group').getByRole('button', { name: 'Abort merge' }).click()
  await page.getByText(/^Everything is as before the merge/).waitFor()
  // Else the conflict that is told below may be the one of before.
  await page.getByText('queries/daily.sql has no conflict any more.').waitFor()
  expect(readFileSync(join(mine, 'queries/daily.sql'), 'utf8')).toBe(lines({ 2: 'ours', 8: 'ours too' }))
  expect(run(mine, 'status', '--porcelain')).toBe('')

  await frame(page).command('Pull: fetch, then merge')
  await page.getByText('conflict 1 of 2').waitFor()
  expect(server.printed()).not.toContain(token.password)
  // It ends as by a power cut, and the merge is where it was.
  server.process.kill('SIGKILL')
  await window.context.close()
  server = await serve(place, ['--workspace', mine])
  window = await openWindow(browser, server.address)
  page = window.page
  const complete = side().getByRole('button', { name: 'Complete merge' })
  await side().getByText('Merging origin/main: 2 conflicts left').waitFor({ timeout: 60_000 })
  expect(await complete.getAttribute('aria-disabled')).toBe('true')
  await side().getByRole('row', { name: 'queries/daily.sql', exact: true }).click()
  await page.getByText('conflict 1 of 2').waitFor()
  const ours = page.getByRole('region', { name: 'Ours' })
  await ours.getByRole('button', { name: 'Use ours' }).click()
  await page.getByText('conflict 1 of 1').waitFor()
  await page.keyboard.press('Alt+Shift+3')
  await page.getByText('solved', { exact: true }).first().waitFor()
  await side().getByText('Merging origin/main: all conflicts are solved').waitFor()
  await complete.click()
  await page.getByText(/^Merged origin\/main as [0-9a-f]{7}/).waitFor()
  expect(readFileSync(join(mine, 'queries/daily.sql'), 'utf8')).toBe(
    lines({ 2: 'ours', 8: 'ours too\n-- theirs too' }),
  )
  expect(run(mine, 'rev-list', '--parents', '-1', 'HEAD').split(' ')).toHaveLength(3)
  expect(run(mine, 'status', '--porcelain')).toBe('')
  expect(run(mine, 'fsck', '--strict', '--no-dangling')).toBe('')
})

it('asks again for a token that was for one launch alone, and says when it is offline', async () => {
  await side().getByRole('button', { name: /^Push/ }).click()
  await signIn(token.password)
  await page.getByText('Pushed 2 commits to origin/main').waitFor()
  expect(run(bare, 'rev-parse', 'main')).toBe(run(mine, 'rev-parse', 'HEAD'))
  git.close()
  await frame(page).command('Fetch from the remote')
  await side().getByText('Could not reach origin. Your commits are safe here. Try again.').waitFor()
  expect(server.printed()).not.toContain(token.password)
  // Of refusals that the window shows, the browser's console has lines of its own.
  expect(window.faults.filter((fault) => !/status of (400|422|502)/.test(fault))).toEqual([])
})

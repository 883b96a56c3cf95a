import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type GitServer, serveGit } from '../main/git/testing.ts'
import { launch, makePlace, openWindow, type Served, serve, type Window } from './support/app.ts'

/** A remote that asks for a token. */

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
beforeAll(async () => {
  run(place.dir, 'init', '-q', '--bare', '-b', 'main', bare)
  run(bare, 'config', 'http.receivepack', 'true')
  run(place.dir, 'clone', '-q', bare, mate)
  run(mate, 'checkout', '-q', '-B', 'main')
  mkdirSync(join(mate, 'queries'))
  writeFileSync(join(mate, 'lakebench.yml'), 'version: 1\nname: shop\nremotes: {}\n')
  writeFileSync(join(mate, 'queries/daily.sql'), 'SELECT 1\n')
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

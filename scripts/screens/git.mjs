import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command, edit, feature, openQuery, side } from './actions.mjs'

const git = (cwd, ...args) =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()

/** Gives the workspace a remote in a folder, with a commit to push; returns the folder and what undoes it all. */
function withRemote(workspace) {
  const folder = mkdtempSync(join(tmpdir(), 'lakebench-remote-'))
  const head = git(workspace, 'rev-parse', 'HEAD')
  const branch = git(workspace, 'rev-parse', '--abbrev-ref', 'HEAD')
  const bare = join(folder, 'demo.git')
  git(folder, 'clone', '-q', '--bare', workspace, bare)
  git(workspace, 'remote', 'add', 'origin', bare)
  git(workspace, 'fetch', '-q', 'origin')
  git(workspace, 'branch', '-q', `--set-upstream-to=origin/${branch}`)
  const change = (at, path, text, message) => {
    writeFileSync(join(at, path), text)
    git(at, 'add', path)
    git(at, 'commit', '-q', '-m', message)
  }
  change(workspace, 'README.md', '# Flights\n\nDelays by route and hour.\n', 'Say what this is')
  return {
    folder,
    /** A commit of somebody else on the remote. */
    mate(path, text) {
      const mate = join(folder, 'mate')
      git(folder, 'clone', '-q', bare, mate)
      change(mate, path, text, 'Say it otherwise')
      git(mate, 'push', '-q')
    },
    undo() {
      git(workspace, 'reset', '-q', '--hard', head)
      git(workspace, 'branch', '--unset-upstream')
      git(workspace, 'remote', 'remove', 'origin')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A remote by HTTP that answers so. */
async function withServer(workspace, answer) {
  const server = createServer(answer)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  git(workspace, 'remote', 'add', 'origin', `http://127.0.0.1:${server.address().port}/team/shop.git`)
  return () => {
    git(workspace, 'remote', 'remove', 'origin')
    server.close()
    server.closeAllConnections()
  }
}

async function ask(page, title) {
  await feature(page, 'Source control')
  await command(page, title)
}

export const gitScreens = {
  async git(page) {
    await feature(page, 'Source control')
    await side(page, 'Source control').getByText('Learn by route and hour').first().click()
  },
  async 'git-changes'(page) {
    await feature(page, 'Source control')
  },

  async 'git-file'(page) {
    await openQuery(page, 'predict_route_hour_median.sql')
    await command(page, 'History of this file')
    await page.getByRole('grid', { name: 'Versions' }).getByRole('row').nth(1).click()
    await page.locator('.monaco-diff-editor').first().waitFor()
  },
  async 'git-branches'(page) {
    await feature(page, 'Source control')
    await page.getByRole('button', { name: /Switch branch$/ }).click()
    await page.getByRole('menuitem', { name: /^New branch/ }).hover()
  },
  async 'git-shelve'(page, workspace) {
    const undo = await edit(page, workspace, 'queries/start_here.sql', (text) => `${text}-- more\n`)
    await feature(page, 'Source control')
    await command(page, 'Shelve changes')
    await page.getByRole('textbox', { name: /^Shelve/ }).fill('Try medians')
    return undo
  },
  async 'git-search'(page) {
    await command(page, 'Search in all files')
    await page.getByRole('textbox', { name: 'Search', exact: true }).fill('origin')
    await page.getByText(/matches in \d+ files/).waitFor()
  },
  async 'git-search-error'(page) {
    await command(page, 'Search in all files')
    await page.getByRole('button', { name: 'Regular expression' }).click()
    await page.getByRole('textbox', { name: 'Search', exact: true }).fill('origin(')
    await page.getByText('This is no regular expression').waitFor()
  },
  async 'git-replace'(page) {
    await command(page, 'Search in all files')
    await page.getByRole('textbox', { name: 'Search', exact: true }).fill('mean_delay')
    await page.getByText(/matches in/).waitFor()
    await page.getByRole('textbox', { name: 'Replace with' }).fill('average_delay')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Replace \d+ match/ }).waitFor()
  },
  async 'git-undo'(page) {
    await command(page, 'Show undo')
  },
  async 'explore-file-menu'(page) {
    await openQuery(page, 'late_by_origin.sql')
    await side(page, 'Explore').getByText('late_by_origin.sql', { exact: true }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Move to/ }).hover()
  },
  async 'explore-file-rename'(page) {
    await openQuery(page, 'late_by_origin.sql')
    await side(page, 'Explore').getByRole('row', { name: 'late_by_origin.sql' }).focus()
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: /^Rename/ }).fill('con')
  },

  async 'git-diff'(page, workspace) {
    const undo = await edit(page, workspace, 'queries/start_here.sql', (text) =>
      text.replace('AS mean_delay_min', 'AS mean_delay').replace('ORDER BY ALL', 'ORDER BY flights DESC'),
    )
    await feature(page, 'Source control')
    await side(page, 'Source control').getByText('start_here.sql').first().click()
    await page.locator('.monaco-diff-editor').waitFor()
    return undo
  },
  async 'git-lock'(page, workspace) {
    const lock = join(workspace, '.git/index.lock')
    writeFileSync(lock, '')
    utimesSync(lock, Date.now() / 1000 - 300, Date.now() / 1000 - 300)
    await feature(page, 'Source control')
    await page.getByRole('button', { name: 'Remove the lock' }).waitFor({ timeout: 20_000 })
    return () => rmSync(lock, { force: true })
  },
  async 'git-push'(page, workspace) {
    const { undo } = withRemote(workspace)
    await feature(page, 'Source control')
    await side(page, 'Source control')
      .getByRole('button', { name: /^Push 1 commit/ })
      .waitFor({ timeout: 20_000 })
    return undo
  },
  async 'git-behind'(page, workspace) {
    const { mate, undo } = withRemote(workspace)
    mate('queries/other.sql', 'SELECT 1\n')
    git(workspace, 'fetch', '-q', 'origin')
    await feature(page, 'Source control')
    await side(page, 'Source control').getByRole('button', { name: 'Pull 1' }).waitFor({ timeout: 20_000 })
    return undo
  },
  async 'git-refused'(page, workspace) {
    const { mate, undo } = withRemote(workspace)
    mate('queries/other.sql', 'SELECT 1\n')
    await ask(page, 'Push commits and runs')
    await side(page, 'Source control').getByText('The push was refused').waitFor({ timeout: 30_000 })
    return undo
  },
  async 'git-conflict'(page, workspace) {
    const { mate, undo } = withRemote(workspace)
    mate('README.md', '# Flights of 2001\n\nDelays by airport.\n')
    await ask(page, 'Pull: fetch, then merge')
    await page.getByText(/conflict 1 of/).waitFor({ timeout: 30_000 })
    return undo
  },
  async 'git-offline'(page, workspace) {
    const undo = await withServer(workspace, (request) => request.socket.destroy())
    await ask(page, 'Fetch from the remote')
    await side(page, 'Source control').getByText('Could not reach origin').waitFor({ timeout: 20_000 })
    return undo
  },
  async 'git-token'(page, workspace) {
    const undo = await withServer(workspace, (_request, response) =>
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end(),
    )
    await ask(page, 'Fetch from the remote')
    await page.getByRole('group', { name: /^Sign in to/ }).waitFor({ timeout: 20_000 })
    return undo
  },
  async 'git-token-refused'(page, workspace) {
    const undo = await withServer(workspace, (_request, response) =>
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end(),
    )
    await ask(page, 'Fetch from the remote')
    const form = page.getByRole('group', { name: /^Sign in to/ })
    await form.getByRole('textbox', { name: 'User name' }).fill('ada', { timeout: 20_000 })
    await form.getByLabel('Token').fill('expired')
    await page.keyboard.press('Enter')
    await form.getByText(/refused the user name or token/).waitFor({ timeout: 20_000 })
    return undo
  },
  async 'git-progress'(page, workspace) {
    const undo = await withServer(workspace, () => undefined)
    await ask(page, 'Fetch from the remote')
    await side(page, 'Source control').getByRole('button', { name: 'Cancel' }).waitFor({ timeout: 20_000 })
    return undo
  },
}

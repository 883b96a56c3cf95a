import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { demoApp } from '../support/demo-app.ts'
import { explore } from '../support/explore.ts'
import { frame } from '../support/frame.ts'
import { demo } from '../support/own-demo.ts'

/** Files of a workspace and their versions, in a real Chromium, with stock git as the judge. */

// An open query is asked for while it is away.
const app = demoApp({ refusals: true })

const inWorkspace = (path: string) => join(demo.root, path)
const git = (...args: string[]) => execFileSync('git', args, { cwd: demo.root, encoding: 'utf8' }).trim()

beforeEach(() => {
  const clean = git('status', '--porcelain')
  return () => expect(git('status', '--porcelain')).toBe(clean)
})

describe('the tree', () => {
  it('makes, renames, moves, copies and deletes by keys alone, each with an undo', async () => {
    const { page } = app
    mkdirSync(inWorkspace('reports'), { recursive: true })
    writeFileSync(inWorkspace('queries/zebra.sql'), 'SELECT 41 + 1 AS answer\n')
    writeFileSync(inWorkspace('reports/zebra.md'), 'See queries/zebra.sql.\n')
    try {
      const view = explore(page)
      const side = page.getByRole('region', { name: 'Explore' })
      await page.reload()
      await view.open('zebra.sql')
      expect(await view.run()).toMatch(/1 row/)
      const row = (name: string) => side.getByRole('row', { name, exact: true })

      // a rename with the query open: text, result and the report follow
      await row('zebra.sql').focus()
      await page.keyboard.press('F2')
      const name = side.getByRole('textbox', { name: 'Rename queries/zebra.sql' })
      await name.fill('con')
      await side.getByText('Windows keeps the name').waitFor()
      await name.fill('okapi')
      await page.keyboard.press('Enter')
      await page.getByText('Renamed zebra.sql to okapi.sql; zebra.md follows').waitFor()
      await page.getByRole('tab', { name: /^okapi\.sql/ }).waitFor()
      expect(await page.getByRole('tab', { name: /^zebra\.sql/ }).count()).toBe(0)
      expect(await view.rows()).toBe(1)
      expect(readFileSync(inWorkspace('reports/zebra.md'), 'utf8')).toBe('See queries/okapi.sql.\n')
      await view.type('SELECT 43 AS answer\n')
      await expect
        .poll(() => readFileSync(inWorkspace('queries/okapi.sql'), 'utf8'))
        .toBe('SELECT 43 AS answer\n')

      // a folder, and the query moved into it from its menu
      await side.getByRole('button', { name: 'New folder' }).click()
      await side.getByRole('textbox', { name: 'New folder in queries' }).fill('zoo')
      await page.keyboard.press('Enter')
      await row('zoo').waitFor()
      await row('okapi.sql').focus()
      await page.keyboard.press('Shift+F10')
      await page.getByRole('menuitem', { name: /^Move to/ }).press('Enter')
      await page.getByRole('menuitem', { name: 'queries/zoo' }).press('Enter')
      await expect
        .poll(() => existsSync(inWorkspace('queries/zoo/okapi.sql')), { timeout: 10_000 })
        .toBe(true)
      await expect
        .poll(() => readFileSync(inWorkspace('reports/zebra.md'), 'utf8'), { timeout: 10_000 })
        .toBe('See queries/zoo/okapi.sql.\n')

      // a copy, deleted, brought back
      await side.getByRole('row', { name: 'okapi.sql', exact: true, level: 3 }).focus()
      await page.keyboard.press('Control+d')
      await row('okapi copy.sql').waitFor()
      await row('okapi copy.sql').focus()
      await page.keyboard.press('Delete')
      const toast = page.getByRole('alertdialog').filter({ hasText: 'Deleted okapi copy.sql' })
      await toast.waitFor()
      expect(existsSync(inWorkspace('queries/zoo/okapi copy.sql'))).toBe(false)
      await toast.getByRole('button', { name: 'Undo' }).click()
      await row('okapi copy.sql').waitFor()
      expect(readFileSync(inWorkspace('queries/zoo/okapi copy.sql'), 'utf8')).toBe('SELECT 43 AS answer\n')
    } finally {
      for (const path of ['queries/zoo', 'queries/zebra.sql', 'queries/okapi.sql', 'reports/zebra.md']) {
        rmSync(inWorkspace(path), { recursive: true, force: true })
      }
    }
  })

  it('takes a query that is dragged onto a folder', async () => {
    const { page } = app
    mkdirSync(inWorkspace('queries/zoo'), { recursive: true })
    writeFileSync(inWorkspace('queries/zebra.sql'), 'SELECT 1\n')
    try {
      await page.reload()
      const side = page.getByRole('region', { name: 'Explore' })
      await side.getByText('zebra.sql', { exact: true }).dragTo(side.getByText('zoo', { exact: true }))
      await page.getByText('Moved zebra.sql to queries/zoo').waitFor()
      expect(existsSync(inWorkspace('queries/zoo/zebra.sql'))).toBe(true)
    } finally {
      for (const path of ['queries/zoo', 'queries/zebra.sql']) {
        rmSync(inWorkspace(path), { recursive: true, force: true })
      }
    }
  })
})

describe('branches', () => {
  it('are made, left and taken back with work that comes along or is kept, and deleted', async () => {
    const { page, view } = app
    const home = git('branch', '--show-current')
    const path = 'queries/zebra.sql'
    const side = page.getByRole('region', { name: 'Source control', exact: true })
    const branches = page.getByRole('menu')
    const openBranches = async () => {
      await page.keyboard.press('Control+K')
      await page.keyboard.press('b')
      await branches.waitFor()
    }
    const onDisk = () => (existsSync(inWorkspace(path)) ? readFileSync(inWorkspace(path), 'utf8') : null)
    writeFileSync(inWorkspace(path), 'SELECT 1 AS one\n')
    try {
      await page.reload()
      await view.open('zebra.sql')
      await view.type('SELECT 2 AS two\n')
      await openBranches()
      await branches.getByRole('menuitem', { name: 'New branch…' }).press('Enter')
      const name = page.getByRole('textbox', { name: `New branch from ${home}` })
      await name.fill('no..good')
      await name.press('Enter')
      await page.getByText('This is no name for a branch.').waitFor()
      await name.fill('try/zebra')
      await name.press('Enter')
      await page.getByText('Made try/zebra, and on it now').waitFor()
      // What was typed a moment ago came along.
      expect(git('branch', '--show-current')).toBe('try/zebra')
      expect(onDisk()).toBe('SELECT 2 AS two\n')
      expect(git('status', '--porcelain', path)).toBe(`?? ${path}`)

      // From here on a switch changes commits, so the work is put aside.
      git(
        '-c',
        'user.name=a',
        '-c',
        'user.email=a@example.org',
        'commit',
        '-q',
        '--allow-empty',
        '-m',
        'Zebra',
      )
      await openBranches()
      await branches.getByRole('menuitem', { name: new RegExp(`^${home}`) }).press('Enter')
      await page.getByText(`On ${home}. Your work on try/zebra is kept`).waitFor()
      expect(git('branch', '--show-current')).toBe(home)
      expect(git('status', '--porcelain')).toBe('')
      await page.getByRole('tab', { name: /^zebra\.sql/ }).waitFor({ state: 'detached' })
      await side.getByText('Your work on try/zebra is kept.').waitFor()
      await side.getByRole('button', { name: 'Bring it here', exact: true }).click()
      await page.getByText('Work on try/zebra is here').waitFor()
      expect(onDisk()).toBe('SELECT 2 AS two\n')
      await page.getByRole('tab', { name: /^zebra\.sql/ }).waitFor()

      // Put aside under a name, deleted, and brought back from the list of what can be undone.
      await page.keyboard.press('Control+K')
      await page.keyboard.press('h')
      const shelf = side.getByRole('textbox', { name: /^Shelve/ })
      await shelf.fill('Zebra crossing')
      await shelf.press('Enter')
      const row = side.getByRole('row', { name: 'Zebra crossing', exact: true })
      await row.waitFor()
      expect(git('status', '--porcelain')).toBe('')
      await row.focus()
      await page.keyboard.press('Delete')
      await row.waitFor({ state: 'detached' })
      await frame(page).command('Show undo')
      await page.getByRole('button', { name: 'Undo: Took the shelf Zebra crossing away' }).click()
      await side.getByRole('button', { name: 'Bring Zebra crossing here' }).click()
      await page.getByText('Zebra crossing is here').waitFor()
      expect(git('status', '--porcelain', path)).toBe(`?? ${path}`)

      await openBranches()
      await branches.getByRole('menuitem', { name: /^Delete a branch/ }).press('Enter')
      await page
        .getByRole('menu', { name: 'Delete a branch' })
        .getByRole('menuitem', { name: /^try\/zebra/ })
        .press('Enter')
      const toast = page.getByRole('alertdialog').filter({ hasText: 'Deleted the branch try/zebra' })
      await toast.waitFor()
      expect(git('branch', '--list', 'try/zebra')).toBe('')
      await toast.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('try/zebra is back').waitFor()
      expect(git('log', '-1', '--format=%s', 'try/zebra')).toBe('Zebra')
      expect(git('fsck', '--full', '--strict', '--no-dangling')).toBe('')
    } finally {
      git('switch', '-q', '-f', home)
      rmSync(inWorkspace(path), { force: true })
      const made = ['refs/heads/try', 'refs/lakebench/shelves', 'refs/lakebench/dropped']
      for (const ref of git('for-each-ref', '--format=%(refname)', ...made).split('\n')) {
        if (ref) git('update-ref', '-d', ref)
      }
    }
  })
})

describe('versions', () => {
  it('tells the history of a file with its results, and restores a version', async () => {
    const { page } = app
    const path = 'queries/predict_route_hour_median.sql'
    const before = readFileSync(inWorkspace(path), 'utf8')
    try {
      const view = explore(page)
      await view.open('predict_route_hour_median.sql')
      await page.keyboard.press('Control+K')
      await page.keyboard.press('l')
      const list = page.getByRole('grid', { name: 'Versions' })
      await list.waitFor()
      const stock = git('log', '--follow', '--format=%h', '--', path).split('\n')
      expect(await list.getByRole('row').count()).toBe(stock.length)
      await list
        .getByText(/^result [0-9a-f]{7}$/)
        .first()
        .waitFor()
      await list.getByRole('row').last().click()
      await page.getByRole('button', { name: 'Restore this version' }).click()
      const toast = page
        .getByRole('alertdialog')
        .filter({ hasText: 'Restored predict_route_hour_median.sql as of' })
      await toast.waitFor()
      expect(readFileSync(inWorkspace(path), 'utf8')).toBe(
        execFileSync('git', ['show', `${stock.at(-1)}:${path}`], { cwd: demo.root, encoding: 'utf8' }),
      )
      await toast.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(() => readFileSync(inWorkspace(path), 'utf8'), { timeout: 10_000 }).toBe(before)
      await page.getByRole('button', { name: 'Run at this version' }).click()
      await expect.poll(() => view.text(), { timeout: 10_000 }).toContain('SELECT avg(delay) FROM flights')
    } finally {
      writeFileSync(inWorkspace(path), before)
    }
  })
})

describe('search', () => {
  it('finds text in files and drafts as it is typed, and replaces it as one step', async () => {
    const { page } = app
    writeFileSync(inWorkspace('queries/zebra.sql'), 'SELECT quagga(1),\n       quagga(2)\n')
    mkdirSync(inWorkspace('reports'), { recursive: true })
    writeFileSync(inWorkspace('reports/zebra.md'), '# Quagga\n')
    try {
      const view = explore(page)
      await view.draft()
      await view.type("SELECT 'quagga' AS draft")
      await page.keyboard.press('Control+Shift+F')
      await page.getByRole('textbox', { name: 'Search', exact: true }).fill('quagga')
      await page.getByText('4 matches in 3 files').waitFor()
      const matches = page.getByRole('treegrid', { name: 'Matches' })
      await page.getByRole('button', { name: 'Match case' }).click()
      await page.getByText('3 matches in 2 files').waitFor()
      await matches.getByRole('row', { name: /^2\s+quagga/ }).click()
      await page.getByRole('tab', { name: /^zebra\.sql/ }).waitFor()
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null))
        .toBe(true)

      await page.keyboard.press('Control+Shift+F')
      await page.getByRole('button', { name: 'Regular expression' }).click()
      const field = page.getByRole('textbox', { name: 'Search', exact: true })
      await field.fill('(?<=x)quagga')
      await page.getByText('Look-around and back references are not known here').waitFor()
      await field.fill('quagga\\((\\d)\\)')
      await page.getByText('2 matches in 1 file').waitFor()
      await page.getByRole('textbox', { name: 'Replace with' }).fill('okapi($1)')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Replace 2 matches in 1 file' }).click()
      const toast = page.getByRole('alertdialog').filter({ hasText: 'Replaced 2 matches in 1 file' })
      await toast.waitFor()
      expect(readFileSync(inWorkspace('queries/zebra.sql'), 'utf8')).toBe(
        'SELECT okapi(1),\n       okapi(2)\n',
      )
      await expect.poll(() => view.text(), { timeout: 10_000 }).toContain('okapi(1)')
      await toast.getByRole('button', { name: 'Undo' }).click()
      await expect
        .poll(() => readFileSync(inWorkspace('queries/zebra.sql'), 'utf8'), { timeout: 10_000 })
        .toContain('quagga(1)')
    } finally {
      for (const path of ['queries/zebra.sql', 'reports/zebra.md']) rmSync(inWorkspace(path), { force: true })
    }
  })
})

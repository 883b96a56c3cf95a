import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sharedLines } from './file-log.ts'
import { gitHandlers as git } from './handlers.ts'
import { fsck, gitProcess, stockGit, temporaryFolder, writeFiles } from './testing.ts'
import type { RepoRef } from './types.ts'

let dir: string
let done: () => void
let repo: RepoRef

beforeEach(async () => {
  ;({ dir, done } = temporaryFolder())
  process.env.GIT_CONFIG_GLOBAL = '/dev/null'
  process.env.GIT_CONFIG_NOSYSTEM = '1'
  repo = await git.initRepository({ root: join(dir, 'work') })
  dir = repo.dir
  writeFiles(dir, {
    'lakebench.yml': 'version: 1\nname: t\n',
    'queries/a.sql': 'SELECT 1\n',
    'notes.txt': 'n\n',
  })
  stockGit(dir, 'add', '-A')
  stockGit(dir, 'commit', '-qm', 'First')
})
afterEach(() => done())

const text = (path: string) => readFileSync(join(dir, path), 'utf8')
const code = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (thrown) => thrown.code ?? thrown,
  )
const porcelain = () => stockGit(dir, 'status', '--porcelain')
const commitAll = (message: string) => {
  stockGit(dir, 'add', '-A')
  stockGit(dir, 'commit', '-qm', message)
}
/** A branch `other` with another a.sql, a new file and one file less, and `main` to be on. */
const withOther = () => {
  stockGit(dir, 'switch', '-qc', 'other')
  writeFiles(dir, { 'queries/a.sql': 'SELECT 2\n', 'queries/deep/b.sql': 'SELECT 3\n' })
  rmSync(join(dir, 'notes.txt'))
  commitAll('Other')
  stockGit(dir, 'switch', '-q', 'main')
}

describe('switching', () => {
  test('to a branch and back is what stock git does, with a reflog', async () => {
    withOther()
    expect(await git.switchBranch({ repo, name: 'other' })).toEqual({
      from: 'main',
      branch: 'other',
      kept: null,
    })
    expect([text('queries/a.sql'), text('queries/deep/b.sql'), existsSync(join(dir, 'notes.txt'))]).toEqual([
      'SELECT 2\n',
      'SELECT 3\n',
      false,
    ])
    expect(porcelain()).toBe('')
    expect(stockGit(dir, 'branch', '--show-current')).toBe('other')
    expect(stockGit(dir, 'rev-parse', '--abbrev-ref', '@{-1}')).toBe('main')
    await git.switchBranch({ repo, name: 'main' })
    expect(porcelain()).toBe('')
    expect(existsSync(join(dir, 'queries/deep'))).toBe(false)
    fsck(dir)
  })

  test('keeps uncommitted work, which comes back by one verb, and by stock git', async () => {
    withOther()
    writeFiles(dir, { 'queries/a.sql': 'SELECT 11\n', 'queries/new.sql': 'new\n' })
    rmSync(join(dir, 'lakebench.yml'))
    stockGit(dir, 'add', 'queries/new.sql')
    const { kept } = await git.switchBranch({ repo, name: 'other' })
    expect(porcelain()).toBe('')
    expect(existsSync(join(dir, 'queries/new.sql'))).toBe(false)
    const [shelf] = await git.shelves({ repo })
    expect(shelf).toMatchObject({
      commit: kept,
      name: 'Work on main',
      kind: 'switch',
      branch: 'main',
      paths: ['lakebench.yml', 'queries/a.sql', 'queries/new.sql'],
    })
    await git.switchBranch({ repo, name: 'main' })
    expect(await git.applyShelf({ repo, commit: kept ?? '' })).toEqual({
      applied: ['lakebench.yml', 'queries/a.sql', 'queries/new.sql'],
      conflicts: [],
    })
    expect(porcelain()).toBe(' D lakebench.yml\n M queries/a.sql\n?? queries/new.sql')
    expect(await git.shelves({ repo })).toEqual([])
    stockGit(dir, 'stash', '-qu')
    stockGit(dir, 'stash', 'apply', '-q', kept ?? '')
    expect([text('queries/a.sql'), text('queries/new.sql')]).toEqual(['SELECT 11\n', 'new\n'])
    fsck(dir)
  })

  test('writes over nothing that it has not kept', async () => {
    withOther()
    writeFileSync(join(dir, 'notes.txt'), 'mine\n')
    expect(await code(git.switchBranch({ repo, name: 'other' }))).toBe('GIT_IN_THE_WAY')
    expect([text('notes.txt'), text('queries/a.sql')]).toEqual(['mine\n', 'SELECT 1\n'])
    stockGit(dir, 'restore', 'notes.txt')
    writeFiles(dir, { '.gitignore': 'deep\n', 'queries/deep/b.sql': 'ignored\n' })
    commitAll('Ignore')
    expect(await code(git.switchBranch({ repo, name: 'other' }))).toBe('GIT_IN_THE_WAY')
    expect(text('queries/deep/b.sql')).toBe('ignored\n')
    expect(stockGit(dir, 'branch', '--show-current')).toBe('main')
    // what stands in nobody's way stays
    rmSync(join(dir, 'queries/deep'), { recursive: true })
    writeFiles(dir, { 'elsewhere/x': 'x' })
    await git.switchBranch({ repo, name: 'other' })
    expect(porcelain()).toBe('?? elsewhere/')
  })

  test('is left to the user’s own git where files have filters, or a merge is under way', async () => {
    withOther()
    writeFiles(dir, { '.gitattributes': '*.bin filter=lfs\n' })
    expect(await code(git.switchBranch({ repo, name: 'other' }))).toBe('GIT_NEEDS_OWN_GIT')
    rmSync(join(dir, '.gitattributes'))
    writeFiles(dir, { 'queries/a.sql': 'SELECT 9\n' })
    commitAll('Mine')
    expect(() => stockGit(dir, 'merge', 'other')).toThrow()
    expect(await code(git.switchBranch({ repo, name: 'other' }))).toBe('GIT_HALF_DONE')
    expect(await code(git.switchBranch({ repo, name: 'none' }))).toBe('GIT_HALF_DONE')
  })

  test('makes a remote’s branch one of this repository', async () => {
    withOther()
    const clone = join(dir, '..', 'clone')
    stockGit(join(dir, '..'), 'clone', '-q', dir, clone)
    const there = (await git.discover({ root: clone }))!
    expect((await git.branches({ repo: there })).map(({ name, remote }) => [name, remote])).toEqual([
      ['main', false],
      ['origin/other', true],
    ])
    await git.switchBranch({ repo: there, name: 'origin/other' })
    expect(stockGit(clone, 'status', '-sb')).toBe('## other...origin/other')
  })

  test('a process killed in the middle loses nothing, and the next one goes on', async () => {
    stockGit(dir, 'switch', '-qc', 'many')
    writeFiles(
      dir,
      Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`queries/m/${i}.sql`, `SELECT ${i}\n`])),
    )
    commitAll('Many')
    stockGit(dir, 'switch', '-q', 'main')
    writeFiles(dir, { 'queries/a.sql': 'SELECT 11\n', 'queries/new.sql': 'new\n' })
    const child = gitProcess('switchBranch', [{ repo, name: 'many' }], true)
    while (!existsSync(join(dir, 'queries/m/20.sql'))) await new Promise((resolve) => setTimeout(resolve, 1))
    child.kill('SIGKILL')
    await new Promise((resolve) => child.on('exit', resolve))
    const { branch, changes } = await git.status({ repo })
    expect({ branch, changes }).toEqual({ branch: 'many', changes: [] })
    expect(porcelain()).toBe('')
    const [shelf] = await git.shelves({ repo })
    await git.switchBranch({ repo, name: 'main' })
    await git.applyShelf({ repo, commit: shelf?.commit ?? '' })
    expect([text('queries/a.sql'), text('queries/new.sql')]).toEqual(['SELECT 11\n', 'new\n'])
    fsck(dir)
  })
})

test('a branch of the same commit takes what is not committed along', async () => {
  writeFiles(dir, { 'queries/a.sql': 'SELECT 9\n' })
  await git.createBranch({ repo, name: 'new' })
  expect(await git.switchBranch({ repo, name: 'new' })).toEqual({ from: 'main', branch: 'new', kept: null })
  expect([porcelain(), stockGit(dir, 'branch', '--show-current')]).toEqual([' M queries/a.sql', 'new'])
})

describe('branches', () => {
  test('made, renamed and deleted as stock git sees it, each delete with an undo', async () => {
    await git.createBranch({ repo, name: 'feature/x' })
    expect(await code(git.createBranch({ repo, name: 'Feature/X' }))).toBe('GIT_NAME')
    expect(await code(git.createBranch({ repo, name: 'feature' }))).toBe('GIT_NAME')
    for (const name of ['', 'a b', 'a..b', '-x', 'x.lock', 'a/', '.a', 'HEAD', 'a~1', 'é\u0007']) {
      expect([name, await code(git.createBranch({ repo, name }))]).toEqual([name, 'GIT_NAME'])
    }
    stockGit(dir, 'config', 'branch.main.remote', 'origin')
    await git.renameBranch({ repo, from: 'main', to: 'trunk' })
    expect(stockGit(dir, 'branch', '--show-current')).toBe('trunk')
    expect(stockGit(dir, 'config', 'branch.trunk.remote')).toBe('origin')
    expect(stockGit(dir, 'reflog', 'show', 'trunk', '--format=%gs')).toContain('commit (initial): First')
    await git.renameBranch({ repo, from: 'feature/x', to: 'feature' })
    expect(await code(git.deleteBranch({ repo, name: 'trunk' }))).toBe('GIT_CURRENT')
    stockGit(dir, 'pack-refs', '--all')
    const { undo } = await git.deleteBranch({ repo, name: 'feature' })
    expect(stockGit(dir, 'branch', '--format=%(refname:short)')).toBe('trunk')
    expect(await git.dropped({ repo })).toMatchObject([{ undo, kind: 'branch', name: 'feature' }])
    await git.undoDrop({ repo, undo })
    expect(stockGit(dir, 'branch', '--format=%(refname:short)')).toBe('feature\ntrunk')
    expect(await code(git.undoDrop({ repo, undo }))).toBe('UNDO_GONE')
    fsck(dir)
  })
})

describe('shelves', () => {
  test('of chosen files, with what was staged', async () => {
    writeFiles(dir, { 'queries/a.sql': 'staged\n', 'queries/b.sql': 'b\n' })
    stockGit(dir, 'add', 'queries/a.sql')
    writeFiles(dir, { 'queries/a.sql': 'typed\n' })
    const shelf = await git.shelve({ repo, name: 'Try  medians', paths: ['queries/a.sql'] })
    expect(shelf).toMatchObject({ name: 'Try medians', paths: ['queries/a.sql'] })
    expect(porcelain()).toBe('?? queries/b.sql')
    expect(stockGit(dir, 'show', `${shelf.commit}^2:queries/a.sql`)).toBe('staged')
    expect(await code(git.shelve({ repo, name: 'x', paths: ['queries/a.sql'] }))).toBe('GIT_NOTHING')
    const { undo } = await git.dropShelf({ repo, commit: shelf.commit })
    expect(await git.shelves({ repo })).toEqual([])
    await git.undoDrop({ repo, undo })
    await git.applyShelf({ repo, commit: shelf.commit })
    expect(text('queries/a.sql')).toBe('typed\n')
  })

  test('unites what does not touch, and tells and keeps what does', async () => {
    const lines = Array.from({ length: 9 }, (_, i) => `-- ${i}\n`)
    writeFiles(dir, { 'queries/a.sql': lines.join(''), 'queries/b.sql': 'b\n' })
    commitAll('Lines')
    writeFiles(dir, { 'queries/a.sql': lines.with(1, '-- mine\n').join(''), 'queries/b.sql': 'shelved\n' })
    const { commit } = await git.shelve({ repo, name: 'x', paths: null })
    writeFiles(dir, { 'queries/a.sql': lines.with(7, '-- other\n').join(''), 'queries/b.sql': 'typed\n' })
    expect(await git.applyShelf({ repo, commit })).toEqual({
      applied: ['queries/a.sql'],
      conflicts: ['queries/b.sql'],
    })
    expect(text('queries/a.sql')).toBe(lines.with(1, '-- mine\n').with(7, '-- other\n').join(''))
    expect(text('queries/b.sql')).toBe('typed\n')
    expect(await git.shelves({ repo })).toHaveLength(1)
  })
})

describe('history of one file', () => {
  test('is what `git log --follow` says, through renames and merges', async () => {
    const long = (n: number) =>
      Array.from({ length: 12 }, (_, i) => `line ${i} ${i === 3 ? n : ''}\n`).join('')
    writeFiles(dir, { 'queries/x.sql': long(0) })
    commitAll('Add x')
    writeFiles(dir, { 'queries/x.sql': long(1) })
    commitAll('Edit x')
    writeFiles(dir, { 'queries/other.sql': 'o' })
    commitAll('Other')
    stockGit(dir, 'mv', 'queries/x.sql', 'queries/y.sql')
    writeFiles(dir, { 'queries/y.sql': long(2) })
    commitAll('Rename to y')
    stockGit(dir, 'switch', '-qc', 'side')
    writeFiles(dir, { 'queries/y.sql': long(3) })
    commitAll('Side')
    stockGit(dir, 'switch', '-q', 'main')
    writeFiles(dir, { 'queries/other.sql': 'oo' })
    commitAll('Main')
    stockGit(dir, 'merge', '-q', '--no-edit', 'side')
    const stock = stockGit(dir, 'log', '--follow', '--format=%H', '--', 'queries/y.sql').split('\n')
    const ours = await git.fileLog({ repo, path: 'queries/y.sql', limit: 50 })
    expect(ours.map(({ commit }) => commit)).toEqual(stock)
    expect(ours.map(({ path, from, state }) => [path, from, state])).toEqual([
      ['queries/y.sql', null, 'modified'],
      ['queries/y.sql', 'queries/x.sql', 'modified'],
      ['queries/x.sql', null, 'modified'],
      ['queries/x.sql', null, 'added'],
    ])
    expect(ours[0]?.blob).toBe(stockGit(dir, 'rev-parse', 'HEAD:queries/y.sql'))
    // one that is not committed yet
    mkdirSync(join(dir, 'queries/z'))
    stockGit(dir, 'mv', 'queries/y.sql', 'queries/z/y.sql')
    expect(
      (await git.fileLog({ repo, path: 'queries/z/y.sql', limit: 50 })).map(({ commit }) => commit),
    ).toEqual(stock)
    expect(
      await git.blobs({
        repo,
        at: [
          { commit: stock[3] ?? '', path: 'queries/x.sql' },
          { commit: stock[3] ?? '', path: 'no' },
        ],
      }),
    ).toEqual([ours[3]?.blob, null])
    expect(sharedLines('a\nb\n', 'x\ny\n')).toBeLessThan(0.5)
  })
})

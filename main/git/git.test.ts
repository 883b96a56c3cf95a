import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseConfig } from './config.ts'
import { gitHandlers as git } from './handlers.ts'
import { withoutPacked } from './refs.ts'
import { firstFiles, fsck, newRepository, stockGit, writeFiles } from './testing.ts'
import type { RepoRef } from './types.ts'

let dir: string
let done: () => void
let repo: RepoRef

beforeEach(async () => {
  ;({ repo, dir, done } = await newRepository(git.initRepository))
})
afterEach(() => done())

const commitAll = (message = 'First', paths = ['lakebench.yml', 'queries']) =>
  git.commit({ repo, message, paths, ownGit: true })

const start = async () => {
  writeFiles(dir, firstFiles)
  return commitAll()
}

describe('discover', () => {
  test('a subfolder, a linked worktree and a plain folder', async () => {
    await start()
    mkdirSync(join(dir, 'sub', 'deep'), { recursive: true })
    expect(await git.discover({ root: join(dir, 'sub', 'deep') })).toEqual({ dir, prefix: 'sub/deep' })
    const linked = join(dir, '..', 'linked')
    stockGit(dir, 'worktree', 'add', '-q', '-b', 'other', linked)
    const other = await git.discover({ root: linked })
    expect(other).toEqual({ dir: linked, prefix: '' })
    expect(await git.discover({ root: join(dir, '..') })).toBeNull()
    // a commit made in the linked worktree moves its branch alone
    writeFiles(linked, { 'queries/b.sql': 'SELECT 2\n' })
    const made = await git.commit({ repo: other!, message: 'There', paths: ['queries/b.sql'], ownGit: false })
    expect(stockGit(dir, 'rev-parse', 'other')).toBe(made.commit)
    expect(stockGit(linked, 'status', '--porcelain')).toBe('')
    expect((await git.head({ repo })).branch).toBe('main')
    fsck(dir)
  })

  test('a .git file that leads nowhere says so', async () => {
    const broken = join(dir, '..', 'broken')
    writeFiles(broken, { '.git': 'gitdir: /nowhere\n' })
    await expect(git.discover({ root: broken })).rejects.toMatchObject({ code: 'GIT_BROKEN' })
  })
})

describe('status and commit', () => {
  test('unborn branch, then each state, .gitignore honoured, other folders left alone', async () => {
    writeFiles(dir, { 'queries/a.sql': 'x', 'data/big.bin': 'no' })
    expect(await git.status({ repo })).toEqual({
      branch: 'main',
      commit: null,
      changes: [{ path: 'queries/a.sql', state: 'added' }],
      staleLocks: [],
    })
    const { commit } = await start()
    expect((await git.status({ repo })).changes).toEqual([])
    writeFiles(dir, {
      '.gitignore': '*.tmp\nqueries/private/\n',
      'queries/a.sql': 'SELECT 11\n',
      'queries/b.tmp': '',
      'queries/private/secret.sql': '',
      'toolbox/x/m.sql': 'm',
    })
    rmSync(join(dir, 'lakebench.yml'))
    expect(await git.status({ repo })).toEqual({
      branch: 'main',
      commit,
      changes: [
        { path: '.gitignore', state: 'added' },
        { path: 'lakebench.yml', state: 'deleted' },
        { path: 'queries/a.sql', state: 'modified' },
        { path: 'toolbox/x/m.sql', state: 'added' },
      ],
      staleLocks: [],
    })
  })

  test('an edit of the same size within the same moment is seen', async () => {
    await start()
    for (let i = 0; i < 20; i++) {
      writeFileSync(join(dir, 'queries/a.sql'), `SELECT ${i % 10}\n`)
      const { changes } = await git.status({ repo })
      expect(changes.length).toBe(i % 10 === 1 ? 0 : 1)
    }
  })

  test('commits chosen paths only, and leaves what stock git has staged', async () => {
    await start()
    writeFiles(dir, { 'queries/a.sql': 'SELECT 2\n', 'queries/b.sql': 'SELECT 3\n', 'notes.txt': 'staged' })
    stockGit(dir, 'add', 'notes.txt')
    const entry = await git.commit({
      repo,
      message: 'Second\n\nbecause',
      paths: ['queries/a.sql'],
      ownGit: false,
      at: '2020-02-03T04:05:06Z',
      author: { name: 'Grace', email: 'grace@example.org' },
    })
    expect(entry).toMatchObject({
      author: 'Grace',
      at: '2020-02-03T04:05:06.000Z',
      message: 'Second\n\nbecause',
    })
    expect(stockGit(dir, 'status', '--porcelain')).toBe('A  notes.txt\n?? queries/b.sql')
    expect(stockGit(dir, 'show', '--stat', '--format=%an <%ae> %s', 'HEAD')).toContain('queries/a.sql | 2 +-')
    expect(stockGit(dir, 'log', '-g', '--format=%gs')).toBe('commit: Second\ncommit (initial): First')
    fsck(dir)
  })

  test('executables, links, deletions, folders that become files', async () => {
    writeFiles(dir, { 'queries/run.sql': 'x', 'queries/x/y.sql': 'y' })
    chmodSync(join(dir, 'queries/run.sql'), 0o755)
    symlinkSync('run.sql', join(dir, 'queries/link.sql'))
    await git.commit({ repo, message: 'a', paths: ['queries'], ownGit: false })
    expect(
      stockGit(dir, 'ls-tree', '-r', 'HEAD')
        .split('\n')
        .map((l) => l.slice(0, 6)),
    ).toEqual(['120000', '100755', '100644'])
    rmSync(join(dir, 'queries/x'), { recursive: true })
    writeFiles(dir, { 'queries/x': 'now a file' })
    rmSync(join(dir, 'queries/link.sql'))
    await git.commit({ repo, message: 'b', paths: ['queries'], ownGit: false })
    expect(stockGit(dir, 'status', '--porcelain')).toBe('')
    expect(stockGit(dir, 'ls-files')).toBe('queries/run.sql\nqueries/x')
    fsck(dir)
  })

  test('a workspace in a subfolder with spaces, emoji and newlines in names', async () => {
    writeFiles(dir, { 'sub dir/queries/ü 😀\n.sql': 'SELECT 1\n', 'queries/outside.sql': '' })
    const sub = (await git.discover({ root: join(dir, 'sub dir') }))!
    expect((await git.status({ repo: sub })).changes).toEqual([
      { path: 'queries/ü 😀\n.sql', state: 'added' },
    ])
    const { commit } = await git.commit({
      repo: sub,
      message: 'm',
      paths: ['queries/ü 😀\n.sql'],
      ownGit: false,
    })
    expect(await git.readFiles({ repo: sub, commit, paths: ['queries'] })).toEqual([
      { path: 'queries/ü 😀\n.sql', text: 'SELECT 1\n' },
    ])
    expect(stockGit(dir, 'status', '--porcelain')).toBe('?? queries/')
    fsck(dir)
  })

  test('detached HEAD, packed refs and packed objects', async () => {
    const first = await start()
    stockGit(dir, 'tag', '-a', 'v1', '-m', 'one')
    stockGit(dir, 'gc', '-q')
    expect(await git.resolveRef({ repo, ref: 'v1' })).toBe(first.commit)
    writeFiles(dir, { 'queries/a.sql': 'SELECT 5\n' })
    const second = await commitAll('Second')
    expect(await git.resolveRef({ repo, ref: 'main~1' })).toBe(first.commit)
    expect(await git.resolveRef({ repo, ref: second.commit.slice(0, 7) })).toBe(second.commit)
    stockGit(dir, 'checkout', '-q', '--detach')
    expect(await git.head({ repo })).toEqual({ branch: null, commit: second.commit })
    writeFiles(dir, { 'queries/a.sql': 'SELECT 6\n' })
    const third = await commitAll('Third')
    expect(stockGit(dir, 'rev-parse', 'HEAD')).toBe(third.commit)
    expect(stockGit(dir, 'rev-parse', 'main')).toBe(second.commit)
    fsck(dir)
  })

  test('a clone that borrows objects', async () => {
    await start()
    const shared = join(dir, '..', 'shared')
    stockGit(dir, 'clone', '-q', '--shared', dir, shared)
    const other = (await git.discover({ root: shared }))!
    expect((await git.status({ repo: other })).changes).toEqual([])
    writeFiles(shared, { 'queries/a.sql': 'SELECT 9\n' })
    await git.commit({ repo: other, message: 'there', paths: ['queries/a.sql'], ownGit: false })
    expect(stockGit(shared, 'status', '--porcelain')).toBe('')
    fsck(shared)
  })

  test('core.autocrlf: CRLF on disk is no change and is stored as LF', async () => {
    await start()
    stockGit(dir, 'config', 'core.autocrlf', 'true')
    writeFiles(dir, { 'queries/a.sql': 'SELECT 1\r\n' })
    expect((await git.status({ repo })).changes).toEqual([])
    writeFiles(dir, { 'queries/a.sql': 'SELECT 2\r\n' })
    const { commit } = await commitAll('crlf')
    expect(await git.readFile({ repo, commit, path: 'queries/a.sql' })).toBe('SELECT 2\n')
    expect(stockGit(dir, 'status', '--porcelain')).toBe('')
  })

  test('two commits at once both land', async () => {
    await start()
    writeFiles(dir, { 'queries/b.sql': 'b', 'queries/c.sql': 'c' })
    await Promise.all(
      ['b', 'c'].map((name) =>
        git.commit({ repo, message: name, paths: [`queries/${name}.sql`], ownGit: false }),
      ),
    )
    expect(stockGit(dir, 'log', '--format=%s').split('\n').sort()).toEqual(['First', 'b', 'c'])
    expect(stockGit(dir, 'status', '--porcelain')).toBe('')
    fsck(dir)
  })

  test('refuses nothing, no message, unknown versions and a half-done merge, each in a sentence', async () => {
    await start()
    await expect(commitAll('again')).rejects.toMatchObject({ code: 'GIT_NOTHING' })
    writeFiles(dir, { 'queries/a.sql': 'SELECT 4\n' })
    await expect(commitAll('  \n')).rejects.toMatchObject({ code: 'GIT_NO_MESSAGE' })
    await expect(git.resolveRef({ repo, ref: 'nope' })).rejects.toMatchObject({ code: 'GIT_REF_UNKNOWN' })
    await expect(git.resolveRef({ repo, ref: '../../etc/passwd' })).rejects.toMatchObject({
      code: 'GIT_REF_UNKNOWN',
    })
    await expect(git.resolveRef({ repo, ref: 'HEAD~9' })).rejects.toMatchObject({ code: 'GIT_REF_UNKNOWN' })
    writeFileSync(join(dir, '.git/MERGE_HEAD'), '0'.repeat(40))
    await expect(commitAll('m')).rejects.toMatchObject({ code: 'GIT_HALF_DONE' })
    rmSync(join(dir, '.git/MERGE_HEAD'))
    writeFileSync(join(dir, '.git/index.lock'), '')
    await expect(commitAll('m')).rejects.toMatchObject({ code: 'GIT_LOCKED' })
    expect(readFileSync(join(dir, 'queries/a.sql'), 'utf8')).toBe('SELECT 4\n')
  })

  test('hooks and filters: the user’s own git does it, or a sentence says why not', async () => {
    await start()
    const hook = join(dir, '.git/hooks/pre-commit')
    mkdirSync(join(dir, '.git/hooks'), { recursive: true })
    writeFileSync(hook, '#!/bin/sh\necho ran > hook-ran\n')
    chmodSync(hook, 0o755)
    writeFiles(dir, { 'queries/new.sql': 'SELECT 2\n' })
    const paths = ['queries/new.sql']
    await expect(git.commit({ repo, message: 'm', paths, ownGit: false })).rejects.toMatchObject({
      code: 'GIT_NEEDS_OWN_GIT',
    })
    const entry = await git.commit({ repo, message: 'By git', paths, ownGit: true })
    expect(entry.message).toBe('By git')
    expect(existsSync(join(dir, 'hook-ran'))).toBe(true)
    writeFileSync(hook, '#!/bin/sh\necho line 3 is too long >&2; exit 1\n')
    writeFiles(dir, { 'queries/new.sql': 'SELECT 3\n' })
    await expect(git.commit({ repo, message: 'm', paths, ownGit: true })).rejects.toMatchObject({
      code: 'GIT_REFUSED',
      message: expect.stringContaining('line 3 is too long'),
    })
    rmSync(hook)
    writeFiles(dir, { '.gitattributes': '*.parquet filter=lfs diff=lfs\n' })
    await expect(git.commit({ repo, message: 'm', paths, ownGit: false })).rejects.toMatchObject({
      message: expect.stringContaining('filter=lfs'),
    })
  })
})

describe('reading', () => {
  test('files of a commit without a checkout, and nothing that is not text', async () => {
    writeFiles(dir, {
      'queries/a.sql': 'SELECT 1\n',
      'queries/b.bin': new Uint8Array([0, 1]),
      'toolbox/m.sql': 'm',
    })
    const { commit } = await git.commit({ repo, message: 'm', paths: ['queries', 'toolbox'], ownGit: false })
    writeFiles(dir, { 'queries/a.sql': 'changed' })
    const read = (paths: string[]) => git.readFiles({ repo, commit, paths })
    expect(await read(['queries'])).toEqual([{ path: 'queries/a.sql', text: 'SELECT 1\n' }])
    expect((await read([''])).map((file) => file.path)).toEqual(['queries/a.sql', 'toolbox/m.sql'])
    expect(await git.readFile({ repo, commit, path: 'queries/none.sql' })).toBeNull()
  })

  test('log, show and diff', async () => {
    const first = await start()
    writeFiles(dir, { 'queries/a.sql': 'SELECT 2\n', 'queries/b.sql': 'SELECT 3\n' })
    const second = await commitAll('Second')
    expect((await git.log({ repo, limit: 10 })).map((entry) => entry.message)).toEqual(['Second', 'First'])
    const shown = await git.show({ repo, commit: 'HEAD' })
    expect(shown.entry).toEqual(second)
    expect(shown.files).toEqual([
      { path: 'queries/a.sql', state: 'modified', before: 'SELECT 1\n', after: 'SELECT 2\n' },
      { path: 'queries/b.sql', state: 'added', before: null, after: 'SELECT 3\n' },
    ])
    expect((await git.show({ repo, commit: first.commit })).files).toHaveLength(2)
    rmSync(join(dir, 'queries/b.sql'))
    const diff = { repo, path: 'queries/b.sql', from: null, to: null }
    expect(await git.diff(diff)).toMatchObject({ state: 'deleted', before: 'SELECT 3\n', after: null })
    expect(await git.diff({ ...diff, from: 'HEAD~1', to: 'HEAD' })).toMatchObject({ state: 'added' })
    await expect(git.diff({ ...diff, path: 'queries/none.sql' })).rejects.toMatchObject({
      code: 'GIT_NO_FILE',
    })
  })
})

test('config as git reads it', () => {
  const text =
    '[user]\n\tname = "Ada  L" ; c\n[core "x.Y"] a = 1 # c\n\tb\n[Commit]\n  gpgSign = yes\n p = a\\\n b\n'
  expect(parseConfig(text)).toEqual([
    ['user.name', 'Ada  L'],
    ['core.x.Y.a', '1'],
    ['core.x.Y.b', 'true'],
    ['commit.gpgsign', 'yes'],
    ['commit.p', 'a b'],
  ])
  expect(withoutPacked('# pack-refs\na refs/tags/v\n^b\nc refs/heads/m\n', 'refs/tags/v')).toBe(
    '# pack-refs\nc refs/heads/m\n',
  )
})

import { existsSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { gitHandlers as git } from './handlers.ts'
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

describe('discard', () => {
  test('brings back HEAD, and undo the very bytes', async () => {
    await start()
    const keep = join(dir, '..', 'keep')
    const bytes = Buffer.from([0, 255, 13, 10])
    writeFileSync(join(dir, 'queries/a.sql'), bytes)
    stockGit(dir, 'add', 'queries/a.sql')
    const { undo } = await git.discard({ repo, path: 'queries/a.sql', keep })
    expect(readFileSync(join(dir, 'queries/a.sql'), 'utf8')).toBe('SELECT 1\n')
    expect(stockGit(dir, 'status', '--porcelain')).toBe('')
    expect(await git.undoDiscard({ repo, keep, undo })).toEqual({ path: 'queries/a.sql' })
    expect(readFileSync(join(dir, 'queries/a.sql')).equals(bytes)).toBe(true)
  })

  test('an untracked file goes and comes back, a deleted one comes back', async () => {
    await start()
    const keep = join(dir, '..', 'keep')
    writeFiles(dir, { 'queries/new.sql': 'new' })
    const { undo } = await git.discard({ repo, path: 'queries/new.sql', keep })
    expect(existsSync(join(dir, 'queries/new.sql'))).toBe(false)
    await git.undoDiscard({ repo, keep, undo })
    expect(readFileSync(join(dir, 'queries/new.sql'), 'utf8')).toBe('new')
    rmSync(join(dir, 'queries/a.sql'))
    await git.discard({ repo, path: 'queries/a.sql', keep })
    expect(existsSync(join(dir, 'queries/a.sql'))).toBe(true)
    await expect(git.undoDiscard({ repo, keep, undo: '../../x' })).rejects.toMatchObject({
      code: 'UNDO_GONE',
    })
  })

  test('a folder that is a link out of the repository is not followed', async () => {
    await start()
    const outside = join(dir, '..', 'outside')
    writeFiles(outside, { 'victim.sql': 'keep me' })
    symlinkSync(outside, join(dir, 'toolbox'))
    await expect(
      git.discard({ repo, path: 'toolbox/victim.sql', keep: join(dir, '..', 'keep') }),
    ).rejects.toMatchObject({ code: 'PATH_OUTSIDE' })
    expect(readFileSync(join(outside, 'victim.sql'), 'utf8')).toBe('keep me')
    expect((await git.status({ repo })).changes).toEqual([{ path: 'toolbox', state: 'added' }])
  })
})

describe('captureWip', () => {
  test('holds untracked work, has no clock in it, and leaves branch, index and files as they are', async () => {
    const first = await start()
    expect(await git.captureWip({ repo })).toEqual({ commit: first.commit, dirty: false, left: [] })
    writeFiles(dir, {
      'queries/a.sql': 'SELECT 2\n',
      'toolbox/new.sql': 'new',
      'elsewhere/x.txt': 'not ours',
      'reports/big.md': 'x'.repeat(10_000_001),
    })
    const before = stockGit(dir, 'status', '--porcelain')
    const captured = await git.captureWip({ repo })
    expect(captured).toMatchObject({ dirty: true, left: ['reports/big.md'] })
    const { commit } = captured
    expect(stockGit(dir, 'rev-parse', `refs/lakebench/wip/${commit}`, `${commit}^`)).toBe(
      `${commit}\n${first.commit}`,
    )
    expect(stockGit(dir, 'ls-tree', '-r', '--name-only', commit)).toBe(
      'lakebench.yml\nqueries/a.sql\ntoolbox/new.sql',
    )
    expect(stockGit(dir, 'status', '--porcelain')).toBe(before)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect((await git.captureWip({ repo })).commit).toBe(commit)
    fsck(dir)
  })

  test('is let go of after 30 days unless a run cites it', async () => {
    await start()
    const capture = async (text: string) => {
      writeFiles(dir, { 'queries/a.sql': text })
      return (await git.captureWip({ repo })).commit
    }
    const [old, cited] = [await capture('old'), await capture('cited')]
    const journal = join(dir, '..', 'journal')
    const line = `{"commit":"${cited}","key":"${'a'.repeat(64)}","startedAt":"2026-01-01T00:00:00Z"}`
    await git.ledgerRecord({ repo, journal, lines: [line] })
    await git.ledgerFlush({ repo, journal })
    const then = new Date(Date.now() - 31 * 24 * 3_600_000)
    for (const commit of [old, cited]) utimesSync(join(dir, '.git/refs/lakebench/wip', commit), then, then)
    const fresh = await capture('fresh')
    const refs = stockGit(dir, 'for-each-ref', '--format=%(objectname)', 'refs/lakebench/wip').split('\n')
    expect(refs.sort()).toEqual([cited, fresh].sort())
    stockGit(dir, 'pack-refs', '--all')
    expect(await capture('fresh')).toBe(fresh)
    await capture('after packing')
    fsck(dir)
  })

  test('before the first commit', async () => {
    writeFiles(dir, { 'queries/a.sql': 'SELECT 2\n' })
    const { commit, dirty } = await git.captureWip({ repo })
    expect(dirty).toBe(true)
    expect(await git.readFile({ repo, commit, path: 'queries/a.sql' })).toBe('SELECT 2\n')
    fsck(dir)
  })
})

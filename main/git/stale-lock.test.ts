import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { gitHandlers as git } from './handlers.ts'
import { firstFiles, fsck, newRepository, stockGit, writeFiles } from './testing.ts'
import type { RepoRef } from './types.ts'

let done: () => void
let dir: string
let repo: RepoRef
let waiting: ChildProcess | undefined

const kill = () => {
  if (waiting?.pid && waiting.exitCode === null && waiting.signalCode === null)
    process.kill(-waiting.pid, 'SIGKILL')
}

beforeEach(async () => {
  ;({ repo, dir, done } = await newRepository(git.initRepository))
  writeFiles(dir, firstFiles)
  await commit('First')
})
afterEach(() => {
  kill()
  done()
})

const commit = (message: string) =>
  git.commit({ repo, message, paths: ['lakebench.yml', 'queries'], ownGit: true })
const lock = () => join(dir, '.git/index.lock')
const makeOld = () => utimesSync(lock(), Date.now() / 1000 - 300, Date.now() / 1000 - 300)
const stale = async () => (await git.status({ repo })).staleLocks.map(({ name }) => name)

describe('a lock', () => {
  test('is nobody’s once the git that held it was killed, and can be removed then alone', async () => {
    writeFileSync(join(dir, 'queries/a.sql'), 'SELECT 2\n')
    // It waits for its editor with the lock in its hand, and has written all it wants to write.
    waiting = spawn('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '-a'], {
      cwd: dir,
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, GIT_EDITOR: 'touch .git/waits; sleep 60 #' },
    })
    const ended = new Promise((resolve) => waiting?.once('exit', resolve))
    await expect.poll(() => existsSync(join(dir, '.git/waits')), { timeout: 20_000 }).toBe(true)
    makeOld()
    if (process.platform === 'linux') expect(await stale()).toEqual([])
    kill()
    await ended
    expect(await stale()).toEqual(['index.lock'])
    await expect(commit('Second')).rejects.toMatchObject({ code: 'GIT_LOCKED' })
    expect(await git.removeStaleLocks({ repo })).toEqual({ removed: ['index.lock'] })
    await commit('Second')
    expect(stockGit(dir, 'status', '--porcelain')).toBe('')
    fsck(dir)
  })

  test('that is young is left alone', async () => {
    writeFileSync(lock(), '')
    expect(await stale()).toEqual([])
    await expect(git.removeStaleLocks({ repo })).rejects.toMatchObject({ code: 'GIT_LOCKED' })
    expect(existsSync(lock())).toBe(true)
    makeOld()
    expect(await stale()).toEqual(['index.lock'])
  })
})

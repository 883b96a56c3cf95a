import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { quickest, timed } from '#shared/testing.ts'
import { gitHandlers as git } from '../handlers.ts'
import { remoteHandlers } from '../remote/handlers.ts'
import { fsck, gitProcess, serveGit, stockGit, temporaryFolder, writeFiles } from '../testing.ts'
import type { LedgerPlace, RepoRef } from '../types.ts'
import { ledgerRef } from './store.ts'

let dir: string
let done: () => void
let repo: RepoRef
let place: LedgerPlace

beforeEach(async () => {
  process.env.GIT_CONFIG_GLOBAL = '/dev/null'
  process.env.GIT_CONFIG_NOSYSTEM = '1'
  ;({ dir, done } = temporaryFolder('ledger'))
  repo = await git.initRepository({ root: join(dir, 'work') })
  place = { repo, journal: join(dir, 'home', 'state', 'w', 'runs') }
})
afterEach(() => done())

const line = (n: number, more: object = {}): string =>
  JSON.stringify({
    evaluation: 'delay',
    key: createHash('sha256').update(String(n)).digest('hex'),
    startedAt: new Date(Date.UTC(2026, 10, 1) + n * 1000).toISOString(),
    ...more,
  })
const write = async (lines: string[], at: LedgerPlace = place) => {
  await git.ledgerRecord({ ...at, lines })
  return git.ledgerFlush(at)
}
const read = (at: LedgerPlace = place) => git.ledgerLines(at)
const segmentsOf = (root: string) => stockGit(root, 'ls-tree', '-r', '--name-only', ledgerRef).split('\n')
const noWork = { signal: new AbortController().signal, onProgress: () => undefined }

describe('one ledger', () => {
  test('lines are segments named by their bytes, newest first in lists, clean to stock git', async () => {
    await write([line(2), line(1), line(2)])
    await write([line(3)])
    expect(await read()).toEqual([line(3), line(2), line(1)])
    const [first] = segmentsOf(repo.dir)
    const text = stockGit(repo.dir, 'cat-file', 'blob', `${ledgerRef}:${first}`)
    expect(first).toBe(`runs/2026-11/${createHash('sha256').update(`${text}\n`).digest('hex')}.ndjson`)
    expect(stockGit(repo.dir, 'log', '--format=%s', ledgerRef)).toBe('Record 1 run\nRecord 2 runs')
    expect(await git.ledgerLines({ ...place, keys: [JSON.parse(line(2)).key.slice(0, 9)] })).toEqual([
      line(2),
    ])
    expect(await git.ledgerLines({ ...place, evaluation: 'other' })).toEqual([])
    expect(await git.ledgerLines({ ...place, limit: 1 })).toEqual([line(3)])
    fsck(repo.dir)
  })

  test('nothing changes when known lines are added again', async () => {
    const { commit } = await write([line(1), line(2)])
    expect((await write([line(2), line(1)])).commit).toBe(commit)
  })

  test('a recorded run is listed at once and reaches git within a second or two', async () => {
    await git.ledgerRecord({ ...place, lines: [line(1)] })
    expect(readdirSync(place.journal)).toHaveLength(1)
    await expect.poll(() => readdirSync(place.journal), { timeout: 10_000 }).toEqual([])
    expect(segmentsOf(repo.dir)).toHaveLength(1)
  })

  test('a month past 64 segments is written as one, and nothing is lost', async () => {
    const all = Array.from({ length: 70 }, (_, n) => line(n))
    for (const one of all) await write([one])
    expect(segmentsOf(repo.dir)).toHaveLength(1 + 70 - 65)
    expect(new Set(await read())).toEqual(new Set(all))
    fsck(repo.dir)
  })

  test('10,000 runs are listed fast', async () => {
    const all = Array.from({ length: 10_000 }, (_, n) => line(n, { pad: 'x'.repeat(300) }))
    for (let n = 0; n < all.length; n += 250) await write(all.slice(n, n + 250))
    expect(await read()).toHaveLength(10_000)
    const newest = () => git.ledgerLines({ ...place, limit: 1000 })
    expect(await newest()).toHaveLength(1000)
    expect(await quickest(100, () => timed(newest))).toBeLessThan(100)
  })

  test('another git that holds the ref is waited for, and a stale lock is named', async () => {
    await write([line(1)])
    const lock = join(repo.dir, '.git', `${ledgerRef}.lock`)
    writeFileSync(lock, '')
    await git.ledgerRecord({ ...place, lines: [line(2)] })
    await expect(git.ledgerFlush(place)).rejects.toMatchObject({ code: 'GIT_LOCKED' })
    // it cannot be written, and it is not lost: it is listed from the journal
    expect(await read()).toEqual([line(2), line(1)])
    expect(existsSync(lock)).toBe(true)
    stockGit(repo.dir, 'update-ref', '-d', 'refs/none') // stock git still works beside it
  }, 20_000)
})

describe('several processes', () => {
  test('two write one ledger at once, and it holds what both wrote', async () => {
    const lines = (from: number) => Array.from({ length: 30 }, (_, n) => line(from + n))
    const inputs = (from: number) => lines(from).map((one) => ({ ...place, lines: [one] }))
    const write = async (from: number) => {
      for (const input of inputs(from)) {
        await git.ledgerRecord(input)
        await git.ledgerFlush(place)
      }
    }
    // this process records and flushes each, the other leaves it to the timer
    const other = gitProcess('ledgerRecord', inputs(1000), true)
    const answered = lastLine(other, 30)
    await write(2000)
    await answered
    const both = new Set([...lines(1000), ...lines(2000)])
    await expect.poll(async () => new Set(await read()), { timeout: 10_000 }).toEqual(both)
    other.kill('SIGKILL')
    fsck(repo.dir)
  })

  test('kill -9 loses no run that was reported as recorded', async () => {
    const inputs = Array.from({ length: 5 }, (_, n) => ({ ...place, lines: [line(n)] }))
    const child = gitProcess('ledgerRecord', inputs, true)
    await lastLine(child, 3)
    child.kill('SIGKILL')
    await new Promise((resolve) => child.on('exit', resolve))
    const [journal] = readdirSync(place.journal)
    // as if the kill had come in the middle of a line
    writeFileSync(join(place.journal, journal!), '{"key":"cut', { flag: 'a' })
    const found = await read()
    expect(found).toEqual(expect.arrayContaining([line(0), line(1), line(2)]))
    expect(found.every((one) => one.endsWith('}'))).toBe(true)
    expect(readdirSync(place.journal)).toEqual([])
    expect(segmentsOf(repo.dir)).toHaveLength(1)
    fsck(repo.dir)
  })
})

/** Resolves when the process has printed `count` lines. */
function lastLine(child: ReturnType<typeof gitProcess>, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = 0
    child.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString('utf8').split('\n').length - 1
      if (seen >= count) resolve()
    })
    child.on('exit', () => reject(new Error(`ended after ${seen} lines`)))
  })
}

describe('two clones', () => {
  const clone = async (url: string, name: string): Promise<LedgerPlace> => {
    // not synchronously: the server is in this process
    await promisify(execFile)('git', ['clone', '-q', url, join(dir, name)])
    return { repo: (await git.discover({ root: join(dir, name) }))!, journal: join(dir, 'home', name) }
  }
  const origin = () => {
    const bare = join(dir, 'origin.git')
    writeFiles(repo.dir, { 'lakebench.yml': 'version: 1\n' })
    stockGit(repo.dir, 'add', '.')
    stockGit(repo.dir, 'commit', '-q', '-m', 'First')
    stockGit(dir, 'clone', '-q', '--bare', repo.dir, bare)
    stockGit(bare, 'config', 'http.receivepack', 'true')
    return bare
  }
  const access = { remote: 'origin', ownGit: true, auth: null }
  const sync = async (at: LedgerPlace) => {
    await git.ledgerFlush(at)
    const { runs: fetched } = await remoteHandlers.fetchRemote({ repo: at.repo, ...access }, noWork)
    const pushed = await remoteHandlers.pushRemote(
      { repo: at.repo, ...access, branch: (await git.head({ repo: at.repo })).branch!, lease: null },
      noWork,
    )
    return { fetched, pushed: pushed.runs }
  }

  test('push and fetch over HTTP unite, at once and in turn', async () => {
    const bare = origin()
    const server = await serveGit(dir)
    try {
      const [a, b] = [
        await clone(`${server.url}/origin.git`, 'a'),
        await clone(`${server.url}/origin.git`, 'b'),
      ]
      await write([line(1), line(2)], a)
      await write([line(2), line(3)], b)
      expect(await sync(a)).toMatchObject({ fetched: 0, pushed: 2 })
      expect(await sync(b)).toMatchObject({ fetched: 1, pushed: 1 })
      expect(await sync(a)).toMatchObject({ fetched: 1, pushed: 0 })
      expect(await read(a)).toEqual([line(3), line(2), line(1)])
      expect(await read(b)).toEqual(await read(a))
      await write([line(4)], a)
      await write([line(5)], b)
      await Promise.all([sync(a), sync(b)])
      await sync(a)
      expect(await read(a)).toEqual([5, 4, 3, 2, 1].map((n) => line(n)))
      expect(await sync(a)).toMatchObject({ fetched: 0, pushed: 0 })
      for (const root of [bare, a.repo.dir, b.repo.dir]) fsck(root)
    } finally {
      server.close()
    }
    const gone = (await git.discover({ root: join(dir, 'a') }))!
    await expect(remoteHandlers.fetchRemote({ repo: gone, ...access }, noWork)).rejects.toMatchObject({
      code: 'GIT_UNREACHABLE',
      kind: 'remote',
    })
  }, 60_000)

  test('a remote that only git reaches goes through git, or says why not', async () => {
    const bare = origin()
    const a = await clone(bare, 'a')
    await write([line(1)], a)
    expect(await sync(a)).toMatchObject({ fetched: 0, pushed: 1 })
    await write([line(2)])
    stockGit(repo.dir, 'remote', 'add', 'origin', bare)
    stockGit(repo.dir, 'checkout', '-q', '-B', stockGit(bare, 'rev-parse', '--abbrev-ref', 'HEAD'))
    expect(await sync(place)).toMatchObject({ fetched: 1, pushed: 1 })
    expect(await read()).toEqual([line(2), line(1)])
    await expect(
      remoteHandlers.fetchRemote({ repo, ...access, ownGit: false }, noWork),
    ).rejects.toMatchObject({ code: 'GIT_NEEDS_OWN_GIT' })
    await expect(
      remoteHandlers.fetchRemote({ repo, ...access, remote: 'nowhere' }, noWork),
    ).rejects.toMatchObject({ code: 'GIT_NO_REMOTE' })
    fsck(bare)
  })

  test('two people who unite the same ledgers arrive at the same commit', async () => {
    const other = join(dir, 'other')
    stockGit(dir, 'init', '-q', other)
    const b: LedgerPlace = { repo: { dir: other, prefix: '' }, journal: join(dir, 'home', 'b') }
    const ours = (await write([line(1)])).commit!
    const theirs = (await write([line(2)], b)).commit!
    stockGit(repo.dir, 'fetch', '-q', other, ledgerRef)
    stockGit(other, 'fetch', '-q', repo.dir, ledgerRef)
    const united = await git.mergeLedgers({ repo, other: theirs })
    expect(await git.mergeLedgers({ repo: b.repo, other: ours })).toEqual(united)
    expect(await git.mergeLedgers({ repo, other: theirs })).toEqual(united)
    fsck(repo.dir)
  })
})

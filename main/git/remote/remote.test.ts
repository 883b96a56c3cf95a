import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { gitHandlers as git } from '../handlers.ts'
import { isSafePath, isSafeRef } from '../safe-path.ts'
import { fsck, type GitServer, serveGit, stockGit, temporaryFolder, writeFiles } from '../testing.ts'
import { parseAddress, shownAddress } from './address.ts'
import { remoteHandlers as remote } from './handlers.ts'

let dir: string
let done: () => void
let bare: string
let server: GitServer

beforeEach(async () => {
  process.env.GIT_CONFIG_GLOBAL = '/dev/null'
  process.env.GIT_CONFIG_NOSYSTEM = '1'
  ;({ dir, done } = temporaryFolder('remote'))
  const first = join(dir, 'first')
  stockGit(dir, 'init', '-q', '-b', 'main', first)
  writeFiles(first, { 'lakebench.yml': 'version: 1\n', 'queries/daily.sql': 'SELECT 1\n' })
  stockGit(first, 'add', '.')
  stockGit(first, 'commit', '-q', '-m', 'First')
  bare = join(dir, 'origin.git')
  stockGit(dir, 'clone', '-q', '--bare', first, bare)
  stockGit(bare, 'config', 'http.receivepack', 'true')
  server = await serveGit(dir)
})
afterEach(() => {
  server.close()
  done()
})

const work = (signal = new AbortController().signal) => ({ signal, onProgress: () => undefined })
const access = { remote: 'origin', ownGit: true, auth: null }
const token = { username: 'ada', password: 'secret-token-1234' }
const stock = async (at: string, ...args: string[]) => {
  await promisify(execFile)('git', ['-c', 'user.name=Ada', '-c', 'user.email=a@example.org', ...args], {
    cwd: at,
  })
}
const address = () => `${server.url}/origin.git`
const clone = async (name: string, from = address()) => {
  const { root } = await remote.cloneRepository(
    { address: from, folder: join(dir, name), auth: null },
    work(),
  )
  return { dir: root, prefix: '' }
}
const commit = async (repo: { dir: string; prefix: string }, path: string, text: string) => {
  writeFiles(repo.dir, { [path]: text })
  return git.commit({ repo, message: `Change ${path}`, paths: [path], ownGit: false })
}
const push = (repo: { dir: string; prefix: string }, lease: string | null = null) =>
  remote.pushRemote({ repo, ...access, branch: 'main', lease }, work())

describe('clone', () => {
  test('is a repository as stock git makes one', async () => {
    stockGit(join(dir, 'first'), 'tag', 'v1')
    stockGit(join(dir, 'first'), 'push', '-q', bare, 'v1', 'HEAD:refs/heads/other')
    const repo = await clone('a')
    expect(stockGit(repo.dir, 'status', '--porcelain=v2', '--branch')).toMatch(
      /branch.head main\n# branch.upstream origin\/main\n# branch.ab \+0 -0$/,
    )
    expect(stockGit(repo.dir, 'branch', '-r')).toContain('origin/HEAD -> origin/main')
    expect(stockGit(repo.dir, 'tag')).toBe('v1')
    expect(readFileSync(join(repo.dir, 'queries/daily.sql'), 'utf8')).toBe('SELECT 1\n')
    fsck(repo.dir)
    await stock(repo.dir, 'fetch', '-q')
  })

  test('by a folder goes through git, with none of its hooks', async () => {
    writeFileSync(join(bare, 'hooks', 'post-checkout'), '#!/bin/sh\nfalse\n', { mode: 0o755 })
    const repo = await clone('a', bare)
    expect((await git.head({ repo })).branch).toBe('main')
    fsck(repo.dir)
  })

  test('cancelled, broken off or refused, leaves nothing', async () => {
    const big = join(dir, 'first')
    writeFiles(big, { 'queries/big.sql': `-- ${randomBytes(400_000).toString('hex')}\n` })
    stockGit(big, 'add', '.')
    stockGit(big, 'commit', '-q', '-m', 'Big')
    stockGit(big, 'push', '-q', bare, 'main')
    const before = readdirSync(dir).sort()
    const into = { address: address(), folder: join(dir, 'new', 'deep', 'a'), auth: null }
    server.mood.breakAfter = 100_000
    await expect(remote.cloneRepository(into, work())).rejects.toMatchObject({ kind: 'remote' })
    server.mood.breakAfter = undefined
    server.mood.slowMs = 40
    const controller = new AbortController()
    const cancelled = remote.cloneRepository(into, {
      signal: controller.signal,
      onProgress: ({ phase, done }) => {
        if (phase === 'Receive' && done > 50_000) controller.abort()
      },
    })
    await expect(cancelled).rejects.toMatchObject({ kind: 'cancelled' })
    delete server.mood.slowMs
    await expect(
      remote.cloneRepository({ ...into, address: `${server.url}/none.git` }, work()),
    ).rejects.toMatchObject({
      code: 'GIT_NOT_FOUND',
    })
    expect(readdirSync(dir).sort()).toEqual(before)
    await expect(remote.cloneRepository({ ...into, folder: big }, work())).rejects.toMatchObject({
      code: 'FOLDER_NOT_EMPTY',
    })
  })

  test('of a remote without a commit says what to do', async () => {
    stockGit(dir, 'init', '-q', '--bare', join(dir, 'empty.git'))
    for (const from of [`${server.url}/empty.git`, join(dir, 'empty.git')]) {
      await expect(clone('e', from)).rejects.toMatchObject({ code: 'GIT_REMOTE_EMPTY' })
    }
    const repo = await clone('a')
    const other = await clone('b')
    await commit(other, 'queries/daily.sql', 'SELECT 2\n')
    await push(other)
    stockGit(bare, 'symbolic-ref', 'HEAD', 'refs/heads/none')
    await expect(clone('e')).rejects.toMatchObject({ code: 'GIT_REMOTE_HEAD' })
    // what is there can be fetched all the same
    await remote.fetchRemote({ repo, ...access }, work())
    expect(stockGit(repo.dir, 'rev-parse', 'origin/main')).toBe(stockGit(bare, 'rev-parse', 'main'))
  })
})

describe('push', () => {
  test('sends commits, chooses the upstream of a new branch, and is refused while there is something newer', async () => {
    const [a, b] = [await clone('a'), await clone('b')]
    await commit(a, 'queries/daily.sql', 'SELECT 2\n')
    expect(await push(a)).toEqual({ to: 'origin/main', commits: 1, runs: 0 })
    expect(stockGit(a.dir, 'status', '-sb')).toBe('## main...origin/main')
    await commit(b, 'queries/other.sql', 'SELECT 3\n')
    await expect(push(b)).rejects.toMatchObject({
      code: 'GIT_PUSH_REFUSED',
      message: 'The push was refused: origin/main has 1 newer commit. Pull, then push.',
    })
    // what is newer is known here now
    expect(stockGit(b.dir, 'rev-list', '--count', 'main..origin/main')).toBe('1')
    stockGit(a.dir, 'checkout', '-q', '-b', 'topic/new')
    await commit(a, 'queries/topic.sql', 'SELECT 4\n')
    expect(
      await remote.pushRemote({ repo: a, ...access, branch: 'topic/new', lease: null }, work()),
    ).toMatchObject({ to: 'origin/topic/new', commits: 1 })
    expect(stockGit(a.dir, 'rev-parse', '--abbrev-ref', '@{u}')).toBe('origin/topic/new')
    for (const at of [bare, a.dir, b.dir]) fsck(at)
  })

  test('replaces what is there only while it is what was seen', async () => {
    const [a, b] = [await clone('a'), await clone('b')]
    const seen = stockGit(a.dir, 'rev-parse', 'origin/main')
    await commit(b, 'queries/other.sql', 'SELECT 3\n')
    await push(b)
    stockGit(a.dir, 'commit', '-q', '--amend', '-m', 'Otherwise')
    await expect(push(a, seen)).rejects.toMatchObject({ code: 'GIT_PUSH_REFUSED' })
    await push(a, stockGit(bare, 'rev-parse', 'main'))
    expect(stockGit(bare, 'log', '-1', '--format=%s', 'main')).toBe('Otherwise')
  })

  test('says what a server’s rule says', async () => {
    writeFileSync(join(bare, 'hooks', 'pre-receive'), '#!/bin/sh\necho no >&2\nexit 1\n', { mode: 0o755 })
    const a = await clone('a')
    await commit(a, 'queries/daily.sql', 'SELECT 2\n')
    await expect(push(a)).rejects.toMatchObject({
      code: 'GIT_PUSH_DECLINED',
      message: expect.stringContaining('pre-receive hook declined'),
    })
    stockGit(a.dir, 'remote', 'set-url', 'origin', bare)
    await expect(push(a)).rejects.toMatchObject({ code: 'GIT_PUSH_DECLINED' })
  })

  test('brings the runs of two people together', async () => {
    const places = await Promise.all(
      ['a', 'b'].map(async (name) => ({ repo: await clone(name), journal: join(dir, 'home', name) })),
    )
    const [a, b] = places as [(typeof places)[0], (typeof places)[0]]
    const line = (n: number) =>
      JSON.stringify({
        evaluation: 'delay',
        key: createHash('sha256').update(String(n)).digest('hex'),
        startedAt: new Date(Date.UTC(2026, 10, 1) + n * 1000).toISOString(),
      })
    await git.ledgerRecord({ ...a, lines: [line(1), line(2)] })
    await git.ledgerFlush(a)
    await git.ledgerRecord({ ...b, lines: [line(2), line(3)] })
    await git.ledgerFlush(b)
    expect(await push(a.repo)).toMatchObject({ commits: 0, runs: 2 })
    expect(await push(b.repo)).toMatchObject({ commits: 0, runs: 1 })
    expect(await remote.fetchRemote({ repo: a.repo, ...access }, work())).toEqual({ runs: 1 })
    expect(await git.ledgerLines(a)).toEqual(await git.ledgerLines(b))
  })
})

describe('who asks', () => {
  test('a token is asked for, tried and used, and stands nowhere', async () => {
    server.mood.token = token
    const from = { address: address(), folder: join(dir, 'a'), auth: null }
    await expect(remote.cloneRepository(from, work())).rejects.toMatchObject({
      code: 'GIT_SIGN_IN',
      details: { origin: server.url, refused: false },
    })
    const wrong = { username: 'ada', password: 'wrong' }
    await expect(remote.cloneRepository({ ...from, auth: wrong }, work())).rejects.toMatchObject({
      code: 'GIT_SIGN_IN',
      details: { refused: true },
    })
    await expect(remote.tryCredentials({ address: address(), auth: wrong }, work())).rejects.toMatchObject({
      code: 'GIT_SIGN_IN',
    })
    await remote.tryCredentials({ address: address(), auth: token }, work())
    const { root } = await remote.cloneRepository({ ...from, auth: token }, work())
    const repo = { dir: root, prefix: '' }
    await commit(repo, 'queries/daily.sql', 'SELECT 2\n')
    await remote.pushRemote({ repo, ...access, auth: token, branch: 'main', lease: null }, work())
    const typed = address().replace('://', `://ada:${token.password}@`)
    const other = await remote.cloneRepository({ ...from, address: typed, folder: join(dir, 'b') }, work())
    for (const at of [root, other.root]) {
      const files = readdirSync(join(at, '.git'), { recursive: true, withFileTypes: true })
      for (const file of files.filter((one) => one.isFile()))
        expect(readFileSync(join(file.parentPath, file.name)).includes(token.password), file.name).toBe(false)
    }
  })

  test('what a server answers is a sentence', async () => {
    const repo = await clone('a')
    const answer = (status: number) => {
      server.mood.status = () => status
      return remote.fetchRemote({ repo, ...access }, work())
    }
    await expect(answer(403)).rejects.toMatchObject({ code: 'GIT_FORBIDDEN' })
    await expect(answer(404)).rejects.toMatchObject({ code: 'GIT_NOT_FOUND' })
    await expect(answer(500)).rejects.toMatchObject({
      code: 'GIT_UNREACHABLE',
      details: { reason: 'HTTP 500' },
    })
    server.close()
    await expect(answer(200)).rejects.toMatchObject({
      code: 'GIT_UNREACHABLE',
      message: 'Could not reach origin. Your commits are safe here. Try again.',
    })
  })

  test('no token goes to another place, wherever the server sends it', async () => {
    const heard: string[] = []
    const other = createServer((request, response) => {
      heard.push(request.url ?? '')
      response.end()
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    const sender = createServer((_request, response) => {
      response.writeHead(302, { location: `http://localhost:${port}/steal` }).end()
    })
    await new Promise<void>((resolve) => sender.listen(0, '127.0.0.1', resolve))
    const from = `http://127.0.0.1:${(sender.address() as { port: number }).port}/a.git`
    await expect(remote.tryCredentials({ address: from, auth: token }, work())).rejects.toMatchObject({
      code: 'GIT_MOVED',
    })
    expect(heard).toEqual([])
    other.close()
    sender.close()
  })

  test('the user’s own helper keeps a token, and only theirs', async () => {
    const config = join(dir, 'gitconfig')
    writeFileSync(config, `[credential]\n\thelper = store --file=${join(dir, 'kept')}\n`)
    expect(await remote.keepInHelper({ origin: server.url, auth: token })).toBe(false)
    process.env.GIT_CONFIG_GLOBAL = config
    expect(await remote.keepInHelper({ origin: server.url, auth: token })).toBe(true)
    server.mood.token = token
    const repo = await clone('a')
    await remote.forgetInHelper({ origin: server.url, username: 'ada' })
    await expect(remote.fetchRemote({ repo, ...access }, work())).rejects.toMatchObject({
      code: 'GIT_SIGN_IN',
    })
    // a repository's own settings can name any program: they are not asked
    stockGit(repo.dir, 'config', 'credential.helper', `!touch ${join(dir, 'ran')};`)
    await expect(remote.fetchRemote({ repo, ...access }, work())).rejects.toMatchObject({
      code: 'GIT_SIGN_IN',
    })
    expect(existsSync(join(dir, 'ran'))).toBe(false)
  })
})

describe('a hostile remote', () => {
  /** A commit of the bare repository whose tree holds these paths, written past all of git's checks. */
  const hostile = (entries: { mode: string; name: string; text: string }[]) => {
    const blob = (text: string) => {
      writeFileSync(join(dir, 'blob'), text)
      return stockGit(bare, 'hash-object', '-w', join(dir, 'blob'))
    }
    const tree = Buffer.concat(
      entries.map(({ mode, name, text }) =>
        Buffer.concat([
          Buffer.from(`${mode} ${name}\0`),
          Buffer.from(mode === '160000' ? text : blob(text), 'hex'),
        ]),
      ),
    )
    writeFileSync(join(dir, 'tree'), tree)
    const id = stockGit(bare, 'hash-object', '-w', '-t', 'tree', '--literally', join(dir, 'tree'))
    stockGit(bare, 'update-ref', 'refs/heads/main', stockGit(bare, 'commit-tree', id, '-m', 'Hostile'))
  }

  test.each(['../x', '.git', '.GIT', '.git.', 'git~1', '.g\u200cit', 'a\\..\\x', '..'])(
    'a path %j is refused, and nothing of it is written',
    async (name) => {
      hostile([{ mode: '100644', name, text: 'owned\n' }])
      await expect(clone('a')).rejects.toMatchObject({ kind: expect.stringMatching(/integrity|remote/) })
      expect(existsSync(join(dir, 'a'))).toBe(false)
      expect(existsSync(join(dir, 'x'))).toBe(false)
    },
  )

  test('links are links, submodules empty folders, and nothing is written through either', async () => {
    hostile([
      { mode: '120000', name: 'away', text: dir },
      { mode: '160000', name: 'module', text: 'ab'.repeat(20) },
      { mode: '100644', name: 'plain.txt', text: 'plain\n' },
    ])
    const repo = await clone('a')
    expect(readdirSync(repo.dir).sort()).toEqual(['.git', 'away', 'module', 'plain.txt'])
    expect(readdirSync(join(repo.dir, 'module'))).toEqual([])
    expect(stockGit(repo.dir, 'status', '--porcelain')).toBe('')
  })

  test('more than the bound is refused', async () => {
    const repo = await clone('a')
    stockGit(repo.dir, 'config', 'lakebench.maxFetchBytes', '1000')
    const first = join(dir, 'first')
    writeFiles(first, { 'queries/big.sql': `-- ${randomBytes(50_000).toString('hex')}\n` })
    stockGit(first, 'add', '.')
    stockGit(first, 'commit', '-q', '-m', 'Big')
    stockGit(first, 'push', '-q', bare, 'main')
    await expect(remote.fetchRemote({ repo, ...access }, work())).rejects.toMatchObject({
      code: 'GIT_TOO_LARGE',
    })
    expect(stockGit(repo.dir, 'rev-parse', 'origin/main')).toBe(stockGit(repo.dir, 'rev-parse', 'main'))
    fsck(repo.dir)
  })

  test('settings of the repository start no program', async () => {
    const repo = await clone('a', bare)
    const ran = join(dir, 'ran')
    for (const key of ['remote.origin.uploadpack', 'remote.origin.receivepack', 'core.fsmonitor'])
      stockGit(repo.dir, 'config', key, `touch ${ran}; false`)
    writeFileSync(join(repo.dir, '.git/hooks/reference-transaction'), `#!/bin/sh\ntouch ${ran}\n`, {
      mode: 0o755,
    })
    await remote.fetchRemote({ repo, ...access }, work())
    await push(repo)
    expect(existsSync(ran)).toBe(false)
  })
})

test('addresses are read from an allow-list', () => {
  const reach = (text: string) => parseAddress(text, '/base').reach
  expect(reach('https://example.org/a.git')).toBe('http')
  for (const ssh of ['git@example.org:team/a.git', 'ssh://git@example.org:22/a.git', 'example.org:a.git'])
    expect(reach(ssh)).toBe('ssh')
  for (const file of ['/srv/a.git', './a.git', '../a.git', '~/a.git', 'file:///srv/a.git'])
    expect(reach(file)).toBe('file')
  for (const bad of [
    'ext::sh -c touch% /tmp/x',
    'git://example.org/a',
    'fd::17',
    '--upload-pack=x',
    '-oProxyCommand=x:y',
    'ssh://-oProxyCommand=x/a',
    'http://',
    '',
    'transport::address',
  ])
    expect(() => parseAddress(bad), bad).toThrow(/Lakebench does not fetch/)
  expect(parseAddress('https://ada:p%40ss@example.org/a.git/')).toEqual({
    reach: 'http',
    url: 'https://example.org/a.git',
    origin: 'https://example.org',
    embedded: { username: 'ada', password: 'p@ss' },
  })
  expect(shownAddress('https://ada:pass@example.org/a')).toBe('https://example.org/a')
})

test('no name of a path or ref leads out of its folder', () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', '', '.git', '.Git ', 'git~2', '.git::$INDEX', 'a', 'x.lock', '\\', 'ok'),
    fc.string({ maxLength: 4 }),
  )
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const path = parts.join('/')
      if (isSafePath(path)) {
        expect(join('/top', path).startsWith('/top/')).toBe(true)
        expect(path.toLowerCase().split('/')).not.toContain('.git')
      }
      const ref = `refs/heads/${path}`
      if (isSafeRef(ref)) stockGit(dir, 'check-ref-format', ref)
    }),
    { numRuns: 150 },
  )
})

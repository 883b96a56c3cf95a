import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { GitHandlers } from '../git/index.ts'
import { programs, temporaryFolder } from '../git/testing.ts'
import { connectWorker } from '../worker/index.ts'
import { nodeWorkers } from '../worker/node.ts'
import {
  addHistory,
  addHistoryDigest,
  discardedFolder,
  forgetWorkspace,
  getState,
  initWorkspace,
  listFiles,
  moveHistory,
  openWorkspace,
  pruneKept,
  readHistory,
  readText,
  recentWorkspaces,
  rememberWorkspace,
  removeEntries,
  setState,
  setTrust,
  undoChange,
  workspaceId,
  writeText,
} from './index.ts'

const git = connectWorker<GitHandlers>('git', nodeWorkers(programs))
const { dir, done } = temporaryFolder('workspace')
afterAll(() => {
  git.close()
  done()
})

let count = 0
let home: string
let root: string
beforeEach(() => {
  home = join(dir, `home${++count}`)
  root = join(dir, `work${count}`)
  mkdirSync(root)
})
const open = (folder = root) => openWorkspace({ home, git }, folder)
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (thrown: { code?: string }) => thrown.code,
  )

describe('opening', () => {
  it('opens a plain folder without versions, and says what is missing', async () => {
    const workspace = await open()
    expect(workspace).toMatchObject({
      git: null,
      restricted: true,
      remotes: {},
      id: workspaceId(workspace.root),
    })
    expect(workspace.problems.map((problem) => problem.code)).toEqual(['WORKSPACE_FILE_MISSING'])
  })

  it('names folder and way out when there is none, or a file in its place', async () => {
    expect(await code(open(join(root, 'gone')))).toBe('WORKSPACE_MISSING')
    writeFileSync(join(root, 'file'), '')
    expect(await code(open(join(root, 'file')))).toBe('NOT_A_FOLDER')
  })

  it('opens the rest when lakebench.yml is broken, with its line', async () => {
    writeFileSync(join(root, 'lakebench.yml'), 'version: 1\nname: x\nremotse: {}\n')
    const { problems, remotes } = await open()
    expect(remotes).toEqual({})
    expect(problems[0]).toMatchObject({ kind: 'input', place: { file: 'lakebench.yml', line: 3 } })
  })

  it('finds the same workspace by any path that leads to it', async () => {
    symlinkSync(root, join(dir, `link${count}`))
    expect((await open(join(dir, `link${count}`))).id).toBe((await open()).id)
  })
})

describe('making', () => {
  it('makes a trusted workspace whose first commit stock git accepts', async () => {
    const workspace = await initWorkspace({ home, git }, join(root, 'new'))
    expect(workspace).toMatchObject({ name: 'new', restricted: false, problems: [] })
    const run = (...args: string[]) => execFileSync('git', args, { cwd: workspace.root, encoding: 'utf8' })
    expect(run('status', '--porcelain')).toBe('')
    expect(run('log', '--format=%s')).toBe('Begin the workspace\n')
    expect(run('fsck', '--full', '--strict')).toBe('')
  })

  it('refuses a folder with other things, and one that is a workspace already', async () => {
    writeFileSync(join(root, 'thesis.doc'), '')
    expect(await code(initWorkspace({ home, git }, root))).toBe('FOLDER_NOT_EMPTY')
    expect(readdirSync(root)).toEqual(['thesis.doc'])
    await initWorkspace({ home, git }, join(root, 'new'))
    expect(await code(initWorkspace({ home, git }, join(root, 'new')))).toBe('WORKSPACE_THERE')
  })
})

describe('trust', () => {
  const file = (path: string) =>
    writeFileSync(
      join(root, 'lakebench.yml'),
      `version: 1\nname: shop\nremotes:\n  lake: {type: folder, path: ${path}}\n`,
    )

  it('is restricted until trusted, and again when the address of a remote changes', async () => {
    file('../lake')
    const workspace = await open()
    expect(workspace.restricted).toBe(true)
    await setTrust(home, workspace, true)
    expect((await open()).restricted).toBe(false)
    file('/etc')
    expect((await open()).restricted).toBe(true)
    file('../lake')
    expect((await open()).restricted).toBe(false)
    await setTrust(home, workspace, false)
    expect((await open()).restricted).toBe(true)
  })

  it('is kept on this computer and not in the workspace', async () => {
    file('../lake')
    await setTrust(home, await open(), true)
    expect(readdirSync(root)).toEqual(['lakebench.yml'])
    home = join(dir, 'another computer')
    expect((await open()).restricted).toBe(true)
  })
})

describe('files', () => {
  it('writes only over the version that was read', async () => {
    const path = 'queries/a b 🦆.sql'
    const made = await writeText({ root }, { path, text: 'SELECT 1', was: null })
    expect(await readText({ root }, path)).toEqual({ text: 'SELECT 1', digest: made.digest })
    expect(await code(writeText({ root }, { path, text: 'SELECT 2', was: null }))).toBe('FILE_CHANGED')
    writeFileSync(join(root, path), 'SELECT 3')
    expect(await code(writeText({ root }, { path, text: 'SELECT 2', was: made.digest }))).toBe('FILE_CHANGED')
    expect(readFileSync(join(root, path), 'utf8')).toBe('SELECT 3')
  })

  it('lets one of two writes at once win', async () => {
    const path = 'queries/x.sql'
    const { digest } = await writeText({ root }, { path, text: '', was: null })
    const writes = ['a', 'b'].map((text) => code(writeText({ root }, { path, text, was: digest })))
    expect((await Promise.all(writes)).sort()).toEqual(['FILE_CHANGED', 'no error'])
  })

  it('keeps every text as it is', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        const path = `queries/p${++count}.sql`
        await writeText({ root }, { path, text, was: null })
        expect((await readText({ root }, path)).text).toBe(text)
      }),
      { numRuns: 50 },
    ))

  it('follows no link, and leaves git’s own folder alone', async () => {
    mkdirSync(join(dir, `outside${count}`))
    symlinkSync(join(dir, `outside${count}`), join(root, 'queries'))
    expect(await code(writeText({ root }, { path: 'queries/x.sql', text: '', was: null }))).toBe('PATH_LINK')
    expect(readdirSync(join(dir, `outside${count}`))).toEqual([])
    expect(await code(writeText({ root }, { path: '.git/config', text: '', was: null }))).toBe('PATH_GIT')
    expect(await code(readText({ root }, '.GIT/config'))).toBe('PATH_GIT')
  })

  it('says so when a file is no text or cannot be read', async () => {
    writeFileSync(join(root, 'a.sql'), Buffer.from([0xff, 0xfe, 0x00]))
    expect(await code(readText({ root }, 'a.sql'))).toBe('FILE_BINARY')
    expect(await code(readText({ root }, 'b.sql'))).toBe('FILE_MISSING')
  })

  it('names the file when it cannot be written, and leaves nothing half-written', async () => {
    mkdirSync(join(root, 'queries/x.sql'), { recursive: true })
    const write = writeText({ root }, { path: 'queries/x.sql/y', text: 'SELECT', was: null })
    await write
    chmodSync(join(root, 'queries'), 0o555)
    const refused = await code(writeText({ root }, { path: 'queries/new.sql', text: '', was: null }))
    // root may write everywhere
    expect(process.getuid?.() === 0 ? ['no error', 'READ_ONLY'] : ['READ_ONLY']).toContain(refused)
    chmodSync(join(root, 'queries'), 0o755)
    expect(readdirSync(join(root, 'queries')).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('lists the workspace’s own folders with descriptions', async () => {
    for (const folder of ['queries', 'node_modules']) mkdirSync(join(root, folder))
    writeFileSync(join(root, 'queries/a.sql'), '/*---\ndescription: Late flights\n---*/\nSELECT 1')
    writeFileSync(join(root, 'node_modules/b.sql'), 'SELECT 1')
    writeFileSync(join(root, 'README.md'), '# x')
    expect(await listFiles({ root })).toEqual([
      { path: 'README.md', bytes: 3 },
      { path: 'queries/a.sql', bytes: 46, description: 'Late flights' },
    ])
  })

  it('brings a removed file back, unless another took its place', async () => {
    const workspace = await open()
    const path = 'queries/x.sql'
    await writeText(workspace, { path, text: 'SELECT 1', was: null })
    const { undo } = await removeEntries(home, workspace, [path])
    expect(await code(readText(workspace, path))).toBe('FILE_MISSING')
    await writeText(workspace, { path, text: 'other', was: null })
    expect(await code(undoChange(home, workspace, undo))).toBe('FILE_CHANGED')
    rmSync(join(root, path))
    expect((await undoChange(home, workspace, undo)).files).toEqual([path])
    expect((await readText(workspace, path)).text).toBe('SELECT 1')
    expect(await code(undoChange(home, workspace, '../../x'))).toBe('UNDO_GONE')
  })

  it('lets go of what was removed or discarded after 30 days', async () => {
    const workspace = await open()
    const [kept, discarded] = ['queries/x.sql', join(discardedFolder(home, workspace.id), 'y.json')]
    await writeText(workspace, { path: kept, text: 'SELECT 1', was: null })
    const { undo } = await removeEntries(home, workspace, [kept])
    mkdirSync(dirname(discarded), { recursive: true })
    writeFileSync(discarded, '{}')
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
    await pruneKept(home, workspace.id, inDays(29))
    expect(readFileSync(discarded, 'utf8')).toBe('{}')
    await pruneKept(home, workspace.id, inDays(31))
    expect(readdirSync(dirname(discarded))).toEqual([])
    expect(await code(undoChange(home, workspace, undo))).toBe('UNDO_GONE')
  })
})

describe('what this computer keeps', () => {
  it('keeps the last value under any key', async () => {
    const key = 'explore.tab.query:queries/../x 🦆'
    expect(await getState(home, 'w', key)).toBeNull()
    await Promise.all(['1', '2', '3'].map((value) => setState(home, 'w', key, value)))
    expect(await getState(home, 'w', key)).toBe('3')
    await setState(home, 'w', key, null)
    expect(await getState(home, 'w', key)).toBeNull()
  })

  const entry = (sql: string, tab = 't') => ({
    id: sql,
    startedAt: '2026-01-01T00:00:00Z',
    tab,
    sql,
    params: {},
    engine: 'wasm' as const,
    rows: 1,
    ms: 2,
    reads: [],
    commit: null,
    outcome: 'done' as const,
  })

  it('keeps history, newest first, found by words, also after a line was cut off', async () => {
    for (const sql of ['SELECT 1', 'FROM flights', 'SELECT 2']) await addHistory(home, 'w', entry(sql))
    const file = join(home, 'state/w/history.ndjson')
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"id":"cut o`)
    const sqls = async (find: string, limit = 10) =>
      (await readHistory(home, 'w', { find, limit })).map(({ sql }) => sql)
    expect(await sqls('')).toEqual(['SELECT 2', 'FROM flights', 'SELECT 1'])
    await addHistory(home, 'w', entry('SELECT 3'))
    expect(await sqls('', 1)).toEqual(['SELECT 3'])
    expect(await sqls('flights')).toEqual(['FROM flights'])
    expect(await sqls('', 3)).toEqual(['SELECT 3', 'SELECT 2', 'FROM flights'])
    const digest = 'd'.repeat(64)
    await addHistoryDigest(home, 'w', { id: 'FROM flights', digest })
    await addHistoryDigest(home, 'w', { id: 'never run', digest })
    const read = await readHistory(home, 'w', { find: '', limit: 10 })
    expect(read.map((one) => one.digest)).toEqual([undefined, undefined, digest, undefined])
    expect((await readHistory(home, 'w', { find: 'flights', limit: 1 }))[0]?.digest).toBe(digest)
  })

  it('lets history follow files to their new names, and loses nothing that comes meanwhile', async () => {
    const tabs = async (find = '') =>
      (await readHistory(home, 'w', { find, limit: 10 })).map(({ sql, tab }) => `${sql} of ${tab}`)
    await addHistory(home, 'w', entry('1', 'queries/a.sql'))
    await addHistory(home, 'w', entry('2', 'queries/a.sql.bak'))
    await addHistory(home, 'w', entry("'queries/a.sql'", 'queries/deep/b.sql'))
    await addHistoryDigest(home, 'w', { id: '1', digest: 'd'.repeat(64) })
    await Promise.all([
      moveHistory(home, 'w', [
        { from: 'queries/a.sql', to: 'queries/z.sql' },
        { from: 'queries/deep', to: 'queries/flat' },
      ]),
      addHistory(home, 'w', entry('3', 'queries/a.sql')),
    ])
    expect(await tabs()).toEqual([
      '3 of queries/a.sql',
      "'queries/a.sql' of queries/flat/b.sql",
      '2 of queries/a.sql.bak',
      '1 of queries/z.sql',
    ])
    expect(await tabs('z.sql')).toEqual(['1 of queries/z.sql'])
    expect((await readHistory(home, 'w', { find: 'z.sql', limit: 1 }))[0]?.digest).toBe('d'.repeat(64))
  })

  it('remembers workspaces and says which are gone', async () => {
    await rememberWorkspace(home, { id: 'a', name: 'a', root, openedAt: 'x' })
    await rememberWorkspace(home, { id: 'b', name: 'b', root: join(root, 'gone'), openedAt: 'y' })
    expect((await recentWorkspaces(home)).map(({ id, found }) => [id, found])).toEqual([
      ['b', false],
      ['a', true],
    ])
    await forgetWorkspace(home, 'b')
    expect((await recentWorkspaces(home)).map(({ id }) => id)).toEqual(['a'])
  })
})

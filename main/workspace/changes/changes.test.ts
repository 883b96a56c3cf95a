import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { fileNameProblem } from '#shared/file-name.ts'
import { finishChanges, undoChange } from './change.ts'
import { keepBytes, keepRecord, keptChanges } from './kept.ts'
import { renamed } from './mentions.ts'
import { createFolder, duplicateEntry, listFolders, moveEntries, removeEntries, writeTexts } from './verbs.ts'

let dir: string
let home: string
let root: string
const workspace = () => ({ root, id: 'w' })

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'lakebench-changes-')))
  home = join(dir, 'home')
  root = join(dir, 'root')
  put('queries/daily.sql', 'SELECT 1\n')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const text = (path: string) => readFileSync(join(root, path), 'utf8')
const code = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (thrown) => (thrown instanceof AppError ? thrown.code : thrown),
  )
const move = (from: string, to: string) => moveEntries(home, workspace(), [{ from, to }])

describe('names', () => {
  it('takes what every system takes, and nothing else', () => {
    for (const name of ['late flights.sql', 'ü 😀.sql', 'a.b.c', '日本'])
      expect(fileNameProblem(name)).toBeNull()
    const bad = [
      '',
      ' ',
      '.',
      '..',
      '.git',
      'a/b',
      'a\\b',
      'a:b',
      'CON',
      'nul.sql',
      'com1.txt',
      'a.',
      'a ',
      ' a',
      'a\nb',
      'a\u202eb',
      'x'.repeat(201),
      'what?',
    ]
    for (const name of bad) expect(fileNameProblem(name), JSON.stringify(name)).toMatch(/./)
  })
})

describe('renaming and moving', () => {
  it('is seen by git as a rename, and undone as one step with the texts that name the file', async () => {
    execFileSync('git', ['init', '-q', root])
    put(
      'evaluations/e.yml',
      'algorithms:\n  a:\n    query: queries/daily.sql\n  b:\n    query: queries/daily.sqlite\n',
    )
    execFileSync('git', ['-C', root, 'add', '-A'])
    const change = await move('queries/daily.sql', 'queries/by day/daily 2.sql')
    expect(change).toMatchObject({
      words: 'Moved daily.sql to queries/by day; e.yml follows',
      moves: [{ from: 'queries/daily.sql', to: 'queries/by day/daily 2.sql' }],
      files: ['evaluations/e.yml'],
    })
    expect(text('evaluations/e.yml')).toContain('queries/by day/daily 2.sql\n')
    expect(text('evaluations/e.yml')).toContain('query: queries/daily.sqlite')
    execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x'])
    execFileSync('git', ['-C', root, 'add', '-A'])
    expect(String(execFileSync('git', ['-C', root, 'status', '--porcelain', '-z']))).toContain(
      'R  queries/by day/daily 2.sql\0queries/daily.sql',
    )
    const back = await undoChange(home, workspace(), change.undo)
    expect(back).toMatchObject({
      moves: [{ from: 'queries/by day/daily 2.sql', to: 'queries/daily.sql' }],
      left: [],
    })
    expect(text('evaluations/e.yml')).toContain('query: queries/daily.sql\n')
    expect(await code(undoChange(home, workspace(), change.undo))).toBe('UNDO_GONE')
  })

  it('refuses what would leave the workspace, overwrite, or be one file elsewhere', async () => {
    put('queries/other.sql', 'x')
    symlinkSync(dir, join(root, 'queries/out'))
    const refused: [string, string][] = [
      ['queries/x/../../y.sql', 'FILE_NAME'],
      ['README.sql', 'PATH_TOP'],
      ['elsewhere/y.sql', 'PATH_TOP'],
      ['queries/out/y.sql', 'PATH_LINK'],
      ['queries/.git/y.sql', 'FILE_NAME'],
      ['queries/other.sql', 'FILE_EXISTS'],
      ['queries/OTHER.sql', 'FILE_EXISTS'],
      ['queries/aux.sql', 'FILE_NAME'],
      ['queries/daily.sql/y.sql', 'PATH_INSIDE'],
    ]
    for (const [to, why] of refused)
      expect([to, await code(move('queries/daily.sql', to))]).toEqual([to, why])
    expect(await code(move('queries', 'reports/queries'))).toBe('FOLDER_OWN')
    expect(await code(move('queries/none.sql', 'queries/y.sql'))).toBe('FILE_MISSING')
    expect(text('queries/daily.sql')).toBe('SELECT 1\n')
    expect(await keptChanges(home, 'w')).toEqual([])
  })

  it('changes the case of a name alone', async () => {
    await move('queries/daily.sql', 'queries/Daily.sql')
    expect(readdirSync(join(root, 'queries'))).toEqual(['Daily.sql'])
  })

  it('moves a folder with all that is in it, and names in it follow', async () => {
    put('queries/old/a.sql', 'a')
    put('evaluations/e.yml', 'query: queries/old/a.sql\nother: queries/older/a.sql\n')
    await move('queries/old', 'queries/new')
    expect(text('queries/new/a.sql')).toBe('a')
    expect(text('evaluations/e.yml')).toBe('query: queries/new/a.sql\nother: queries/older/a.sql\n')
  })

  it('is not undone over another file', async () => {
    const { undo } = await move('queries/daily.sql', 'queries/weekly.sql')
    put('queries/daily.sql', 'new')
    expect(await code(undoChange(home, workspace(), undo))).toBe('FILE_CHANGED')
    expect([text('queries/daily.sql'), text('queries/weekly.sql')]).toEqual(['new', 'SELECT 1\n'])
    rmSync(join(root, 'queries/daily.sql'))
    await undoChange(home, workspace(), undo)
    expect(text('queries/daily.sql')).toBe('SELECT 1\n')
  })

  it('leaves what was written again since, and tells', async () => {
    put('evaluations/e.yml', 'query: queries/daily.sql\n')
    const { undo } = await move('queries/daily.sql', 'queries/weekly.sql')
    put('evaluations/e.yml', 'query: queries/weekly.sql\n# mine\n')
    expect(await undoChange(home, workspace(), undo)).toMatchObject({ left: ['evaluations/e.yml'] })
    expect(text('evaluations/e.yml')).toContain('# mine')
    expect(text('queries/daily.sql')).toBe('SELECT 1\n')
  })
})

it('whole mentions of a path alone follow', () => {
  const to = (all: string) => renamed(all, { from: 'queries/a.sql', to: 'queries/$&.sql' })
  expect(to('see queries/a.sql. "queries/a.sql"')).toBe('see queries/$&.sql. "queries/$&.sql"')
  for (const other of ['xqueries/a.sql', '../queries/a.sql', 'queries/a.sql.bak', 'queries/a.sqlx']) {
    expect(to(other)).toBe(other)
  }
})

describe('making, copying and deleting', () => {
  it('makes folders, which are listed while they are empty', async () => {
    const { undo } = await createFolder(home, workspace(), 'queries/monthly')
    expect(await listFolders(workspace())).toEqual(['queries/monthly'])
    expect(await code(createFolder(home, workspace(), 'queries/Monthly'))).toBe('FILE_EXISTS')
    put('queries/monthly/a.sql', 'a')
    await undoChange(home, workspace(), undo)
    expect(text('queries/monthly/a.sql')).toBe('a')
  })

  it('copies under names that are free', async () => {
    const paths = []
    for (let i = 0; i < 3; i++)
      paths.push((await duplicateEntry(home, workspace(), 'queries/daily.sql')).path)
    paths.push((await duplicateEntry(home, workspace(), 'queries/daily copy 2.sql')).path)
    expect(paths).toEqual(
      ['daily copy.sql', 'daily copy 2.sql', 'daily copy 3.sql', 'daily copy 4.sql'].map(
        (n) => `queries/${n}`,
      ),
    )
    expect(text(paths[2] ?? '')).toBe('SELECT 1\n')
  })

  it('brings a folder back with its bytes and permissions', async () => {
    const bytes = Buffer.from([0, 255, 13, 10])
    put('queries/x/deep/a.sql', 'a')
    writeFileSync(join(root, 'queries/x/b.bin'), bytes)
    chmodSync(join(root, 'queries/x/b.bin'), 0o755)
    mkdirSync(join(root, 'queries/x/empty'))
    const { undo, words } = await removeEntries(home, workspace(), ['queries/x', 'queries/daily.sql'])
    expect(words).toBe('Deleted 2 files')
    expect(readdirSync(join(root, 'queries'))).toEqual([])
    await undoChange(home, workspace(), undo)
    expect(readFileSync(join(root, 'queries/x/b.bin')).equals(bytes)).toBe(true)
    expect(statSync(join(root, 'queries/x/b.bin')).mode & 0o777).toBe(0o755)
    expect([text('queries/x/deep/a.sql'), existsSync(join(root, 'queries/x/empty'))]).toEqual(['a', true])
  })
})

describe('several texts as one step', () => {
  it('writes all or none', async () => {
    put('queries/b.sql', 'b')
    const digest = async (path: string) => {
      const { createHash } = await import('node:crypto')
      return createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest('hex')
    }
    const edits = [
      { path: 'queries/daily.sql', was: await digest('queries/daily.sql'), text: 'SELECT 2\n' },
      { path: 'queries/b.sql', was: await digest('queries/b.sql'), text: 'bb' },
    ]
    put('queries/b.sql', 'changed')
    expect(await code(writeTexts(home, workspace(), { words: 'Replaced', edits }))).toBe('FILE_CHANGED')
    expect(text('queries/daily.sql')).toBe('SELECT 1\n')
    put('queries/b.sql', 'b')
    const { undo } = await writeTexts(home, workspace(), { words: 'Replaced', edits })
    expect([text('queries/daily.sql'), text('queries/b.sql')]).toEqual(['SELECT 2\n', 'bb'])
    await undoChange(home, workspace(), undo)
    expect([text('queries/daily.sql'), text('queries/b.sql')]).toEqual(['SELECT 1\n', 'b'])
  })
})

describe('a process that was ended in the middle', () => {
  const id = 'ab'.repeat(12)
  const dead = () => {
    const child = spawn(process.execPath, ['-e', ''])
    return new Promise<number>((resolve) => child.on('exit', () => resolve(child.pid ?? 0)))
  }

  it('is gone on with, and can be undone after', async () => {
    const bytes = Buffer.from('one')
    const { createHash } = await import('node:crypto')
    const digest = createHash('sha256').update(bytes).digest('hex')
    put('queries/one.sql', 'one')
    put('queries/two.sql', 'one')
    await keepBytes(home, 'w', { id, digest, bytes })
    const pid = await dead()
    await keepRecord(home, 'w', {
      v: 1,
      id,
      at: new Date().toISOString(),
      words: 'Deleted 2 files',
      steps: ['queries/one.sql', 'queries/two.sql'].map((path) => ({
        act: 'put',
        path,
        before: digest,
        after: null,
      })),
      state: 'doing',
      pid,
    })
    rmSync(join(root, 'queries/one.sql')) // as far as it came
    await finishChanges(home, workspace())
    expect(readdirSync(join(root, 'queries'))).toEqual(['daily.sql'])
    await undoChange(home, workspace(), id)
    expect([text('queries/one.sql'), text('queries/two.sql')]).toEqual(['one', 'one'])
  })

  it('never touches what was written since', async () => {
    await keepRecord(home, 'w', {
      v: 1,
      id,
      at: new Date().toISOString(),
      words: 'Deleted daily.sql',
      steps: [{ act: 'put', path: 'queries/daily.sql', before: 'a'.repeat(64), after: null }],
      state: 'doing',
      pid: await dead(),
    })
    await finishChanges(home, workspace())
    expect(text('queries/daily.sql')).toBe('SELECT 1\n')
  })
})

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  errorCode,
  isAlive,
  makeFolder,
  makeFolderSync,
  replaceFile,
  replaceFileSync,
  syncPath,
} from './index.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakebench-disk-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const ways = {
  replaceFile,
  replaceFileSync: async (file: string, data: Uint8Array | string) => replaceFileSync(file, data),
}

describe.each(Object.entries(ways))('%s', (_, replace) => {
  test('makes the folders on the way, writes text and bytes, and leaves only the file', async () => {
    const file = join(folder, 'a/b/c.txt')
    await replace(file, 'first')
    await replace(file, Buffer.from('ζweite'))
    expect(readFileSync(file, 'utf8')).toBe('ζweite')
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['c.txt'])
  })

  test.skipIf(process.platform === 'win32')('keeps the mode of the file', async () => {
    const file = join(folder, 'run.sh')
    writeFileSync(file, 'old')
    for (const mode of [0o755, 0o600, 0o444]) {
      chmodSync(file, mode)
      await replace(file, `of ${mode}`)
      expect(statSync(file).mode & 0o777).toBe(mode)
      expect(readFileSync(file, 'utf8')).toBe(`of ${mode}`)
    }
  })

  test('of many at once each is whole, and one of them stays', async () => {
    const file = join(folder, 'raced.txt')
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000 + index))
    await Promise.all(texts.map((text) => replace(file, text)))
    expect(texts).toContain(readFileSync(file, 'utf8'))
    expect(readdirSync(folder)).toEqual(['raced.txt'])
  })

  test('what cannot be replaced stays as it is, and nothing half-written is left', async () => {
    const taken = join(folder, 'taken')
    mkdirSync(taken)
    writeFileSync(join(taken, 'inside'), 'kept')
    const code = await replace(taken, 'text').then(() => 'replaced', errorCode)
    expect(['EISDIR', 'ENOTEMPTY', 'EEXIST', 'EPERM']).toContain(code)
    expect(readdirSync(folder)).toEqual(['taken'])
    expect(readFileSync(join(taken, 'inside'), 'utf8')).toBe('kept')
  })
})

describe.each(
  Object.entries({ makeFolder, makeFolderSync: async (folder: string) => makeFolderSync(folder) }),
)('%s', (_, make) => {
  test('makes the folders on the way, at once with others, and again', async () => {
    const folders = Array.from({ length: 20 }, (_, index) => join(folder, `a/b/c/${index % 3}`))
    await Promise.all(folders.map(make))
    expect(readdirSync(join(folder, 'a/b/c')).sort()).toEqual(['0', '1', '2'])
  })

  test('ends where no folder can be made', async () => {
    writeFileSync(join(folder, 'file'), '')
    const codeOf = (path: string) => make(path).then(() => 'made', errorCode)
    expect(await codeOf(join(folder, 'file'))).toBe('EEXIST')
    expect(await codeOf(join(folder, 'file/a/b'))).toBe('ENOTDIR')
    if (process.platform === 'linux') expect(await codeOf('/proc/lakebench/a/b')).toBe('ENOENT')
  })
})

test('the new content may be written elsewhere first', async () => {
  const temporary = join(folder, 'tmp-1')
  await replaceFile(join(folder, 'to/file'), 'text', { temporary })
  expect(readdirSync(folder)).toEqual(['to'])
  writeFileSync(temporary, 'of another')
  await expect(replaceFile(join(folder, 'to/file'), 'new', { temporary })).rejects.toThrow('EEXIST')
  expect(readFileSync(join(folder, 'to/file'), 'utf8')).toBe('text')
  expect(readFileSync(temporary, 'utf8')).toBe('of another')
})

test('a file for nobody else is that from the start', () => {
  replaceFileSync(join(folder, 'private'), 'text', 0o600)
  const { mode } = statSync(join(folder, 'private'))
  expect(mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
})

test('files and folders can be made durable; one that is not there is an error', () => {
  replaceFileSync(join(folder, 'file'), 'text')
  syncPath(join(folder, 'file'))
  syncPath(folder)
  expect(() => syncPath(join(folder, 'gone'))).toThrow('ENOENT')
})

test('this process lives, and one that has ended does not', () => {
  expect(isAlive(process.pid)).toBe(true)
  expect(isAlive(2 ** 30)).toBe(false)
})

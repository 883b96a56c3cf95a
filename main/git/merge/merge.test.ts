import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findConflicts } from '#shared/conflict.ts'
import { gitHandlers as git } from '../handlers.ts'
import { indexBytes, parseIndex } from '../index-file.ts'
import { fsck, stockGit, temporaryFolder, writeFiles } from '../testing.ts'
import type { RepoRef } from '../types.ts'
import { mergeTexts } from './text.ts'

let dir: string
let done: () => void
let repo: RepoRef
let other: string

const lines = (...changed: Record<number, string>[]) =>
  Array.from({ length: 20 }, (_, n) => `${Object.assign({}, ...changed)[n] ?? `line ${n}`}\n`).join('')

/** Our repository, and another whose `main` is ours to pull. */
beforeEach(() => {
  process.env.GIT_CONFIG_GLOBAL = '/dev/null'
  process.env.GIT_CONFIG_NOSYSTEM = '1'
  ;({ dir, done } = temporaryFolder('merge'))
  other = join(dir, 'other')
  stockGit(dir, 'init', '-q', '-b', 'main', other)
  put(other, {
    'queries/a.sql': lines(),
    'queries/b.sql': lines(),
    'queries/c.sql': 'c\n',
    'lakebench.yml': 'version: 1\n',
  })
  stockGit(dir, 'clone', '-q', other, join(dir, 'ours'))
  repo = { dir: join(dir, 'ours'), prefix: '' }
})
afterEach(() => done())

/** Commits files; null takes one away. */
function put(at: string, files: Record<string, string | null>): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(join(at, path))
    else writeFiles(at, { [path]: text })
  }
  stockGit(at, 'add', '-A')
  stockGit(at, 'commit', '-q', '-m', `Change ${Object.keys(files).join(', ')}`)
}
const pull = () => {
  stockGit(repo.dir, 'fetch', '-q')
  return git.integrate({ repo, remote: null, ownGit: true })
}
const read = (path: string) => readFileSync(join(repo.dir, path), 'utf8')
const status = () => stockGit(repo.dir, 'status', '--porcelain')

describe('pulling', () => {
  test('nothing, then a fast-forward, with uncommitted work beside it and in it', async () => {
    expect(await pull()).toMatchObject({ outcome: 'current' })
    put(other, { 'queries/a.sql': lines({ 1: 'theirs' }), 'queries/c.sql': null, 'queries/new.sql': 'new\n' })
    writeFiles(repo.dir, {
      'queries/a.sql': lines({ 15: 'mine' }),
      'queries/b.sql': 'work\n',
      'queries/mine.sql': 'mine\n',
    })
    expect(await pull()).toEqual({ outcome: 'fast-forward', commits: 1, conflicts: [] })
    expect(read('queries/a.sql')).toBe(lines({ 1: 'theirs', 15: 'mine' }))
    expect(read('queries/b.sql')).toBe('work\n')
    expect(existsSync(join(repo.dir, 'queries/c.sql'))).toBe(false)
    expect(status()).toBe(' M queries/a.sql\n M queries/b.sql\n?? queries/mine.sql')
    expect(stockGit(repo.dir, 'rev-parse', 'HEAD')).toBe(stockGit(other, 'rev-parse', 'HEAD'))
    // the work as it was before is kept too
    expect(stockGit(repo.dir, 'for-each-ref', 'refs/lakebench/wip')).not.toBe('')
    fsck(repo.dir)
  })

  test('work that does not fit stops it before anything changed', async () => {
    put(other, {
      'queries/a.sql': lines({ 1: 'theirs' }),
      'queries/b.sql': 'theirs\n',
      'queries/new.sql': 'new\n',
    })
    writeFiles(repo.dir, { 'queries/a.sql': lines({ 1: 'mine' }), 'queries/new.sql': 'mine\n' })
    await expect(pull()).rejects.toMatchObject({
      code: 'GIT_WORK_IN_THE_WAY',
      details: { paths: ['queries/a.sql', 'queries/new.sql'] },
    })
    expect(status()).toBe(' M queries/a.sql\n?? queries/new.sql')
    expect(read('queries/b.sql')).toBe(lines())
  })

  test('a merge of both sides is one that stock git would make', async () => {
    put(other, { 'queries/a.sql': lines({ 1: 'theirs' }), 'queries/c.sql': null })
    put(repo.dir, { 'queries/a.sql': lines({ 15: 'ours' }), 'queries/b.sql': 'ours\n' })
    chmodSync(join(repo.dir, 'lakebench.yml'), 0o755)
    put(repo.dir, {})
    stockGit(repo.dir, 'fetch', '-q')
    const tree = stockGit(repo.dir, 'merge-tree', '--write-tree', 'HEAD', 'origin/main')
    writeFiles(repo.dir, { 'queries/d.sql': 'work\n' })
    expect(await pull()).toMatchObject({ outcome: 'merged', commits: 1 })
    expect(stockGit(repo.dir, 'rev-parse', 'HEAD^{tree}')).toBe(tree)
    expect(stockGit(repo.dir, 'log', '-1', '--format=%s %p').split(' ')).toHaveLength(6)
    expect(status()).toBe('?? queries/d.sql')
    fsck(repo.dir)
  })

  test('a folder where the other has a file, staged work and unrelated histories are refused with the way out', async () => {
    put(other, { 'queries/c.sql': null, 'queries/c.sql/deep.sql': 'deep\n' })
    put(repo.dir, { 'queries/c.sql': 'changed\n' })
    await expect(pull()).rejects.toMatchObject({ code: 'GIT_MERGE_FOLDER' })
    writeFiles(repo.dir, { 'queries/b.sql': 'staged\n' })
    stockGit(repo.dir, 'add', '.')
    await expect(pull()).rejects.toMatchObject({ code: 'GIT_STAGED' })
    stockGit(repo.dir, 'checkout', '-q', '--orphan', 'apart')
    stockGit(repo.dir, 'commit', '-q', '-m', 'Apart')
    await expect(pull()).rejects.toMatchObject({ code: 'GIT_NO_UPSTREAM' })
    stockGit(repo.dir, 'branch', '-q', '--set-upstream-to=origin/main')
    await expect(pull()).rejects.toMatchObject({ code: 'GIT_UNRELATED' })
  })
})

describe('conflicts', () => {
  const conflicting = async () => {
    put(other, { 'queries/a.sql': lines({ 3: 'theirs' }), 'queries/b.sql': null, 'queries/new.sql': 'new\n' })
    put(repo.dir, { 'queries/a.sql': lines({ 3: 'ours', 15: 'ours too' }), 'queries/b.sql': 'ours\n' })
    writeFiles(repo.dir, { 'queries/work.sql': 'work\n' })
    return pull()
  }

  test('stand in the index, the files and MERGE_HEAD as git has them', async () => {
    expect(await conflicting()).toEqual({
      outcome: 'conflicts',
      commits: 1,
      conflicts: ['queries/a.sql', 'queries/b.sql'],
    })
    expect(status()).toBe('UU queries/a.sql\nUD queries/b.sql\nA  queries/new.sql\n?? queries/work.sql')
    expect(stockGit(repo.dir, 'rev-parse', 'MERGE_HEAD')).toBe(stockGit(other, 'rev-parse', 'HEAD'))
    expect(await git.mergeState({ repo })).toMatchObject({
      name: 'origin/main',
      files: [
        { path: 'queries/a.sql', kind: 'text', left: 1 },
        { path: 'queries/b.sql', kind: 'deleted-by-them', left: 1 },
      ],
    })
    expect(await git.mergeFile({ repo, path: 'queries/a.sql' })).toEqual({
      path: 'queries/a.sql',
      kind: 'text',
      base: lines(),
      ours: lines({ 3: 'ours', 15: 'ours too' }),
      theirs: lines({ 3: 'theirs' }),
    })
    await expect(git.integrate({ repo, remote: null, ownGit: true })).rejects.toMatchObject({
      code: 'GIT_HALF_DONE',
    })
    await expect(git.mergeComplete({ repo, ownGit: true })).rejects.toMatchObject({
      code: 'GIT_CONFLICTS_LEFT',
    })
  })

  test('are completed as a commit of two parents', async () => {
    await conflicting()
    await git.mergeChoose({ repo, path: 'queries/b.sql', side: 'theirs' })
    writeFiles(repo.dir, { 'queries/a.sql': lines({ 3: 'both' }) })
    expect(await git.mergeState({ repo })).toMatchObject({ files: [{ path: 'queries/a.sql', left: 0 }] })
    const { parents, message } = await git.mergeComplete({ repo, ownGit: true })
    expect(parents).toHaveLength(2)
    expect(message).toBe("Merge remote-tracking branch 'origin/main'")
    expect(await git.mergeState({ repo })).toBeNull()
    expect(status()).toBe('?? queries/work.sql')
    expect(stockGit(repo.dir, 'show', 'HEAD:queries/a.sql')).toBe(lines({ 3: 'both' }).trimEnd())
    expect(existsSync(join(repo.dir, 'queries/b.sql'))).toBe(false)
    fsck(repo.dir)
    stockGit(repo.dir, 'push', '-q', 'origin', 'HEAD:refs/heads/merged')
  })

  test('are aborted to the byte, and what was solved is kept', async () => {
    const before = () => ['queries/a.sql', 'queries/b.sql', 'queries/work.sql'].map(read)
    await conflicting()
    writeFiles(repo.dir, { 'queries/a.sql': 'half solved\n' })
    const { kept } = await git.mergeAbort({ repo, ownGit: true })
    expect(before()).toEqual([lines({ 3: 'ours', 15: 'ours too' }), 'ours\n', 'work\n'])
    expect(existsSync(join(repo.dir, 'queries/new.sql'))).toBe(false)
    expect(status()).toBe('?? queries/work.sql')
    expect(stockGit(repo.dir, 'show', `${kept}:queries/a.sql`)).toBe('half solved')
    expect(await git.mergeState({ repo })).toBeNull()
    fsck(repo.dir)
  })

  test('that stock git began are solved here, and ours by stock git', async () => {
    put(other, { 'queries/a.sql': lines({ 3: 'theirs' }) })
    put(repo.dir, { 'queries/a.sql': lines({ 3: 'ours' }) })
    stockGit(repo.dir, 'fetch', '-q')
    expect(() => stockGit(repo.dir, 'merge', '-q', 'origin/main')).toThrow()
    expect(await git.mergeState({ repo })).toMatchObject({ name: 'origin/main', files: [{ left: 1 }] })
    await git.mergeAbort({ repo, ownGit: true })
    expect(status()).toBe('')
    await pull()
    writeFiles(repo.dir, { 'queries/a.sql': 'solved\n' })
    stockGit(repo.dir, 'add', '.')
    stockGit(repo.dir, 'commit', '-q', '--no-edit')
    expect(await git.mergeState({ repo })).toBeNull()
    fsck(repo.dir)
  })

  test('of files that are no text are chosen whole', async () => {
    const binary = (n: number) => Buffer.from([0, 1, 2, n]).toString('latin1')
    put(other, { 'queries/data.bin': binary(1) })
    put(repo.dir, { 'queries/data.bin': binary(2) })
    await pull()
    expect(await git.mergeState({ repo })).toMatchObject({ files: [{ kind: 'binary', left: 1 }] })
    await git.mergeChoose({ repo, path: 'queries/data.bin', side: 'theirs' })
    expect(readFileSync(join(repo.dir, 'queries/data.bin'))).toEqual(Buffer.from([0, 1, 2, 1]))
    await git.mergeComplete({ repo, ownGit: true })
    expect(status()).toBe('')
  })

  test('in a repository with hooks or filters are git’s own to merge', async () => {
    writeFileSync(join(repo.dir, '.git/hooks/pre-commit'), '#!/bin/sh\ntrue\n', { mode: 0o755 })
    expect(await conflicting()).toMatchObject({
      outcome: 'conflicts',
      conflicts: ['queries/a.sql', 'queries/b.sql'],
    })
    await git.mergeChoose({ repo, path: 'queries/b.sql', side: 'ours' })
    writeFiles(repo.dir, { 'queries/a.sql': 'solved\n' })
    expect((await git.mergeComplete({ repo, ownGit: true })).parents).toHaveLength(2)
    fsck(repo.dir)
  })
})

test('a merge of texts has every line of each side once, in or out of conflicts', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '=======', ''), { maxLength: 9 })
    .map((all) => all.join('\n'))
  fc.assert(
    fc.property(text, text, text, (base, ours, theirs) => {
      const names = { ours: 'ours', theirs: 'theirs' }
      expect(mergeTexts(base, ours, base, names)?.text).toBe(ours)
      expect(mergeTexts(base, base, theirs, names)?.text).toBe(theirs)
      expect(mergeTexts(base, ours, ours, names)).toEqual({ text: ours, conflicts: 0 })
    }),
  )
  const { text: marked, conflicts } = mergeTexts('a\nb\nc', 'a\nours\nc', 'a\ntheirs\nc', {
    ours: 'o',
    theirs: 't',
  })!
  expect(conflicts).toBe(1)
  expect(findConflicts(marked)).toMatchObject([{ ours: 'ours\n', theirs: 'theirs\n' }])
  expect(findConflicts('<<<<<<< a\n||||||| b\nbase\n=======\n>>>>>>> c')).toMatchObject([
    { ours: '', theirs: '', from: 0 },
  ])
  expect(findConflicts('=======\n>>>>>>> x\n<<<<<<< y\n')).toEqual([])
})

test('an index is read and written as git has it, long names and conflicts included', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '/', ' '), minLength: 1, maxLength: 20 })
  const entry = fc.record({
    path: name.map((text) => `x${text}`),
    stage: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
    oid: fc.constant('ab'.repeat(20)),
    mode: fc.constantFrom('100644', '100755', '120000', '160000'),
    stat: fc.constant(Buffer.alloc(40)),
    flags: fc.constantFrom(0, 0x8000),
    extended: fc.constantFrom(0, 0x4000),
  })
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: ({ path, stage }) => `${path} ${stage}` }), (entries) => {
      const bytes = Buffer.from(indexBytes(entries))
      const found = parseIndex(bytes).map((one) => ({ ...one, stat: Buffer.from(one.stat).fill(0, 24, 28) }))
      expect(new Set(found.map((one) => JSON.stringify(one)))).toEqual(
        new Set(
          entries.map((one) =>
            JSON.stringify({
              path: one.path,
              stage: one.stage,
              oid: one.oid,
              mode: one.mode,
              stat: one.stat,
              flags: one.flags,
              extended: one.extended,
            }),
          ),
        ),
      )
    }),
  )
  const long = `queries/${'long'.repeat(40)}.sql`
  put(repo.dir, { [long]: 'x\n', 'queries/é.sql': 'x\n' })
  const before = readFileSync(join(repo.dir, '.git/index'))
  writeFileSync(join(repo.dir, '.git/index'), indexBytes(parseIndex(before)))
  expect(status()).toBe('')
  expect(stockGit(repo.dir, 'ls-files').split('\n')).toContain(long)
})

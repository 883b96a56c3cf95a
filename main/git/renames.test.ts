import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitHandlers as git } from './handlers.ts'
import { exactRenames } from './renames.ts'
import { stockGit, temporaryFolder, writeFiles } from './testing.ts'

test('a file that came with the bytes of one that went is its rename, as stock git has it', async () => {
  const { dir: folder, done } = temporaryFolder('renames')
  try {
    process.env.GIT_CONFIG_GLOBAL = '/dev/null'
    process.env.GIT_CONFIG_NOSYSTEM = '1'
    const repo = await git.initRepository({ root: join(folder, 'work') })
    const { dir } = repo
    const commit = (message: string) => git.commit({ repo, message, paths: ['queries'], ownGit: true })
    writeFiles(dir, { 'queries/a.sql': 'SELECT 1\n', 'queries/b.sql': 'SELECT 2\n', 'queries/c.sql': '' })
    await commit('First')
    writeFiles(dir, { 'queries/deep/x.sql': 'SELECT 3\n' })
    renameSync(join(dir, 'queries/a.sql'), join(dir, 'queries/deep/a.sql'))
    renameSync(join(dir, 'queries/c.sql'), join(dir, 'queries/d.sql'))
    writeFileSync(join(dir, 'queries/b.sql'), 'SELECT 4\n')
    expect((await git.status({ repo })).changes).toEqual([
      { path: 'queries/a.sql', state: 'deleted' },
      { path: 'queries/b.sql', state: 'modified' },
      { path: 'queries/c.sql', state: 'deleted' },
      { path: 'queries/d.sql', state: 'added' },
      { path: 'queries/deep/a.sql', state: 'added', from: 'queries/a.sql' },
      { path: 'queries/deep/x.sql', state: 'added' },
    ])
    const { commit: second } = await commit('Second')
    const { files } = await git.show({ repo, commit: second })
    expect(files.find(({ path }) => path === 'queries/deep/a.sql')).toMatchObject({
      state: 'added',
      from: 'queries/a.sql',
    })
    expect(stockGit(dir, 'show', '-M100%', '--name-status', '--format=', second)).toContain(
      'R100\tqueries/a.sql\tqueries/deep/a.sql',
    )
  } finally {
    done()
  }
})

test('each file is of one pair, and of equals the one of the same name goes first', () => {
  const side = (...paths: string[]) => paths.map((path) => ({ path, oid: 'x' }))
  expect([...exactRenames(side('a.sql', 'b.sql'), side('new.sql', 'deep/b.sql', 'more.sql'))]).toEqual([
    ['deep/b.sql', 'b.sql'],
    ['new.sql', 'a.sql'],
  ])
})

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readIgnoreRules } from './index.ts'

let dir: string
beforeAll(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'lakebench-ignore-')))
  execFileSync('git', ['init', '-q', dir])
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const folders = ['', 'a/', 'a/b/']
const names = ['x.sql', 'x.tmp', 'build', 'b.log', 'ä']
const lines = [
  '*.tmp',
  '!x.tmp',
  '/x.sql',
  'build',
  'build/',
  'b/*.log',
  '**/x.sql',
  '!*.log',
  '#c',
  'a/**/x.*',
  'ä',
  '\\!x',
  '',
]

it('says what stock git says', () => {
  const file = fc.array(fc.constantFrom(...lines), { maxLength: 4 })
  fc.assert(
    fc.property(fc.tuple(file, file, file, file), (texts) => {
      const [exclude = [], ...ignores] = texts
      writeFileSync(join(dir, '.git/info/exclude'), exclude.join('\n'))
      ignores.forEach((rules, index) => {
        const path = join(dir, `${folders[index]}.gitignore`)
        mkdirSync(dirname(path), { recursive: true })
        rmSync(path, { force: true })
        if (rules.length > 0) writeFileSync(path, rules.join('\n'))
      })
      const isIgnored = readIgnoreRules(dir, { more: [join(dir, '.git/info/exclude')] })
      const inIgnored = (path: string) =>
        path.split('/').some((_, depth, all) => depth > 0 && isIgnored(all.slice(0, depth).join('/'), true))
      const paths = folders.flatMap((folder) => names.map((name) => folder + name))
      const ours = paths.filter((path) => inIgnored(path) || isIgnored(path, false))
      expect(ours.sort()).toEqual(gitSays(paths).sort())
    }),
    { numRuns: 60 },
  )
})

function gitSays(paths: string[]): string[] {
  try {
    const input = `${paths.join('\0')}\0`
    const output = execFileSync('git', ['-C', dir, 'check-ignore', '-z', '--stdin', '--no-index'], { input })
    return String(output).split('\0').filter(Boolean)
  } catch (thrown) {
    // exit code 1: none is ignored
    if ((thrown as { status?: number }).status === 1) return []
    throw thrown
  }
}

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Real repositories for tests, with stock git as the judge. */

const env = {
  ...process.env,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
}

/** Runs stock git and returns what it printed, without the last line end. */
export function stockGit(dir: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: dir,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).replace(/\n$/, '')
}

/** Throws unless stock git finds the repository flawless. */
export function fsck(dir: string): void {
  const output = execFileSync('git', ['fsck', '--full', '--strict', '--no-dangling'], {
    cwd: dir,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (output.trim()) throw new Error(`git fsck: ${output}`)
}

/** A new folder, its real path, removed by `done`. */
export function temporaryFolder(name = 'git'): { dir: string; done: () => void } {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), `lakebench-${name}-`)))
  return { dir, done: () => rmSync(dir, { recursive: true, force: true }) }
}

/** Writes text files, by relative path. */
export function writeFiles(dir: string, files: Record<string, string | Uint8Array>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), content)
  }
}

import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

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

/** The built worker programs; tests run against what is shipped. */
export const programs =
  process.env.LAKEBENCH_PROGRAMS ?? fileURLToPath(new URL('../../dist/main', import.meta.url))

/**
 * A process of its own with a git thread, as another window or the command line is. It calls `name` with each of
 * `inputs` in turn and prints a line for each answer; `hang` keeps it alive after the last one.
 */
export function gitProcess(
  name: string,
  inputs: readonly unknown[],
  hang = false,
): ChildProcessByStdio<null, Readable, null> {
  const script = `
    const { Worker } = require('node:worker_threads')
    const inputs = JSON.parse(process.argv[1])
    const worker = new Worker(${JSON.stringify(join(programs, 'git.js'))})
    let at = 0
    const next = () => {
      if (at < inputs.length) worker.postMessage({ id: at, name: ${JSON.stringify(name)}, input: inputs[at++] })
      else if (${hang}) setInterval(() => {}, 1000)
      else worker.terminate()
    }
    worker.on('message', (m) => { if ('progress' in m) return; console.log(JSON.stringify(m)); next() })
    next()`
  return spawn(process.execPath, ['-e', script, JSON.stringify(inputs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Serves the bare repositories in `root` over HTTP by stock `git http-backend`, on loopback. */
export async function serveGit(root: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...env,
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_ADDR: '127.0.0.1',
        REMOTE_USER: 'test',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    request.pipe(backend.stdin)
    const chunks: Buffer[] = []
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    backend.on('close', () => {
      const output = Buffer.concat(chunks)
      const split = output.indexOf('\r\n\r\n')
      const headers = output.subarray(0, split).toString('latin1').split('\r\n')
      response.statusCode = 200
      for (const header of headers) {
        const [name = '', value = ''] = header.split(/: (.*)/s)
        if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10)
        else response.setHeader(name, value)
      }
      response.end(output.subarray(split + 4))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

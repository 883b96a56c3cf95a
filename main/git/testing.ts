import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { RepoRef } from './types.ts'

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

/** A new repository `work` in a folder of its own, that no configuration of this computer reaches. */
export async function newRepository(
  init: (place: { root: string }) => Promise<RepoRef>,
): Promise<{ repo: RepoRef; dir: string; done: () => void }> {
  process.env.GIT_CONFIG_GLOBAL = '/dev/null'
  process.env.GIT_CONFIG_NOSYSTEM = '1'
  const { dir, done } = temporaryFolder()
  const repo = await init({ root: join(dir, 'work') })
  return { repo, dir: repo.dir, done }
}

/** The first files of a workspace. */
export const firstFiles = { 'lakebench.yml': 'version: 1\nname: t\n', 'queries/a.sql': 'SELECT 1\n' }

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

/** How a server of tests behaves; changed while it runs. */
export interface ServerMood {
  /** Asks for this name and token. */
  token?: { username: string; password: string }
  /** Answers so before git is asked: `null` goes on. */
  status?: (request: { method: string; path: string; service: string }) => number | null
  /** Breaks the connection after this many bytes of a fetched or pushed answer. */
  breakAfter?: number | undefined
  /** Milliseconds before each piece of an answer. */
  slowMs?: number
}

export interface GitServer {
  url: string
  mood: ServerMood
  /** Every request's line and authorisation. */
  seen: { line: string; authorization: string | undefined }[]
  close: () => void
}

/** Serves the bare repositories in `root` over HTTP by stock `git http-backend`, on loopback. */
export async function serveGit(root: string, mood: ServerMood = {}): Promise<GitServer> {
  const seen: GitServer['seen'] = []
  const server = createServer((request, response) => {
    const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const { authorization } = request.headers
    seen.push({ line: `${request.method} ${request.url}`, authorization })
    const refuse = (status: number) => {
      response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="git"' } : {})
      response.end('no\n')
      request.resume()
    }
    const { token } = mood
    const wanted = token && `Basic ${Buffer.from(`${token.username}:${token.password}`).toString('base64')}`
    if (wanted && authorization !== wanted) return refuse(401)
    const service = searchParams.get('service') ?? pathname.slice(pathname.lastIndexOf('/') + 1)
    const status = mood.status?.({ method: request.method ?? '', path: pathname, service }) ?? null
    if (status !== null) return refuse(status)
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
    backend.stdin.on('error', () => undefined)
    request.pipe(backend.stdin)
    response.on('close', () => backend.kill())
    pass(
      backend.stdout,
      response,
      pathname.endsWith('git-upload-pack') ? mood : { ...mood, breakAfter: undefined },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    mood,
    seen,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Hands a CGI's answer on, as its server feels. */
async function pass(
  output: Readable,
  response: ServerResponse,
  { breakAfter, slowMs }: Pick<ServerMood, 'slowMs' | 'breakAfter'>,
): Promise<void> {
  let head: Buffer | null = Buffer.alloc(0)
  let sent = 0
  const send = async (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; at += 16_384) {
      const piece = chunk.subarray(at, at + 16_384)
      if (slowMs) await new Promise((resolve) => setTimeout(resolve, slowMs))
      sent += piece.length
      response.write(piece)
      if (breakAfter !== undefined && sent > breakAfter) {
        response.destroy()
        return
      }
    }
  }
  for await (const chunk of output) {
    if (!head) {
      await send(chunk)
      continue
    }
    head = Buffer.concat([head, chunk])
    const split = head.indexOf('\r\n\r\n')
    if (split === -1) continue
    for (const header of head.subarray(0, split).toString('latin1').split('\r\n')) {
      const [name = '', value = ''] = header.split(/: (.*)/s)
      if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10)
      else response.setHeader(name, value)
    }
    const rest = head.subarray(split + 4)
    head = null
    await send(rest)
  }
  if (!response.destroyed) response.end()
}

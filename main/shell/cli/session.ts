import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { WorkspaceInfo } from '#shared/contract/workspace.ts'
import type { Progress } from '#shared/progress.ts'
import { createApp, createHandler, defaultHome, type HostEffects, nodeWorkers } from '../../api/index.ts'
import { type Client, connect } from './connect.ts'
import { progressLine } from './print.ts'

/** What the program that starts the command line hands down. */
export interface CliEffects {
  /** `dist/main`: the worker programs. */
  programs: string
  /** Holds `toolbox/` and `demo/`. */
  resources: string
  /** `dist/renderer`: the built window. */
  page: string
  startServer(options: {
    effects: HostEffects
    page: string
    port: number | null
  }): Promise<{ port: number; address(workspace?: string): string; close(): Promise<void> }>
  findWindow(say: (line: string) => void): Promise<{ path: string } | { path: null; why: string }>
}

/** Options that every command takes. */
export interface GlobalOptions {
  json?: boolean
  workspace?: string
  trust?: boolean
}

/** One command's way to the app. */
export interface Session {
  client: Client
  /** The content of a file that an operation made. */
  download(id: string): Promise<Readable>
  signal: AbortSignal
  json: boolean
  onProgress(progress: Progress): void
  /** Opens the workspace of `--workspace`, else the one that holds the current folder. */
  open(): Promise<WorkspaceInfo>
  /** Prints lines for people; nothing with `--json`. */
  say(...lines: string[]): void
  /** Prints the stable JSON of `--json`. */
  result(value: unknown): void
}

/** How this computer hosts the app. */
export function hostEffects({ programs, resources }: CliEffects): HostEffects {
  return { home: defaultHome(), resources, startWorker: nodeWorkers(programs) }
}

/** Runs a command against the app, in this process, and ends its workers after. */
export async function withSession<Result>(
  effects: CliEffects,
  options: GlobalOptions,
  command: (session: Session) => Promise<Result>,
): Promise<Result> {
  const handler = createHandler(createApp(hostEffects(effects)))
  const { client, show, download } = connect(handler)
  const controller = new AbortController()
  const progress = progressLine()
  const json = options.json === true
  const interrupt = () => {
    // Asked twice, it ends at once: nothing that was reported as done is lost by that.
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  try {
    return await command({
      client,
      download,
      signal: controller.signal,
      json,
      onProgress: (event) => {
        if (!json || process.stderr.isTTY) progress.show(event)
      },
      async open() {
        const info = await client.workspace.open({ root: workspaceFolder(options.workspace) })
        show(info.id)
        return options.trust === true && info.restricted ? client.workspace.trust({ trusted: true }) : info
      },
      say(...lines) {
        progress.clear()
        if (!json) for (const line of lines) console.log(line)
      },
      result(value) {
        progress.clear()
        if (json) console.log(JSON.stringify(value))
      },
    })
  } finally {
    progress.clear()
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    handler.close()
  }
}

/** The named folder, else the nearest one at or above the current folder that has a lakebench.yml. */
export function workspaceFolder(named: string | undefined, from = process.cwd()): string {
  if (named !== undefined) return resolve(named)
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'lakebench.yml'))) return folder
    if (dirname(folder) === folder) return from
  }
}

import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { NativeClient } from '../engine/index.ts'
import { nativeHandlers } from '../engine/native/handlers.ts'
import { filesHandlers } from '../store/handlers.ts'
import type { FilesHandlers } from '../store/index.ts'
import type { Handlers, WorkerClient } from '../worker/index.ts'
import { workspaceId } from '../workspace/index.ts'
import type { LakeContext } from './index.ts'

/** A real lake, workspace and store in a temporary folder, with the workers' own handlers called in this process. */
export interface TestLake {
  dir: string
  lake: string
  home: string
  root: string
  ctx: LakeContext
  /** Writes files of the lake, an hour old unless said otherwise. */
  put(files: Record<string, string | Uint8Array>, time?: Date): void
  contract(source: string, text: string): void
  done(): void
}

/** Calls handlers without a process between. */
export function directClient<H extends Handlers>(handlers: H): WorkerClient<H> {
  return {
    call: (name, input, work) =>
      handlers[name]?.(input, {
        signal: work?.signal ?? new AbortController().signal,
        onProgress: (progress) => work?.onProgress?.(progress),
      }) as never,
    onRestart: () => undefined,
    close: () => undefined,
  }
}

export function testLake(): TestLake {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'lakebench-lake-')))
  const [lake, home, root] = [join(dir, 'lake'), join(dir, 'home'), join(dir, 'workspace')]
  for (const folder of [lake, join(root, 'contracts')]) mkdirSync(folder, { recursive: true })
  const write = (file: string, content: string | Uint8Array) => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  return {
    dir,
    lake,
    home,
    root,
    ctx: {
      home,
      workspace: {
        id: workspaceId(root),
        root,
        name: 'test',
        remotes: { lake: { type: 'folder', path: '../lake' } },
        restricted: false,
        git: null,
      },
      files: directClient<FilesHandlers>(filesHandlers),
      importer: directClient(nativeHandlers) as NativeClient,
      now: () => new Date(),
    },
    put(files, time = new Date(Date.now() - 3_600_000)) {
      for (const [path, content] of Object.entries(files)) {
        write(join(lake, path), content)
        utimesSync(join(lake, path), time, time)
      }
    },
    contract: (source, text) => write(join(root, 'contracts', `${source}.yml`), text),
    done: () => rmSync(dir, { recursive: true, force: true }),
  }
}

/** Rows of a query over an image's tables (`image.data`, …), as JSON knows them. */
export async function imageRows(path: string, sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create()
  const connection: DuckDBConnection = await instance.connect()
  try {
    await connection.run("SET TimeZone = 'UTC'")
    await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS image (READ_ONLY)`)
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[]
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

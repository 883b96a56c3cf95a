import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { filesHandlers } from './handlers.ts'
import { layout } from './layout.ts'
import type { FolderSync, Synced } from './types.ts'

/** A real folder lake and a store beside it. */
export interface TestStore {
  dir: string
  lake: string
  home: string
  /** Writes files of the lake, an hour old. */
  put(files: Record<string, string | Uint8Array>): void
  sync(more?: Partial<FolderSync>, signal?: AbortSignal): Promise<Synced>
  done(): void
}

export function testStore(pattern = 'a/*', { memory = false } = {}): TestStore {
  // Where a disk adds nothing but time, memory does.
  const base = memory && existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  const dir = realpathSync(mkdtempSync(join(base, 'lakebench-store-')))
  const [lake, home] = [join(dir, 'lake'), join(dir, 'home')]
  mkdirSync(lake)
  const old = new Date(Date.now() - 3_600_000)
  return {
    dir,
    lake,
    home,
    put(files) {
      for (const [path, content] of Object.entries(files)) {
        const file = join(lake, path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, content)
        utimesSync(file, old, old)
      }
    },
    sync: (more = {}, signal = new AbortController().signal) =>
      filesHandlers.syncFolder(syncInput({ lake, home, pattern, ...more }), {
        signal,
        onProgress: () => undefined,
      }),
    done: () => rmSync(dir, { recursive: true, force: true }),
  }
}

/** A sync of the lake with everything at its default. */
export function syncInput({
  lake,
  home,
  ...more
}: { lake: string; home: string } & Partial<FolderSync>): FolderSync {
  return {
    home,
    root: lake,
    pattern: 'a/*',
    remote: 'lake',
    seen: join(home, 'syncs', 'w', 'seen', 'things'),
    settleMs: 0,
    now: Date.now(),
    rehash: false,
    ...more,
  }
}

/** Checks every object of a snapshot, or of the whole store. */
export const verifyAll = (home: string, snapshots: string[] = []) =>
  filesHandlers.verify(
    { home, snapshots, readData: true },
    { signal: new AbortController().signal, onProgress: () => undefined },
  )

/** What stands in the store's `tmp/`. */
export function temporaries(home: string): string[] {
  try {
    return readdirSync(layout(home).tmp)
  } catch {
    return []
  }
}

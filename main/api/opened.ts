import { homedir } from 'node:os'
import { storeError } from '../store/index.ts'
import { type OpenedWorkspace, rememberWorkspace } from '../workspace/index.ts'
import type { App } from './app.ts'

/** A path as people type it: `~` is their own folder. */
export function typedPath(path: string): string {
  return path.trim().replace(/^~(?=$|[/\\])/, homedir())
}

/** Puts a workspace at the head of the recent list. */
export async function rememberOpened(app: App, { id, name, root }: OpenedWorkspace): Promise<void> {
  const entry = { id, name, root, openedAt: app.now().toISOString() }
  // The first write of every session: a home that cannot be written is said here, with its way out.
  await rememberWorkspace(app.home, entry).catch((thrown: Error) => {
    throw storeError(thrown.cause ?? thrown, app.home)
  })
}

import type { HandContext } from '../at-hand/index.ts'
import type { Workspace } from '../workspace/index.ts'
import type { App } from './app.ts'

/** What files at hand of one workspace work with. */
export function handContext({ app, workspace }: { app: App; workspace: Workspace }): HandContext {
  const { home, files, native, startWorker, now } = app
  return { home, workspace, files, native, startWorker, now }
}

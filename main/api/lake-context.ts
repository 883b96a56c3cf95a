import type { LakeContext } from '../lake/index.ts'
import type { Workspace } from '../workspace/index.ts'
import type { App } from './app.ts'

/** What the lake's verbs work with, of this process and one workspace. */
export function lakeContext(app: App, workspace: Workspace): LakeContext {
  return { home: app.home, workspace, files: app.files, importer: app.importer, now: app.now }
}

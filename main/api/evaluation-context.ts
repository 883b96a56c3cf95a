import { version } from '#shared/version.ts'
import type { EvaluationContext } from '../evaluation/index.ts'
import type { Workspace } from '../workspace/index.ts'
import type { App } from './app.ts'

/** What evaluations of `workspace` work with. */
export function evaluationContext({ app, workspace }: { app: App; workspace: Workspace }): EvaluationContext {
  return {
    home: app.home,
    resources: app.resources,
    workspace,
    git: app.git,
    files: app.files,
    native: app.native,
    importer: app.importer,
    startWorker: app.startWorker,
    now: app.now,
    app: version,
  }
}

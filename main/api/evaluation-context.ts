import type { EvaluationContext } from '../evaluation/index.ts'
import type { Workspace } from '../workspace/index.ts'
import type { App } from './app.ts'

/** Version of the app, as ledger lines record it. */
const appVersion = '0.1.0'

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
    app: appVersion,
  }
}

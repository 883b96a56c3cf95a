import { version } from '#shared/version.ts'
import { listHand } from '../at-hand/index.ts'
import type { EvaluationContext } from '../evaluation/index.ts'
import type { Workspace } from '../workspace/index.ts'
import type { App } from './app.ts'
import { handContext } from './hand-context.ts'

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
    fileAtHand: async (table) => {
      const files = await listHand(handContext({ app, workspace }))
      const found = files.find(({ tables }) => tables.some(({ name }) => name === table))
      return found ? { id: found.id, file: found.file } : null
    },
  }
}

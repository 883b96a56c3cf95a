import { os } from './base.ts'
import { differenceRouter } from './difference.ts'
import { engineRouter } from './engine.ts'
import { evaluationRouter } from './evaluation.ts'
import { filesRouter } from './files.ts'
import { gitRouter } from './git.ts'
import { handRouter } from './hand.ts'
import { lakeRouter } from './lake.ts'
import { searchRouter } from './search.ts'
import { toolboxRouter } from './toolbox.ts'
import { workspaceRouter } from './workspace.ts'

/** Every operation of the contract: a missing one does not compile. */
export const router = os.router({
  workspace: workspaceRouter,
  lake: lakeRouter,
  engine: engineRouter,
  difference: differenceRouter,
  toolbox: toolboxRouter,
  evaluation: evaluationRouter,
  git: gitRouter,
  files: filesRouter,
  hand: handRouter,
  search: searchRouter,
})

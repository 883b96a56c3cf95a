import { difference } from './difference.ts'
import { engine } from './engine.ts'
import { evaluation } from './evaluation.ts'
import { files } from './files.ts'
import { git } from './git.ts'
import { hand } from './hand.ts'
import { lake } from './lake.ts'
import { search } from './search.ts'
import { toolbox } from './toolbox.ts'
import { workspace } from './workspace.ts'

/** Every operation that crosses a process, declared once. */
export const contract = { workspace, lake, engine, difference, toolbox, evaluation, git, files, hand, search }
export type Contract = typeof contract

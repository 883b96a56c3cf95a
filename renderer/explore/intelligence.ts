import type { At, Catalogue } from '#shared/contract/engine.ts'
import { client } from '../client/index.ts'
import type { CodeIntelligence } from '../ui/code-editor/index.ts'
import { hoverText } from './hover.ts'
import { referencesOf, renameable, renameEdits } from './names.ts'

/** Completion by the engine's own catalogue, hover by what the workspace says of each name. */
export function intelligenceOf(at: At, catalogue: Catalogue | undefined): CodeIntelligence {
  return {
    complete: (text, offset, signal) => client.engine.complete({ text, offset, at }, { signal }),
    references: referencesOf,
    renameable,
    rename: renameEdits,
    hover: (text, offset) => (catalogue ? hoverText(catalogue, text, offset) : null),
  }
}

import type { At, Catalogue } from '#shared/contract/engine.ts'
import { folds } from '#shared/sql/index.ts'
import { client } from '../client/index.ts'
import type { CodeIntelligence } from '../ui/code-editor/index.ts'
import { cellLenses, isInText } from './cells.ts'
import { hoverText, nameAt } from './hover.ts'
import { referencesOf, renameable, renameEdits } from './names.ts'
import { columnValues, hoverValues } from './profile/hover-values.ts'
import { snippets } from './snippets.ts'

/** Longer texts are not taken apart after each key. */
const mostFolded = 200_000

/** Completion by the engine's own catalogue, hover by what the workspace says of each name. */
export function intelligenceOf(id: string, at: At, catalogue: Catalogue | undefined): CodeIntelligence {
  return {
    async complete(text, offset, signal) {
      const answer = await client.engine.complete({ text, offset, at }, { signal })
      const found = answer.map((item) =>
        item.kind === 'column' && catalogue
          ? { ...item, more: () => columnValues(catalogue, item.label, item.detail) }
          : item,
      )
      // Nothing is offered inside a comment or a text, and a snippet is not a column behind a dot either.
      const word = /(^|[^\w.$])\w+$/.test(text.slice(Math.max(0, offset - 200), offset))
      return word && !isInText(text, offset) ? [...found, ...snippets] : found
    },
    folds: (text) => (text.length > mostFolded ? [] : folds(text)),
    lenses: (text) => (text.length > mostFolded ? [] : cellLenses(id, text)),
    references: (text, offset) => referencesOf(text, offset, catalogue),
    renameable: (text, offset) => renameable(text, offset, catalogue),
    rename: (text, offset, name) => renameEdits(text, offset, name, catalogue),
    async hover(text, offset) {
      const name = nameAt(text, offset)
      if (!catalogue || name === null) return null
      return hoverText(catalogue, text, offset, await hoverValues(catalogue, name))
    },
  }
}

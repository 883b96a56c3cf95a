import type * as Monaco from 'monaco-editor/editor'
import type { CodeIntelligence } from './types.ts'

/** Registers folding, and verbs above the lines, for SQL: each editor answers for its own text. */
export function installParts(
  monaco: typeof Monaco,
  of: (model: Monaco.editor.ITextModel) => CodeIntelligence | undefined,
  command: string,
): void {
  monaco.languages.registerFoldingRangeProvider('sql', {
    provideFoldingRanges(model) {
      const line = (offset: number) => model.getPositionAt(offset).lineNumber
      return (of(model)?.folds?.(model.getValue()) ?? []).map(({ from, to, kind }) => ({
        start: line(from),
        // The line that closes a parenthesis stays in view.
        end: kind === 'block' ? line(to) - 1 : line(to),
        ...(kind === 'comment' && { kind: monaco.languages.FoldingRangeKind.Comment }),
        ...(kind === 'cell' && { kind: monaco.languages.FoldingRangeKind.Region }),
      }))
    },
  })
  monaco.languages.registerCodeLensProvider('sql', {
    provideCodeLenses(model) {
      const lenses = of(model)?.lenses?.(model.getValue()) ?? []
      return {
        lenses: lenses.map(({ at, title, run }) => ({
          range: monaco.Range.fromPositions(model.getPositionAt(at)),
          command: { id: command, title, arguments: [run] },
        })),
        dispose: () => undefined,
      }
    },
  })
}

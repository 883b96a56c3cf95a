import type * as Monaco from 'monaco-editor/editor'
import type { CodeIntelligence } from './types.ts'

/** Registers references and rename for SQL: each editor answers for its own text. */
export function installNames(
  monaco: typeof Monaco,
  of: (model: Monaco.editor.ITextModel) => CodeIntelligence | undefined,
): void {
  const rangeOf = (model: Monaco.editor.ITextModel, { from, to }: { from: number; to: number }) =>
    monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to))
  monaco.languages.registerReferenceProvider('sql', {
    provideReferences(model, position) {
      const places = of(model)?.references?.(model.getValue(), model.getOffsetAt(position)) ?? []
      return places.map((place) => ({ uri: model.uri, range: rangeOf(model, place) }))
    },
  })
  monaco.languages.registerRenameProvider('sql', {
    resolveRenameLocation(model, position) {
      const found = of(model)?.renameable?.(model.getValue(), model.getOffsetAt(position))
      if (found === undefined || typeof found === 'string') {
        const rejectReason = found ?? 'Nothing here can be renamed.'
        return { range: monaco.Range.fromPositions(position), text: '', rejectReason }
      }
      return { range: rangeOf(model, found), text: found.name }
    },
    provideRenameEdits(model, position, name) {
      const found = of(model)?.rename?.(model.getValue(), model.getOffsetAt(position), name)
      if (found === undefined || typeof found === 'string') {
        return { edits: [], rejectReason: found ?? 'Nothing here can be renamed.' }
      }
      return {
        edits: found.edits.map((edit) => ({
          resource: model.uri,
          versionId: model.getVersionId(),
          textEdit: { range: rangeOf(model, edit), text: edit.text },
        })),
      }
    },
  })
}

import type * as Monaco from 'monaco-editor/editor'
import { installNames } from './names.ts'
import { installParts } from './parts.ts'
import type { CodeIntelligence, CodeMarker, CodeSuggestion } from './types.ts'

/** Monaco knows providers by language; a screen gives them by editor. They meet here, by the model's address. */
const byModel = new Map<string, { intelligence: CodeIntelligence | undefined; markers: CodeMarker[] }>()

/** What the editor of this model can ask, from now on. Null forgets it. */
export function setIntelligence(
  model: Monaco.editor.ITextModel,
  entry: { intelligence: CodeIntelligence | undefined; markers: CodeMarker[] } | null,
): void {
  if (entry) byModel.set(model.uri.toString(), entry)
  else byModel.delete(model.uri.toString())
}

/** The problems that the editor of this model shows. */
export function markersOf(model: Monaco.editor.ITextModel | null): CodeMarker[] {
  return (model && byModel.get(model.uri.toString())?.markers) ?? []
}

function kindOf(monaco: typeof Monaco, kind: CodeSuggestion['kind']) {
  const kinds = monaco.languages.CompletionItemKind
  return {
    source: kinds.Struct,
    cte: kinds.Struct,
    column: kinds.Field,
    macro: kinds.Method,
    function: kinds.Function,
    keyword: kinds.Keyword,
    snippet: kinds.Snippet,
  }[kind]
}

/** The editor's own command that runs what a fix does instead of an edit. */
const actCommand = 'lakebench.act'

/** Registers completion, hover and quick fixes once for the languages that have them. */
export function installIntelligence(monaco: typeof Monaco): void {
  monaco.editor.registerCommand(actCommand, (_accessor, run: () => void) => run())
  /** What more can be told of the suggestions that are shown. */
  const more = new WeakMap<Monaco.languages.CompletionItem, NonNullable<CodeSuggestion['more']>>()
  monaco.languages.registerCompletionItemProvider(['sql', 'yaml'], {
    triggerCharacters: ['.', '$'],
    async resolveCompletionItem(item) {
      const text = await more.get(item)?.()
      if (!text) return item
      const told = typeof item.documentation === 'object' ? item.documentation.value : item.documentation
      return { ...item, documentation: { value: [told, text].filter(Boolean).join('\n\n') } }
    },
    async provideCompletionItems(model, position, _context, token) {
      const complete = byModel.get(model.uri.toString())?.intelligence?.complete
      if (!complete) return null
      const controller = new AbortController()
      token.onCancellationRequested(() => controller.abort())
      const found = await complete(model.getValue(), model.getOffsetAt(position), controller.signal).catch(
        () => [],
      )
      // The editor may have been closed meanwhile.
      if (model.isDisposed()) return null
      const word = model.getWordUntilPosition(position)
      const range = new monaco.Range(
        position.lineNumber,
        word.startColumn,
        position.lineNumber,
        word.endColumn,
      )
      const suggestions = found.map(
        (item, index): Monaco.languages.CompletionItem => ({
          label: item.detail ? { label: item.label, description: item.detail } : item.label,
          kind: kindOf(monaco, item.kind),
          insertText: item.insert,
          range,
          sortText: String(index).padStart(5, '0'),
          ...(item.kind === 'snippet' && {
            insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
          }),
          ...(item.documentation && { documentation: { value: item.documentation } }),
        }),
      )
      for (const [index, { more: ask }] of found.entries()) {
        const suggestion = suggestions[index]
        if (ask && suggestion) more.set(suggestion, ask)
      }
      return { suggestions }
    },
  })
  monaco.languages.registerHoverProvider(['sql', 'yaml'], {
    async provideHover(model, position) {
      const hover = byModel.get(model.uri.toString())?.intelligence?.hover
      const text = await hover?.(model.getValue(), model.getOffsetAt(position))
      return text ? { contents: [{ value: text }] } : null
    },
  })
  const intelligenceOf = (model: Monaco.editor.ITextModel) => byModel.get(model.uri.toString())?.intelligence
  installParts(monaco, intelligenceOf, actCommand)
  installNames(monaco, intelligenceOf)
  monaco.languages.registerCodeActionProvider(['sql', 'yaml'], {
    provideCodeActions(model, range) {
      const markers = byModel.get(model.uri.toString())?.markers ?? []
      const from = model.getOffsetAt(range.getStartPosition())
      const to = model.getOffsetAt(range.getEndPosition())
      const actions = markers.flatMap((marker): Monaco.languages.CodeAction[] => {
        if (marker.act && marker.from <= to && marker.to >= from) {
          const command = { id: actCommand, title: marker.act.title, arguments: [marker.act.run] }
          return [{ title: marker.act.title, kind: 'quickfix', command }]
        }
        if (marker.fix === undefined || marker.from > to || marker.to < from) return []
        const [start, end] = [model.getPositionAt(marker.from), model.getPositionAt(marker.to)]
        return [
          {
            title: `Replace by ${marker.fix}`,
            kind: 'quickfix',
            isPreferred: true,
            edit: {
              edits: [
                {
                  resource: model.uri,
                  versionId: undefined,
                  textEdit: { range: monaco.Range.fromPositions(start, end), text: marker.fix },
                },
              ],
            },
          },
        ]
      })
      return { actions, dispose: () => {} }
    },
  })
}

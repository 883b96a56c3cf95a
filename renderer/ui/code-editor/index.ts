/** Monaco as components: `CodeEditor` and `CodeDiff`. Monaco itself is fetched when the first of them is shown. */

export { FileConflict } from './conflict.tsx'
export { CodeDiff, CodeEditor, loadEditor } from './lazy.tsx'
export { offsetOf } from './offset.ts'
export type {
  CodeAction,
  CodeDiffProps,
  CodeEditorHandle,
  CodeEditorProps,
  CodeIntelligence,
  CodeLanguage,
  CodeMarker,
  CodeSuggestion,
  TextSelection,
} from './types.ts'

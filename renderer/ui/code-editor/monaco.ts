// The editor with only the features and languages that Lakebench uses; the package's root would load all of them.
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/codeEditor/register'
import 'monaco-editor/features/diffEditor/register'
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/caretOperations/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codeAction/register'
import 'monaco-editor/features/codelens/register'
import 'monaco-editor/features/comment/register'
import 'monaco-editor/features/contextmenu/register'
import 'monaco-editor/features/cursorUndo/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/gotoError/register'
import 'monaco-editor/features/gotoSymbol/register'
import 'monaco-editor/features/hover/register'
import 'monaco-editor/features/indentation/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/longLinesHelper/register'
import 'monaco-editor/features/multicursor/register'
import 'monaco-editor/features/placeholderText/register'
import 'monaco-editor/features/readOnlyMessage/register'
import 'monaco-editor/features/referenceSearch/register'
import 'monaco-editor/features/rename/register'
import 'monaco-editor/features/smartSelect/register'
import 'monaco-editor/features/snippet/register'
import 'monaco-editor/features/suggest/register'
// The suggest feature's entry point registers inline completions alone: this is the list itself.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js'
import 'monaco-editor/features/toggleTabFocusMode/register'
import 'monaco-editor/features/tokenization/register'
import 'monaco-editor/features/unicodeHighlighter/register'
import 'monaco-editor/features/wordHighlighter/register'
import 'monaco-editor/features/wordOperations/register'
import 'monaco-editor/languages/definitions/markdown/register'
import 'monaco-editor/languages/definitions/typescript/register'
import 'monaco-editor/languages/definitions/yaml/register'
import * as monaco from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import { installIntelligence } from './intelligence.ts'
import { json } from './json.ts'
import { sql, sqlConfiguration } from './sql.ts'
import { followTheme } from './theme.ts'
import type { CodeLanguage } from './types.ts'

// A worker of our own origin: no CDN, no blob.
globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() }

monaco.languages.register({ id: 'sql', extensions: ['.sql'] })
monaco.languages.setMonarchTokensProvider('sql', sql)
monaco.languages.setLanguageConfiguration('sql', sqlConfiguration)
monaco.languages.register({ id: 'json', extensions: ['.json', '.ipynb'] })
monaco.languages.setMonarchTokensProvider('json', json)

const { KeyCode, KeyMod } = monaco
// Keys that the frame owns (SCREENS.md, section 6) must reach it.
monaco.editor.addKeybindingRules([
  { keybinding: KeyMod.CtrlCmd | KeyCode.Enter, command: null },
  { keybinding: KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.Enter, command: null },
  { keybinding: KeyMod.CtrlCmd | KeyCode.Period, command: null },
  { keybinding: KeyMod.CtrlCmd | KeyCode.KeyK, command: null },
  { keybinding: KeyCode.F8, command: null },
  { keybinding: KeyMod.Shift | KeyCode.F8, command: null },
  { keybinding: KeyMod.Alt | KeyCode.Enter, command: 'editor.action.quickFix' },
])
installIntelligence(monaco)
followTheme(monaco)

/** Monaco's name of a language; texts over 2 MB are shown plain, since colouring them would stall typing. */
export function monacoLanguage(language: CodeLanguage, length: number): string {
  return language === 'plain' || length > 2_000_000 ? 'plaintext' : language
}

/** The options that every editor and diff of the window shares. */
export const baseOptions = {
  automaticLayout: true,
  fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSize: 13,
  lineHeight: 20,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  smoothScrolling: false,
  cursorSmoothCaretAnimation: 'off',
  renderLineHighlight: 'line',
  renderLineHighlightOnlyWhenFocus: true,
  roundedSelection: false,
  padding: { top: 8, bottom: 8 },
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  scrollbar: {
    verticalScrollbarSize: 10,
    horizontalScrollbarSize: 10,
    useShadows: false,
    alwaysConsumeMouseWheel: false,
  },
  lineNumbersMinChars: 3,
  renderFinalNewline: 'on',
  folding: false,
  glyphMargin: false,
  contextmenu: false,
  fixedOverflowWidgets: true,
  tabSize: 2,
  insertSpaces: true,
  detectIndentation: false,
  wordBasedSuggestions: 'off',
  bracketPairColorization: { enabled: false },
  guides: { indentation: false },
  stickyScroll: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true, nonBasicASCII: false },
  accessibilitySupport: 'auto',
} satisfies monaco.editor.IEditorOptions & monaco.editor.IGlobalEditorOptions

export { monaco }

/** Languages that are coloured; anything else is `plain`. */
export type CodeLanguage = 'sql' | 'yaml' | 'markdown' | 'typescript' | 'json' | 'plain'

/** A problem under a range of the text, in UTF-16 offsets. `fix` replaces the range and stands in the quick-fix menu. */
export interface CodeMarker {
  from: number
  to: number
  severity: 'error' | 'warning' | 'info'
  message: string
  fix?: string | undefined
  /** What mends it where no text does, e.g. a field to fill in. */
  act?: { title: string; run: () => void } | undefined
}

export interface CodeSuggestion {
  label: string
  kind: 'source' | 'column' | 'macro' | 'function' | 'keyword' | 'cte' | 'snippet'
  insert: string
  detail?: string | undefined
  /** Markdown. */
  documentation?: string | undefined
  /** More of it, in Markdown, asked for when the suggestion is looked at. */
  more?: (() => Promise<string | null>) | undefined
}

/** What the editor asks while the user types. Offsets are UTF-16; answers that come too late are dropped. */
export interface CodeIntelligence {
  /** Best first: the editor keeps the order among equal matches. */
  complete?: (text: string, offset: number, signal: AbortSignal) => Promise<CodeSuggestion[]>
  /** Markdown for the word at the offset, or null. */
  hover?: (text: string, offset: number) => Promise<string | null> | string | null
  /** What folds, by the offsets of its first and last line. */
  folds?: (text: string) => { from: number; to: number; kind: 'cell' | 'comment' | 'block' }[]
  /** Verbs that stand above a line, e.g. to run a part. */
  lenses?: (text: string) => { at: number; title: string; run: () => void }[]
  /** Every place that names what the offset names, in this text; null where nothing is named. */
  references?: (text: string, offset: number) => { from: number; to: number }[] | null
  /** The name that can be renamed at the offset, or a sentence why none can. */
  renameable?: (text: string, offset: number) => { from: number; to: number; name: string } | string
  /** What another name replaces, or a sentence why it is refused. */
  rename?: (
    text: string,
    offset: number,
    name: string,
  ) => { edits: { from: number; to: number; text: string }[] } | string
}

export interface TextSelection {
  from: number
  to: number
  /** The end that moves. */
  caret: number
}

/** What a screen may ask of a mounted editor. */
export interface CodeEditorHandle {
  focus(): void
  selection(): TextSelection
  /** Selects a range and scrolls it into the middle. */
  select(from: number, to?: number): void
  /** Replaces a range as one undoable step, and puts the caret behind it. */
  replace(from: number, to: number, text: string): void
  /** Replaces several ranges as one undoable step, and puts the caret at an offset of the new text. */
  edit(edits: readonly { from: number; to: number; text: string }[], caret: number): void
  /** Next (1) or previous (-1) problem. */
  goToProblem(step: 1 | -1): void
  /** The problems that it shows. */
  markers(): CodeMarker[]
  /** Shows the places that name what the caret stands on. */
  references(): void
  /** Asks for another name of what the caret stands on. */
  rename(): void
  /** Opens the menu of what mends the problem at the caret. */
  fix(): void
  find(): void
  /** Closes the list of completions. */
  dismiss(): void
  scrollTop(): number
  setScrollTop(px: number): void
}

/** A verb of the screen, in the editor's context menu. */
export interface CodeAction {
  id: string
  label: string
  run: () => void
}

export interface CodeEditorProps {
  value: string
  language: CodeLanguage
  /** Accessible name. */
  label: string
  onChange?: ((value: string) => void) | undefined
  onSelection?: ((selection: TextSelection) => void) | undefined
  onScroll?: ((top: number) => void) | undefined
  onBlur?: (() => void) | undefined
  readOnly?: boolean | undefined
  markers?: CodeMarker[] | undefined
  intelligence?: CodeIntelligence | undefined
  /** What the context menu offers beside the editor's own verbs; without any there is no menu. Read once. */
  actions?: readonly CodeAction[] | undefined
  /** Grey words in an empty editor. */
  placeholder?: string | undefined
  /** A bar at the left of these ranges: the statement that would run. */
  marked?: { from: number; to: number } | null | undefined
  /** Called once, when the editor stands; null when it goes. */
  onHandle?: ((handle: CodeEditorHandle | null) => void) | undefined
  autoFocus?: boolean | undefined
  lineNumbers?: boolean | undefined
  wrap?: boolean | undefined
  /** Grows with its text up to this many lines instead of filling its place. */
  maxLines?: number | undefined
}

export interface CodeDiffProps {
  before: string
  after: string
  language: CodeLanguage
  label: string
  /** One column instead of two; also by itself where there is no room for two. */
  inline?: boolean | undefined
  /** The right side can be edited when given. */
  onChange?: ((after: string) => void) | undefined
  /** Called when it stands, with the verbs of F7; null when it goes. */
  onHandle?: ((handle: { next(): void; previous(): void } | null) => void) | undefined
}

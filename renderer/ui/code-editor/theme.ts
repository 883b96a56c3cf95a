import type * as Monaco from 'monaco-editor/editor'

/** Monaco takes colours as hex only: reads the tokens as they are now and hands them over. */
function colours(token: (name: string) => string): { [id: string]: string } {
  const t = (name: string, alpha = '') => `${token(name)}${alpha}`
  return {
    'editor.background': t('panel'),
    'editor.foreground': t('text'),
    'editorLineNumber.foreground': t('faint'),
    'editorLineNumber.activeForeground': t('text'),
    'editorCursor.foreground': t('accent'),
    'editor.selectionBackground': t('selected'),
    'editor.inactiveSelectionBackground': t('hover'),
    'editor.selectionHighlightBackground': t('hover'),
    'editor.wordHighlightBackground': t('hover'),
    'editor.wordHighlightTextBackground': t('hover'),
    'editor.lineHighlightBackground': t('sunken', '80'),
    'editor.lineHighlightBorder': '#00000000',
    'editorWhitespace.foreground': t('border'),
    'editorIndentGuide.background1': t('border'),
    'editorBracketMatch.background': t('hover'),
    'editorBracketMatch.border': t('border-strong'),
    'editor.findMatchBackground': t('diff-chg'),
    'editor.findMatchHighlightBackground': t('diff-chg', '99'),
    'editorError.foreground': t('error'),
    'editorWarning.foreground': t('warn'),
    'editorInfo.foreground': t('info'),
    'editorWidget.background': t('panel'),
    'editorWidget.foreground': t('text'),
    'editorWidget.border': t('border-strong'),
    'editorHoverWidget.background': t('panel'),
    'editorHoverWidget.border': t('border-strong'),
    'editorSuggestWidget.background': t('panel'),
    'editorSuggestWidget.foreground': t('text'),
    'editorSuggestWidget.border': t('border-strong'),
    'editorSuggestWidget.selectedBackground': t('selected'),
    'editorSuggestWidget.selectedForeground': t('text'),
    'editorSuggestWidget.selectedIconForeground': t('text'),
    'editorSuggestWidget.focusHighlightForeground': t('accent'),
    'editorSuggestWidget.highlightForeground': t('accent'),
    'list.hoverBackground': t('hover'),
    'list.highlightForeground': t('accent'),
    'input.background': t('panel'),
    'input.foreground': t('text'),
    'input.border': t('border-strong'),
    'input.placeholderForeground': t('faint'),
    ...Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map((n) => [`editorBracketHighlight.foreground${n}`, t('text')]),
    ),
    'editor.placeholder.foreground': t('faint'),
    'menu.background': t('panel'),
    'menu.foreground': t('text'),
    'menu.border': t('border-strong'),
    'menu.selectionBackground': t('selected'),
    'menu.selectionForeground': t('text'),
    'menu.separatorBackground': t('border'),
    'peekView.border': t('accent'),
    'peekViewTitle.background': t('sunken'),
    'peekViewTitleLabel.foreground': t('text'),
    'peekViewTitleDescription.foreground': t('muted'),
    'peekViewEditor.background': t('panel'),
    'peekViewEditor.matchHighlightBackground': t('diff-chg'),
    'peekViewResult.background': t('sunken'),
    'peekViewResult.fileForeground': t('text'),
    'peekViewResult.lineForeground': t('text'),
    'peekViewResult.selectionBackground': t('selected'),
    'peekViewResult.selectionForeground': t('text'),
    'peekViewResult.matchHighlightBackground': t('diff-chg'),
    'editorCodeLens.foreground': t('muted'),
    focusBorder: t('accent'),
    foreground: t('text'),
    descriptionForeground: t('muted'),
    'textLink.foreground': t('accent'),
    'textCodeBlock.background': t('sunken'),
    'scrollbarSlider.background': t('border-strong', '66'),
    'scrollbarSlider.hoverBackground': t('border-strong', '99'),
    'scrollbarSlider.activeBackground': t('border-strong', 'cc'),
    'editorOverviewRuler.border': '#00000000',
    'editorOverviewRuler.errorForeground': t('error'),
    'editorOverviewRuler.warningForeground': t('warn'),
    'diffEditor.insertedLineBackground': t('diff-add'),
    'diffEditor.removedLineBackground': t('diff-del'),
    'diffEditor.insertedTextBackground': '#00000000',
    'diffEditor.removedTextBackground': '#00000000',
    'diffEditor.insertedTextBorder': t('ok'),
    'diffEditor.removedTextBorder': t('error'),
    'diffEditor.border': t('border'),
    'diffEditor.diagonalFill': t('border'),
    'diffEditor.unchangedRegionBackground': t('sunken'),
    'diffEditor.unchangedRegionForeground': t('muted'),
    'diffEditorGutter.insertedLineBackground': t('diff-add'),
    'diffEditorGutter.removedLineBackground': t('diff-del'),
    'symbolIcon.functionForeground': t('syn-fn'),
    'symbolIcon.fieldForeground': t('syn-type'),
    'symbolIcon.structForeground': t('accent'),
    'symbolIcon.keywordForeground': t('muted'),
  }
}

const syntax: [token: string, name: string, style?: string][] = [
  ['keyword', 'syn-key'],
  ['keyword.flow', 'syn-key'],
  ['keyword.json', 'syn-key'],
  ['operator', 'text'],
  ['operator.sql', 'text'],
  ['string', 'syn-str'],
  // Monaco's base themes name these more exactly than 'string' and 'predefined', and would win.
  ['string.sql', 'syn-str'],
  ['string.yaml', 'syn-str'],
  ['string.key.json', 'syn-type'],
  ['string.value.json', 'syn-str'],
  ['predefined.sql', 'syn-fn'],
  ['number.hex', 'syn-num'],
  ['number', 'syn-num'],
  ['predefined', 'syn-fn'],
  ['variable', 'syn-num'],
  ['type', 'syn-type'],
  ['tag', 'syn-type'],
  ['comment', 'syn-note'],
  ['comment.doc', 'syn-note', 'bold'],
  ['identifier', 'text'],
  ['delimiter', 'text'],
  ['', 'text'],
]

/** A minified style sheet says `#fff`; Monaco only reads all six digits. */
function longHex(colour: string): string {
  return colour.replace(/^#([0-9a-f])([0-9a-f])([0-9a-f])$/i, '#$1$1$2$2$3$3')
}

/** Keeps Monaco in the theme of the window: at once, and whenever the system or the user changes it. */
export function followTheme(monaco: typeof Monaco): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    const style = getComputedStyle(document.documentElement)
    const token = (name: string) => longHex(style.getPropertyValue(`--lb-${name}`).trim())
    // With forced colours the tokens are system colours, which Monaco cannot take: its own contrast themes serve.
    if (!token('panel').startsWith('#')) return
    const isDark = style.colorScheme.includes('dark')
    monaco.editor.defineTheme('lakebench', {
      base: isDark ? 'vs-dark' : 'vs',
      inherit: true,
      colors: colours(token),
      rules: syntax.map(([id, name, fontStyle]) => ({
        token: id,
        foreground: token(name).slice(1),
        ...(fontStyle && { fontStyle }),
      })),
    })
    monaco.editor.setTheme('lakebench')
  }
  apply()
  dark.addEventListener('change', apply)
  new MutationObserver(apply).observe(document.documentElement, { attributeFilter: ['data-theme'] })
}

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { mayTakeFocus } from '../first-focus.ts'
import css from './code-editor.module.css'
import { markersOf, setIntelligence } from './intelligence.ts'
import { lineEdits } from './line-edits.ts'
import { baseOptions, monaco, monacoLanguage } from './monaco.ts'
import type { CodeEditorHandle, CodeEditorProps, CodeMarker, TextSelection } from './types.ts'

type Editor = monaco.editor.IStandaloneCodeEditor

const none: CodeMarker[] = []

function selectionOf(editor: Editor): TextSelection {
  const model = editor.getModel()
  const selection = editor.getSelection()
  if (!model || !selection) return { from: 0, to: 0, caret: 0 }
  return {
    from: model.getOffsetAt(selection.getStartPosition()),
    to: model.getOffsetAt(selection.getEndPosition()),
    caret: model.getOffsetAt(selection.getPosition()),
  }
}

function rangeOf(model: monaco.editor.ITextModel, from: number, to: number): monaco.Range {
  return monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to))
}

function handleOf(editor: Editor): CodeEditorHandle {
  const trigger = (id: string) => editor.trigger('lakebench', id, null)
  return {
    focus: () => editor.focus(),
    selection: () => selectionOf(editor),
    select(from, to = from) {
      const model = editor.getModel()
      if (!model) return
      const range = rangeOf(model, from, to)
      editor.setSelection(range)
      editor.revealRangeInCenterIfOutsideViewport(range)
    },
    replace(from, to, text) {
      const model = editor.getModel()
      if (!model) return
      editor.pushUndoStop()
      editor.executeEdits('lakebench', [{ range: rangeOf(model, from, to), text, forceMoveMarkers: true }])
      editor.pushUndoStop()
      editor.setPosition(model.getPositionAt(from + text.length))
    },
    edit(edits, caret) {
      const model = editor.getModel()
      if (!model) return
      editor.pushUndoStop()
      editor.executeEdits(
        'lakebench',
        edits.map(({ from, to, text }) => ({ range: rangeOf(model, from, to), text })),
      )
      editor.pushUndoStop()
      editor.setPosition(model.getPositionAt(caret))
      editor.revealPositionInCenterIfOutsideViewport(model.getPositionAt(caret))
    },
    goToProblem(step) {
      editor.focus()
      trigger(step === 1 ? 'editor.action.marker.next' : 'editor.action.marker.prev')
    },
    markers: () => markersOf(editor.getModel()),
    references() {
      editor.focus()
      trigger('editor.action.goToReferences')
    },
    rename() {
      editor.focus()
      trigger('editor.action.rename')
    },
    fix() {
      editor.focus()
      trigger('editor.action.quickFix')
    },
    find() {
      editor.focus()
      trigger('actions.find')
    },
    dismiss: () => trigger('hideSuggestWidget'),
    scrollTop: () => editor.getScrollTop(),
    setScrollTop: (px) => editor.setScrollTop(px),
  }
}

function applyMarkers(model: monaco.editor.ITextModel, markers: CodeMarker[]): void {
  const severity = monaco.MarkerSeverity
  const levels = { error: severity.Error, warning: severity.Warning, info: severity.Info }
  monaco.editor.setModelMarkers(
    model,
    'lakebench',
    markers.map((marker) => ({
      ...rangeOf(model, marker.from, Math.max(marker.to, marker.from + 1)),
      severity: levels[marker.severity],
      message: marker.message,
    })),
  )
}

/** The editor itself. The host's value wins over the model's only when it is not an echo of the user's typing. */
export default function Editor(props: CodeEditorProps) {
  const { value, language, label, readOnly = false, markers = none, marked, intelligence } = props
  const host = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<Editor | null>(null)
  const echoes = useRef<Set<string>>(new Set())
  const changed = useEffectEvent((text: string) => props.onChange?.(text))
  const selected = useEffectEvent((selection: TextSelection) => props.onSelection?.(selection))
  const scrolled = useEffectEvent((top: number) => props.onScroll?.(top))
  const blurred = useEffectEvent(() => props.onBlur?.())
  const handed = useEffectEvent((handle: CodeEditorHandle | null) => props.onHandle?.(handle))
  const initial = useEffectEvent(() => props)

  useEffect(() => {
    const element = host.current
    if (!element) return
    const { value, language, lineNumbers = true, wrap = false, placeholder, autoFocus, maxLines } = initial()
    const { actions = [] } = initial()
    const model = monaco.editor.createModel(value, monacoLanguage(language, value.length))
    // `\r\n` would make our offsets differ from the file's.
    model.setEOL(monaco.editor.EndOfLineSequence.LF)
    const created = monaco.editor.create(element, {
      ...baseOptions,
      model,
      ariaLabel: initial().label,
      lineNumbers: lineNumbers ? 'on' : 'off',
      wordWrap: wrap ? 'on' : 'off',
      contextmenu: actions.length > 0,
      folding: initial().intelligence?.folds !== undefined,
      showFoldingControls: 'mouseover',
      ...(placeholder && { placeholder }),
      ...(maxLines && { scrollBeyondLastLine: false }),
    })
    for (const [index, { id, label, run }] of actions.entries()) {
      created.addAction({
        id: `lakebench.${id}`,
        label,
        contextMenuGroupId: '1_lakebench',
        contextMenuOrder: index,
        run,
      })
    }
    const events = [
      created.onDidChangeModelContent(() => {
        const text = model.getValue()
        echoes.current.add(text)
        changed(text)
      }),
      created.onDidChangeCursorSelection(() => selected(selectionOf(created))),
      created.onDidScrollChange((event) => event.scrollTopChanged && scrolled(event.scrollTop)),
      created.onDidBlurEditorText(() => blurred()),
    ]
    if (maxLines) {
      const grow = () => {
        element.style.height = `${Math.min(created.getContentHeight(), maxLines * 20 + 16)}px`
      }
      events.push(created.onDidContentSizeChange(grow))
      grow()
    }
    setEditor(created)
    handed(handleOf(created))
    if (autoFocus && mayTakeFocus()) created.focus()
    return () => {
      handed(null)
      for (const event of events) event.dispose()
      setIntelligence(model, null)
      created.dispose()
      model.dispose()
      setEditor(null)
    }
  }, [])

  useEffect(() => {
    const model = editor?.getModel()
    // A file with `\r\n` keeps them until it is edited.
    if (!editor || !model || model.getValue() === value.replaceAll('\r\n', '\n')) {
      echoes.current.clear()
      return
    }
    // While the user types faster than the host renders, old values come back: they are not edits.
    if (echoes.current.has(value)) return
    echoes.current.clear()
    const edits = lineEdits(model.getValue(), value)
    // In its own lines the caret stays where it is, whatever else changed.
    if (edits !== null) {
      const ranges = edits.map(({ from, to, text }) => ({ range: rangeOf(model, from, to), text }))
      editor.pushUndoStop()
      editor.executeEdits('host', ranges)
      editor.pushUndoStop()
      return
    }
    const view = editor.saveViewState()
    editor.executeEdits('host', [{ range: model.getFullModelRange(), text: value }])
    if (view) editor.restoreViewState(view)
  }, [editor, value])

  useEffect(() => {
    editor?.updateOptions({ readOnly, ariaLabel: label, domReadOnly: readOnly })
  }, [editor, readOnly, label])

  useEffect(() => {
    const model = editor?.getModel()
    if (model) monaco.editor.setModelLanguage(model, monacoLanguage(language, model.getValueLength()))
  }, [editor, language])

  useEffect(() => {
    const model = editor?.getModel()
    if (!model) return
    setIntelligence(model, { intelligence, markers })
    applyMarkers(model, markers)
  }, [editor, markers, intelligence])

  const from = marked?.from
  const to = marked?.to
  useEffect(() => {
    const model = editor?.getModel()
    if (!editor || !model || from === undefined || to === undefined) return
    const decorations = editor.createDecorationsCollection([
      {
        range: rangeOf(model, from, to),
        options: { isWholeLine: true, linesDecorationsClassName: css.marked ?? '' },
      },
    ])
    return () => decorations.clear()
  }, [editor, from, to])

  return <div ref={host} className={css.host} />
}

import { useEffect, useEffectEvent, useRef } from 'react'
import css from './code-editor.module.css'
import { baseOptions, monaco, monacoLanguage } from './monaco.ts'
import type { CodeDiffProps } from './types.ts'

/** The diff itself. Unchanged stretches fold; F7 is the frame's, through the handle. */
export default function Diff(props: CodeDiffProps) {
  const { before, after, language, label, inline = false } = props
  const host = useRef<HTMLDivElement>(null)
  const current = useRef<monaco.editor.IStandaloneDiffEditor | null>(null)
  const comparison = useRef<monaco.editor.IDiffEditorViewModel | null>(null)
  const changed = useEffectEvent((text: string) => props.onChange?.(text))
  const handed = useEffectEvent((handle: { next(): void; previous(): void } | null) =>
    props.onHandle?.(handle),
  )
  const initial = useEffectEvent(() => props)

  useEffect(() => {
    const element = host.current
    if (!element) return
    const editor = monaco.editor.createDiffEditor(element, {
      ...baseOptions,
      originalEditable: false,
      readOnly: !initial().onChange,
      renderSideBySide: !initial().inline,
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: 640,
      renderIndicators: true,
      renderOverviewRuler: false,
      renderMarginRevertIcon: false,
      hideUnchangedRegions: { enabled: true, contextLineCount: 4, minimumLineCount: 6 },
      ignoreTrimWhitespace: false,
    })
    current.current = editor
    const event = editor.getModifiedEditor().onDidChangeModelContent(() => {
      const text = editor.getModel()?.modified.getValue()
      if (text !== undefined && initial().onChange) changed(text)
    })
    handed({ next: () => editor.goToDiff('next'), previous: () => editor.goToDiff('previous') })
    return () => {
      handed(null)
      event.dispose()
      const models = editor.getModel()
      // The editor does not end it: the comparison under way would miss its texts, and say so as an error of the window.
      comparison.current?.dispose()
      comparison.current = null
      editor.dispose()
      models?.original.dispose()
      models?.modified.dispose()
      current.current = null
    }
  }, [])

  useEffect(() => {
    const editor = current.current
    if (!editor) return
    const models = editor.getModel()
    if (!models) {
      comparison.current = editor.createViewModel({
        original: monaco.editor.createModel(before, monacoLanguage(language, before.length)),
        modified: monaco.editor.createModel(after, monacoLanguage(language, after.length)),
      })
      editor.setModel(comparison.current)
      return
    }
    if (models.original.getValue() !== before) models.original.setValue(before)
    if (models.modified.getValue() !== after) models.modified.setValue(after)
    monaco.editor.setModelLanguage(models.original, monacoLanguage(language, before.length))
    monaco.editor.setModelLanguage(models.modified, monacoLanguage(language, after.length))
  }, [before, after, language])

  useEffect(() => {
    const editor = current.current
    editor?.updateOptions({ renderSideBySide: !inline })
    editor?.getOriginalEditor().updateOptions({ ariaLabel: `${label}, before` })
    editor?.getModifiedEditor().updateOptions({ ariaLabel: `${label}, after` })
  }, [inline, label])

  return <div ref={host} className={css.host} />
}

import { copyForms } from '../ui/data-grid/index.ts'
import { type Command, frame } from '../ui/workbench.ts'
import { openDefinition, renameName, showReferences } from './definition.ts'
import { editAsQuery } from './edit-as-query.ts'
import { exportFiles, exportResult } from './export-result.ts'
import { askFile, deleteFile, duplicateFile, type FileAsk } from './file-verbs.ts'
import { findNext, openFind } from './find-bar.tsx'
import { formatQuery } from './format.ts'
import { keepNow } from './keep.ts'
import { openDraft } from './open.ts'
import { activeQuery, partsOf } from './parts.ts'
import { setPreview, usePreviewSwitch } from './preview-switch.ts'
import { showHeadProfiles, useHeadsShown } from './profile/head-profiles.ts'
import { runAll, runAtCaret, stop } from './run.ts'
import { save } from './save.ts'
import { showView } from './show-view.ts'
import { tabState } from './store.ts'
import type { ResultView } from './types.ts'

/** Opens the extraction of what is selected: the toolbox shows parameters, call and proof before it writes. */
export function extractSelection(id: string): void {
  const tab = tabState(id)
  if (!tab || tab.caret.from === tab.caret.to) {
    frame().toast({ message: 'Select the part of the query that repeats, then save it as a macro.' })
    return
  }
  void keepNow(id)
  frame().openTab({
    kind: 'toolbox.extract',
    title: 'New macro',
    params: {
      text: tab.text,
      from: String(tab.caret.from),
      to: String(tab.caret.to),
      at: JSON.stringify(tab.at),
      file: tab.path ?? '',
      tab: id,
    },
  })
}

const onActive = (act: (id: string) => void) => () => {
  const id = activeQuery()
  if (id !== null) act(id)
}

const show = (view: ResultView) => onActive((id) => showView(id, view))

/** To and fro between the text and its result. */
function toggleFocus(id: string): void {
  const { editor, grid } = partsOf(id)
  const inGrid = document.activeElement?.getAttribute('role') === 'grid'
  if (inGrid || !grid) editor?.focus()
  else grid.focus()
}

/** Presses a control by its id: what a key opens is what the control opens. */
const press = (prefix: string) =>
  onActive((id) => {
    const name = `${prefix}-${id}`
    // A menu gives its button an id of its own, so it is found by what stands around it.
    const around = document.querySelector(`[data-opens="${CSS.escape(name)}"]`)
    const control = around?.querySelector('button') ?? document.getElementById(name)
    control?.click()
  })

/** Offers what mends the problem at the caret, or the first one of the text. */
function fixProblem(id: string): void {
  const { editor } = partsOf(id)
  if (!editor) return
  const markers = editor.markers()
  const { caret } = editor.selection()
  const here = markers.some(({ from, to }) => from <= caret && caret <= to)
  const first = markers.find(({ fix, act }) => fix !== undefined || act !== undefined)
  if (!here && !first) {
    frame().toast({ message: 'There is no problem here that has a fix.' })
    return
  }
  if (!here && first) editor.select(first.from)
  editor.fix()
}

/** Acts on the file of the active tab; a draft has none yet. */
const onFile = (act: (path: string) => void) =>
  onActive((id) => {
    const path = tabState(id)?.path
    if (path) act(path)
    else frame().toast({ message: 'This query has no file yet. Save it first.' })
  })
/** Where a menu stands that no row was pressed for. */
const corner = { x: 72, y: 96 }
const ask = (kind: FileAsk['kind']) => onFile((path) => askFile({ kind, path, at: corner }))

const when: Command['when'] = ['explore.query']
/** The editor has a search of its own. */
const inResult = '[data-keys="result"]'

export const commands: Command[] = [
  { id: 'explore.show', title: 'Explore: show', run: () => frame().showFeature('explore') },
  { id: 'explore.new', title: 'Explore: new query', keys: 'Mod+N', run: () => openDraft() },
  {
    id: 'explore.run',
    title: 'Run statement or selection',
    keys: 'Mod+Enter',
    when,
    run: onActive((id) => {
      const { editor } = partsOf(id)
      editor?.dismiss()
      const caret = editor?.selection() ?? tabState(id)?.caret
      if (caret) void runAtCaret(id, caret)
    }),
  },
  {
    id: 'explore.runCell',
    title: 'Run cell',
    keys: 'Mod+Alt+Enter',
    when,
    run: onActive((id) => {
      const { editor } = partsOf(id)
      editor?.dismiss()
      const from = editor?.selection().caret ?? tabState(id)?.caret.from
      if (from !== undefined) void runAtCaret(id, { from, to: from })
    }),
  },
  {
    id: 'explore.runAll',
    title: 'Run all',
    keys: 'Mod+Shift+Enter',
    when,
    run: onActive((id) => {
      partsOf(id).editor?.dismiss()
      void runAll(id)
    }),
  },
  { id: 'explore.stop', title: 'Stop', keys: 'Mod+Shift+.', when, run: onActive(stop) },
  { id: 'explore.save', title: 'Save query', keys: 'Mod+S', when, run: onActive((id) => void save(id)) },
  { id: 'explore.renameFile', title: 'Rename query file', keys: 'Mod+K F2', when, run: ask('rename') },
  {
    id: 'explore.moveFile',
    title: 'Move query file to another folder',
    keys: 'Mod+K M',
    when,
    run: ask('move'),
  },
  {
    id: 'explore.duplicateFile',
    title: 'Duplicate query file',
    when,
    run: onFile((path) => void duplicateFile(path)),
  },
  {
    id: 'explore.deleteFile',
    title: 'Delete query file',
    when,
    run: onFile((path) => void deleteFile(path)),
  },
  {
    id: 'explore.newFolder',
    title: 'Explore: new folder of queries',
    run: () => askFile({ kind: 'newFolder', path: 'queries' }),
  },
  {
    id: 'explore.focus',
    title: 'Editor and result, to and fro',
    keys: 'F9',
    when,
    run: onActive(toggleFocus),
  },
  { id: 'explore.result', title: 'Show result', keys: 'Mod+K 1', when, run: show('result') },
  {
    id: 'explore.preview',
    title: 'Show preview of the query at the caret',
    keys: 'Mod+K 2',
    when,
    run: show('preview'),
  },
  {
    id: 'explore.togglePreview',
    title: 'Preview while typing: on or off',
    keys: 'Mod+K P',
    when,
    run: () => setPreview(!usePreviewSwitch.getState().on),
  },
  { id: 'explore.chart', title: 'Show chart', keys: 'Mod+K 3', when, run: show('chart') },
  { id: 'explore.saveChart', title: 'Save the chart in view…', when, run: press('savechart') },
  { id: 'explore.plan', title: 'Show plan', keys: 'Mod+K 4', when, run: show('plan') },
  { id: 'explore.profile', title: 'Show profile', keys: 'Mod+K 5', when, run: show('profile') },
  {
    id: 'explore.headProfiles',
    title: 'Show or hide bars in the heads of grids',
    run: () => showHeadProfiles(!useHeadsShown.getState().shown),
  },
  { id: 'explore.at', title: 'At: choose snapshots', keys: 'Mod+K A', when, run: press('at') },
  { id: 'explore.filter', title: 'Filter the result', when, run: press('filter') },
  {
    id: 'explore.editAsQuery',
    title: 'Edit filters and sort as query',
    keys: 'Mod+K E',
    when,
    run: onActive(editAsQuery),
  },
  ...copyForms.map(({ id: form, label }) => ({
    id: `explore.copy-${form}`,
    title: `Copy selected cells as ${label}`,
    when,
    run: onActive((id) => partsOf(id).grid?.copyAs(form)),
  })),
  ...exportFiles.map(({ format, label }) => ({
    id: `explore.export-${format}`,
    title: `Export the result as ${label}`,
    when,
    run: onActive((id) => void exportResult(id, format)),
  })),
  { id: 'explore.export', title: 'Export the result', keys: 'Mod+K X', when, run: press('export') },
  {
    id: 'explore.find',
    title: 'Find in the result',
    keys: 'Mod+F',
    when,
    within: inResult,
    run: onActive(openFind),
  },
  {
    id: 'explore.findNext',
    title: 'Find in the result: next match',
    keys: 'F3',
    when,
    within: inResult,
    run: onActive((id) => findNext(id, 1)),
  },
  {
    id: 'explore.findPrevious',
    title: 'Find in the result: previous match',
    keys: 'Shift+F3',
    when,
    within: inResult,
    run: onActive((id) => findNext(id, -1)),
  },
  { id: 'explore.goto', title: 'Go to row or column', keys: 'Mod+G', when, run: press('goto') },
  {
    id: 'explore.extract',
    title: 'Save selection as macro',
    keys: 'Mod+.',
    when,
    run: onActive(extractSelection),
  },
  {
    id: 'explore.fix',
    title: 'Fix this problem',
    keys: 'Alt+Enter',
    when,
    run: onActive(fixProblem),
  },
  {
    id: 'explore.format',
    title: 'Format query',
    keys: 'Alt+Shift+F',
    when,
    run: onActive((id) => void formatQuery(id)),
  },
  {
    id: 'explore.definition',
    title: 'Go to definition',
    keys: 'F12',
    when,
    run: onActive((id) => void openDefinition(id)),
  },
  {
    id: 'explore.references',
    title: 'Find references',
    keys: 'Shift+F12',
    when,
    run: onActive((id) => void showReferences(id)),
  },
  {
    id: 'explore.rename',
    title: 'Rename the WITH query, column or macro at the caret',
    keys: 'F2',
    when,
    run: onActive((id) => void renameName(id)),
  },
  {
    id: 'explore.nextProblem',
    title: 'Next problem',
    keys: 'F8',
    when,
    run: onActive((id) => partsOf(id).editor?.goToProblem(1)),
  },
  {
    id: 'explore.previousProblem',
    title: 'Previous problem',
    keys: 'Shift+F8',
    when,
    run: onActive((id) => partsOf(id).editor?.goToProblem(-1)),
  },
]

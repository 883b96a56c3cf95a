import { fieldLine } from '#shared/field-line.ts'
import { lineColumn } from '#shared/sql/index.ts'
import { appErrorOf, client } from '../client/index.ts'
import { frame } from '../ui/workbench.ts'
import { openHandFile } from './at-hand/add.ts'
import { onlyNames } from './name-at.ts'
import { definitionOf, referencesOf, tableColumnAt } from './names.ts'
import { partsOf } from './parts.ts'
import { tabState } from './store.ts'
import { openUses } from './uses/open.ts'

/** Opens what the name at the caret stands for: a place of the text, a macro's file, a source, a contract's field. */
export async function openDefinition(id: string): Promise<void> {
  const tab = tabState(id)
  const { editor } = partsOf(id)
  if (!tab) return
  const caret = editor?.selection().caret ?? tab.caret.from
  const catalogue = await client.engine.catalogue({ at: tab.at }).catch(() => null)
  const found = definitionOf(tab.text, caret, catalogue)
  if (found === null) return
  if ('unknown' in found) {
    frame().toast({ message: found.unknown })
    return
  }
  try {
    if (found.kind === 'here') {
      editor?.select(found.place.from, found.place.to)
      editor?.focus()
    } else if (found.kind === 'macro') await openMacro(found.name)
    else if (found.kind === 'source') {
      const hand = catalogue?.sources.find(({ name }) => name === found.name)?.hand
      if (hand) openHandFile(hand)
      else frame().openTab({ kind: 'lake.source', title: found.name, params: { source: found.name } })
    } else await openField(found.source, found.column)
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
  }
}

/** Shows every place that uses the name at the caret: in the text, or where a macro is called in other files. */
export async function showReferences(id: string): Promise<void> {
  const tab = tabState(id)
  const { editor } = partsOf(id)
  if (!tab || !editor) return
  const { caret } = editor.selection()
  const catalogue = await client.engine.catalogue({ at: tab.at }).catch(() => null)
  if (referencesOf(tab.text, caret, catalogue)) {
    editor.references()
    return
  }
  const field = tableColumnAt(tab.text, caret, catalogue)
  if (field) {
    openUses(field.table, field.column)
    return
  }
  const found = definitionOf(tab.text, caret, catalogue)
  if (found && 'kind' in found && found.kind === 'macro') {
    const { name } = found
    frame().openTab({ kind: 'toolbox.transform', title: name, params: { name, view: 'used' } })
  } else frame().toast({ message: found && 'unknown' in found ? found.unknown : onlyNames })
}

/** Asks for another name of the WITH query or column at the caret, or of the macro, which files all over call. */
export async function renameName(id: string): Promise<void> {
  const tab = tabState(id)
  const { editor } = partsOf(id)
  if (!tab || !editor) return
  const { caret } = editor.selection()
  const catalogue = await client.engine.catalogue({ at: tab.at }).catch(() => null)
  const field = tableColumnAt(tab.text, caret, catalogue)
  if (field && catalogue?.macros.some((macro) => macro.name === field.table)) {
    const { table: name, column } = field
    const title = `Rename ${column}`
    frame().openTab({ kind: 'toolbox.rename', title, params: { name, column } })
    return
  }
  if (!referencesOf(tab.text, caret, catalogue)) {
    const found = definitionOf(tab.text, caret, catalogue)
    if (found && 'kind' in found && found.kind === 'macro') {
      const { name } = found
      frame().openTab({ kind: 'toolbox.rename', title: `Rename ${name}`, params: { name } })
      return
    }
  }
  editor.rename()
}

/** A macro of the workspace is its file, at the line of its statement; one of the standard library its page. */
async function openMacro(name: string): Promise<void> {
  const { standard, file, text, body } = await client.toolbox.show({ name })
  if (standard) {
    frame().openTab({ kind: 'toolbox.transform', title: name, params: { name, view: 'source' } })
    return
  }
  openText(file, lineColumn(text, Math.max(0, text.indexOf(body))).line)
}

async function openField(source: string, column: string): Promise<void> {
  const files = await client.workspace.files()
  const path = files.map((file) => file.path).find((one) => contractOf(one) === source)
  if (path === undefined) {
    frame().openTab({ kind: 'lake.source', title: source, params: { source, view: 'contract' } })
    return
  }
  const { text } = await client.workspace.read({ path })
  openText(path, fieldLine(text, column))
}

const contractOf = (path: string): string | undefined => /^contracts\/([^/]+)\.ya?ml$/.exec(path)?.[1]

function openText(path: string, line: number): void {
  const title = path.slice(path.lastIndexOf('/') + 1)
  frame().openTab({ id: `text:${path}`, kind: 'text', title, params: { path, line: String(line) } })
}

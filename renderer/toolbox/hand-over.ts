import type { ExtractPreview } from '#shared/contract/toolbox.ts'
import { appErrorOf, client } from '../client/index.ts'
import { editorTexts, frame, useWorkbench } from '../ui/workbench.ts'
import type { ExtractChoice } from './data.ts'

/** Where a query's text lives: in an open tab, in a file, or both. */
export interface QueryPlace {
  tab: string
  file: string
}

/** What was done with the query. `kept` means that its text had changed meanwhile, so that nothing was replaced. */
export type Replaced = 'tab' | 'file' | 'kept'

/** Puts `after` where `before` stands: into the open tab, else into the file. Never over other edits. */
export async function replaceText(place: QueryPlace, before: string, after: string): Promise<Replaced> {
  const open = editorTexts().read(place.tab)
  if (open !== null) {
    if (open !== before) return 'kept'
    editorTexts().write(place.tab, after)
    return 'tab'
  }
  if (place.file === '') return 'kept'
  const { text, digest } = await client.workspace.read({ path: place.file })
  if (text !== before) return 'kept'
  await client.workspace.write({ path: place.file, text: after, was: digest })
  return 'file'
}

/** Writes the macro, puts its call into the query, and offers to undo both as one step. Throws AppError. */
export async function extract(
  choice: ExtractChoice,
  place: QueryPlace,
  changed: () => void,
): Promise<ExtractPreview> {
  const done = await client.toolbox.extract(choice).catch((thrown) => {
    throw appErrorOf(thrown)
  })
  const replaced = await replaceText(place, choice.text, done.after).catch((): Replaced => 'kept')
  changed()
  const undo = () => {
    void (async () => {
      if (replaced !== 'kept') await replaceText(place, done.after, choice.text)
      await client.workspace.remove({ path: done.file })
      const tab = useWorkbench
        .getState()
        .tabs.find(({ kind, params }) => kind === 'toolbox.transform' && params.name === choice.name)
      if (tab) frame().closeTab(tab.id)
      changed()
    })().catch((thrown) => frame().toast({ message: appErrorOf(thrown).message, tone: 'error' }))
  }
  frame().toast({
    message:
      replaced === 'kept'
        ? `Wrote ${done.file}. The query was changed meanwhile: put ${done.call} into it yourself`
        : `Wrote ${done.file}; the query calls it now`,
    undo,
  })
  return done
}

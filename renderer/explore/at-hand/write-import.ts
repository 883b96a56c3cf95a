import type { QueryClient } from '@tanstack/react-query'
import { appErrorOf, client } from '../../client/index.ts'
import { plural } from '../../ui/index.ts'
import { frame } from '../../ui/workbench.ts'
import type { ImportItem } from './import-files.ts'

/** Writes the chosen queries, none over a file that is there; Undo takes away all that were written. */
export async function writeImport(items: readonly ImportItem[], queries: QueryClient): Promise<void> {
  const written: string[] = []
  const failed: string[] = []
  for (const { path, text } of items) {
    try {
      await client.workspace.write({ path, text, was: null })
      written.push(path)
    } catch (thrown) {
      failed.push(`${path}: ${appErrorOf(thrown).message}`)
    }
  }
  const refresh = () => void queries.invalidateQueries({ queryKey: ['workspace'] })
  refresh()
  const undo = async () => {
    for (const path of written) await client.workspace.remove({ path }).catch(() => undefined)
    refresh()
    frame().toast({ message: `${plural(written.length, 'query', 'queries')} taken away again` })
  }
  if (written.length > 0) {
    frame().closeTab('import')
    frame().toast({
      message: `Imported ${plural(written.length, 'query', 'queries')}`,
      undo: () => void undo(),
    })
  }
  if (failed.length > 0) frame().toast({ message: failed.slice(0, 3).join(' '), tone: 'error' })
}

import type { HandFile } from '#shared/contract/hand.ts'
import { toAppError } from '#shared/errors.ts'
import { client, follow, uploadFile } from '../../client/index.ts'
import { plural, runJob } from '../../ui/index.ts'
import { frame } from '../../ui/workbench.ts'

/** What the file chooser offers first. */
const endings =
  '.csv,.tsv,.tab,.txt,.gz,.json,.ndjson,.jsonl,.parquet,.xlsx,.xlsm,.arrow,.arrows,.ipc,.feather,.duckdb,.db'

/** Copies files and reads each as tables, one after another; shows the last one that could be read. */
export async function addFiles(files: readonly File[]): Promise<void> {
  let last: HandFile | null = null
  for (const file of files) last = (await addFile(file)) ?? last
  if (last) openHandFile(last)
}

async function addFile(file: File): Promise<HandFile | null> {
  try {
    return await runJob({ name: `Read ${file.name}`, told: readWords }, async (work) => {
      const upload = await uploadFile(file, work)
      return follow((options) => client.hand.add({ upload }, options), work)
    })
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.kind !== 'cancelled')
      frame().toast({ message: `${file.name}: ${error.message}`, tone: 'error' })
    return null
  }
}

const readWords = ({ tables }: HandFile): string => {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return `${plural(tables.length, 'table')}, ${plural(rows, 'row')}`
}

/** Shows a file at hand: its rows, how it was read, what can be done with it. */
export function openHandFile({ id, file }: Pick<HandFile, 'id' | 'file'>, view?: 'lake'): void {
  frame().openTab({
    id: `hand:${id}`,
    kind: 'explore.file',
    title: file,
    params: { id, ...(view && { view }) },
  })
}

/** Asks for files by the system's dialog, or a folder with all that lies in it. */
export function chooseFiles(kind: 'files' | 'folder', use: (files: File[]) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  if (kind === 'folder') input.webkitdirectory = true
  else input.accept = endings
  input.addEventListener('change', () => use([...(input.files ?? [])]))
  input.click()
}

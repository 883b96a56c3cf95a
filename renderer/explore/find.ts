import { client } from '../client/index.ts'
import type { FindItem } from '../ui/workbench.ts'
import { openDraft, openQueryFile } from './open.ts'
import { selectOf } from './source-sql.ts'

/** Sources, columns and query files whose names hold the text. */
export async function findInExplore(text: string): Promise<FindItem[]> {
  const wanted = text.trim().toLowerCase()
  const [catalogue, files] = await Promise.all([
    client.engine.catalogue({ at: {} }).catch(() => null),
    client.workspace.files().catch(() => []),
  ])
  const items: FindItem[] = []
  for (const {
    name,
    columns,
    hand,
    description = hand && `${hand.file}, not of the lake`,
  } of catalogue?.sources ?? []) {
    const open = () =>
      openDraft(
        selectOf(
          name,
          columns.map((column) => column.name),
        ),
        { title: name },
      )
    if (name.toLowerCase().includes(wanted)) {
      items.push({
        id: `source:${name}`,
        title: name,
        group: 'Sources',
        open,
        ...(description && { detail: description }),
      })
    }
    for (const column of columns) {
      if (wanted === '' || !column.name.toLowerCase().includes(wanted)) continue
      items.push({
        id: `column:${name}.${column.name}`,
        title: `${name}.${column.name}`,
        detail: column.type,
        group: 'Columns',
        open,
      })
    }
  }
  for (const { path, description } of files) {
    if (!path.startsWith('queries/') || !path.toLowerCase().includes(wanted)) continue
    items.push({
      id: `query:${path}`,
      title: path,
      group: 'Files',
      open: () => openQueryFile(path),
      ...(description && { detail: description }),
    })
  }
  return items
}

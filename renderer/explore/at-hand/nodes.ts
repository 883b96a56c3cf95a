import type { CatalogueSource } from '#shared/contract/engine.ts'
import { CircleAlert, FileInput, FileSpreadsheet } from '../../ui/icons.ts'
import { formatShort, type TreeNode } from '../../ui/index.ts'

/** The tree's section of files at hand; `columns` are the nodes of a table's columns. */
export function handNodes(
  sources: readonly CatalogueSource[],
  columns: (source: CatalogueSource) => TreeNode[],
): TreeNode {
  return {
    id: 'hand',
    label: 'Files at hand',
    head: true,
    detail: sources.length > 0 ? String(sources.length) : '',
    children:
      sources.length === 0
        ? [{ id: 'open-file:', label: 'Drop a file, or open one', icon: FileInput }]
        : sources.map((source) => ({
            id: `hand-file:${source.hand?.id}:${source.name}`,
            label: source.name,
            icon: source.problem ? CircleAlert : FileSpreadsheet,
            ...(source.problem && { tone: 'warn' as const }),
            detail: source.image ? formatShort(source.image.rows) : source.building ? 'reading' : 'not read',
            title: source.problem ?? `${source.hand?.file ?? ''}, not of the lake`,
            children: columns(source),
          })),
  }
}

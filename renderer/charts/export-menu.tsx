import { appErrorOf } from '../client/index.ts'
import { Download } from '../ui/icons.ts'
import { IconButton, Menu, type MenuEntry, showToast } from '../ui/index.ts'
import { download, type PictureProvenance, pngBytes, svgText } from './export.ts'

/** Ways to take a chart's picture along, with its provenance in the file's metadata. */
export function exportItems(
  name: string,
  picture: () => SVGSVGElement | null,
  provenance: () => PictureProvenance | null,
): MenuEntry[] {
  const take = async (kind: 'svg' | 'png') => {
    const [drawing, from] = [picture(), provenance()]
    if (!drawing || !from) return showToast({ message: 'Show the chart first, not its table.' })
    try {
      if (kind === 'svg') download(`${name}.svg`, 'image/svg+xml', svgText(drawing, from))
      else download(`${name}.png`, 'image/png', await pngBytes(drawing, from))
      showToast({ message: `Exported ${name}.${kind}, with its provenance in the file` })
    } catch (thrown) {
      showToast({ message: appErrorOf(thrown).message, tone: 'error' })
    }
  }
  return [
    { id: 'svg', label: 'Export SVG', run: () => void take('svg') },
    { id: 'png', label: 'Export PNG', run: () => void take('png') },
  ]
}

export function ExportMenu({ items }: { items: MenuEntry[] }) {
  return (
    <Menu label="Export" items={items} placement="bottom end">
      <IconButton icon={Download} label="Export" />
    </Menu>
  )
}

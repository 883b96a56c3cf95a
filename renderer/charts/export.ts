import type { ResolvedStatement } from '#shared/contract/engine.ts'
import type { Cell } from '#shared/value.ts'
import { withTexts } from './png.ts'

/** Where the numbers of a chart come from, as it stands in the metadata of its picture. */
export interface PictureProvenance {
  title: string
  query: string
  snapshots: ResolvedStatement['reads']
  commit: string | null
  engine: string
  params: Record<string, Cell>
  filters: string | null
}

const ns = 'http://www.w3.org/2000/svg'

/** A drawing as a file of its own: sized, on the ground of its theme, with its provenance in `<metadata>`. */
export function svgText(drawing: SVGSVGElement, provenance: PictureProvenance): string {
  const style = getComputedStyle(drawing)
  const svg = drawing.cloneNode(true) as SVGSVGElement
  const box = drawing.getBoundingClientRect()
  svg.setAttribute('xmlns', ns)
  svg.setAttribute('width', String(Math.round(box.width)))
  svg.setAttribute('height', String(Math.round(box.height)))
  svg.setAttribute('font-family', style.fontFamily)
  svg.setAttribute('font-size', style.fontSize)
  svg.setAttribute('color', style.color)
  svg.removeAttribute('aria-hidden')
  svg.setAttribute('role', 'img')
  const ground = document.createElementNS(ns, 'rect')
  ground.setAttribute('width', '100%')
  ground.setAttribute('height', '100%')
  ground.setAttribute(
    'fill',
    getComputedStyle(document.documentElement).getPropertyValue('--lb-panel').trim(),
  )
  // As text nodes: whatever a name or a query holds, it is written as text.
  const [title, metadata] = [document.createElementNS(ns, 'title'), document.createElementNS(ns, 'metadata')]
  title.textContent = provenance.title
  metadata.textContent = JSON.stringify(provenance, null, 1)
  svg.prepend(title, metadata, ground)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`
}

/** The same drawing as a PNG of twice the size, with its provenance in iTXt chunks. */
export async function pngBytes(drawing: SVGSVGElement, provenance: PictureProvenance): Promise<Uint8Array> {
  const { width, height } = drawing.getBoundingClientRect()
  const url = URL.createObjectURL(new Blob([svgText(drawing, provenance)], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = new OffscreenCanvas(Math.round(width * 2), Math.round(height * 2))
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await canvas.convertToBlob({ type: 'image/png' })
    return withTexts(new Uint8Array(await blob.arrayBuffer()), {
      Title: provenance.title,
      Software: 'Lakebench',
      Provenance: JSON.stringify(provenance),
    })
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** Hands a file over as a download of the window. */
export function download(name: string, type: string, content: string | Uint8Array): void {
  const url = URL.createObjectURL(new Blob([content as BlobPart], { type }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

import * as Plot from '@observablehq/plot'
import type { Ink } from './ink.ts'
import { common, frameOf, type Ground, type Picture } from './picture.ts'
import type { Drawn } from './types.ts'
import { measureText, numberText } from './words.ts'

const ns = 'http://www.w3.org/2000/svg'

/** Countries or states filled by what is measured; those without rows are hollow. */
export function drawRegions({ spec, columns, marks, all }: Drawn, ink: Ink, { atlas }: Ground): Picture {
  const options = { ...common(ink, { marginLeft: 8, marginRight: 8, marginTop: 26 }), marginBottom: 8 }
  const features = atlas?.features ?? []
  const values = new Map<number, number>()
  for (const mark of marks) {
    const index = atlas?.indexOf(mark.x as string | null) ?? -1
    if (index >= 0 && Number.isFinite(mark.value)) values.set(index, mark.value)
  }
  const known = (all ?? marks).map(({ value }) => value).filter(Number.isFinite)
  const [least, most] = [Math.min(...known), Math.max(...known)]
  const count = ink.steps.length
  const stepOf = (value: number) =>
    most > least
      ? Math.max(0, Math.min(count - 1, Math.floor(((value - least) / (most - least)) * count)))
      : count - 1
  const svg = Plot.plot({
    ...options,
    projection: {
      type: spec.map === 'states' ? 'albers-usa' : 'equal-earth',
      domain: { type: 'FeatureCollection', features } as never,
    },
    marks: [
      Plot.geo(features as never[], {
        fill: {
          value: (_: unknown, index: number) => {
            const value = values.get(index)
            return value === undefined ? ink.token('sunken') : (ink.steps[stepOf(value)] ?? '')
          },
          scale: null,
        },
        stroke: ink.token('border-strong'),
        strokeWidth: 0.6,
      }),
    ],
  }) as SVGSVGElement
  const group = document.createElementNS(ns, 'g')
  const text = (words: string, x: number, anchor: string) => {
    const element = document.createElementNS(ns, 'text')
    element.setAttribute('x', String(x))
    element.setAttribute('y', '12')
    element.setAttribute('fill', ink.token('muted'))
    element.setAttribute('text-anchor', anchor)
    element.textContent = words
    group.append(element)
  }
  if (known.length > 0) {
    const title = measureText(spec, columns)
    const left = 8 + title.length * 6.2 + numberText(least).length * 6.5 + 14
    text(title, 8, 'start')
    text(numberText(least), left - 4, 'end')
    ink.steps.forEach((fill, step) => {
      const rect = document.createElementNS(ns, 'rect')
      const at = {
        x: left + step * 16,
        y: 3,
        width: 16,
        height: 10,
        fill,
        stroke: ink.token('border-strong'),
        'stroke-width': 0.5,
      }
      for (const [name, value] of Object.entries(at)) rect.setAttribute(name, String(value))
      group.append(rect)
    })
    text(numberText(most), left + count * 16 + 4, 'start')
  }
  svg.append(group)
  const paths = [...svg.querySelectorAll<SVGPathElement>('g[aria-label="geo"] path')]
  const shapes = new Map<string | null, SVGElement>()
  for (const { x } of all ?? marks) {
    const path = paths[atlas?.indexOf(x as string | null) ?? -1]
    if (path) shapes.set(x as string | null, path)
  }
  return { svg, frame: frameOf(options), x: null, y: null, bands: null, shapes }
}

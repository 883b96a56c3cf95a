import * as Plot from '@observablehq/plot'
import { edgeOf } from './axis.ts'
import { type Ink, stepOf } from './ink.ts'
import {
  colorsOf,
  common,
  type Frame,
  frameOf,
  type Ground,
  legend,
  legendStart,
  type Picture,
  scaleOf,
  timeAxis,
} from './picture.ts'
import type { Plan } from './plan.ts'
import type { Line } from './regions.ts'
import type { Axis, Drawn, Ends, Mark } from './types.ts'
import { headed, numberText } from './words.ts'

const ns = 'http://www.w3.org/2000/svg'

/** Two continuous axes: points one by one, or cells coloured by how many rows lie in them; maps have borders below. */
export function drawPlane(drawn: Drawn, axes: Plan['axes'], ink: Ink, { borders }: Ground): Picture {
  const { spec, columns, facts, marks, all } = drawn
  const { x, y } = axes
  if (!y) throw new Error('a plane has two axes')
  const map = spec.kind === 'map'
  const counted = x.as === 'bins' || map
  const colored = spec.color !== null && !counted
  const options = common(ink, { marginTop: counted || colored ? 42 : 22 })
  const frame = frameOf(options)
  const ends = [endsOf(x, facts.x), endsOf(y, facts.y)] as const
  const [xs, ys] = map ? mapEnds(ends[0], ends[1], frame) : ends
  const zone = (axis: Axis, { min, max }: Ends) => ({
    domain: axis.as === 'bins' && axis.time ? [new Date(min), new Date(max)] : [min, max],
    ...timeAxis(axis),
  })
  const lines = (some: Line[]) =>
    some
      .filter((line) => line.some(([a, b]) => a >= xs.min && a <= xs.max && b >= ys.min && b <= ys.max))
      .flatMap((line, z) => line.map(([a, b]) => ({ a, b, z })))
  const border = (some: Line[], stroke: string) =>
    Plot.line(lines(some), { x: 'a', y: 'b', z: 'z', stroke, strokeWidth: 0.7, clip: true })
  const up = map ? null : `↑ ${headed(spec.y, columns)}`
  const svg = Plot.plot({
    ...options,
    x: {
      label: map ? null : `${headed(spec.x, columns)} →`,
      ticks: Math.max(2, ink.width / 90),
      ...zone(x, xs),
    },
    y: {
      // A map says by itself what goes up.
      label: up,
      ticks: Math.max(2, ink.height / 50),
      ...zone(y, ys),
    },
    marks: [
      map
        ? null
        : [
            Plot.gridX({ stroke: ink.token('border'), strokeOpacity: 1 }),
            Plot.gridY({ stroke: ink.token('border'), strokeOpacity: 1 }),
          ],
      map && borders ? border(borders.states, ink.token('border')) : null,
      map && borders ? border(borders.countries, ink.token('border-strong')) : null,
      Plot.frame({ stroke: ink.token('border') }),
    ].flat(),
  }) as SVGSVGElement & Plot.Plot
  const [sx, sy] = [scaleOf(svg, 'x'), scaleOf(svg, 'y')]
  if (!sx || !sy) throw new Error('a plane has two scales')
  const most = Math.max(1, ...(all ?? marks).map(({ rows }) => rows))
  const scale = { sx, sy }
  if (x.as === 'bins' && y.as === 'bins') cells(svg, marks, { ...scale, x, y }, most, ink)
  else dots(svg, marks, scale, map ? most : null, ink, colored)
  const left = legendStart(up ?? '', options.marginLeft)
  if (colored) svg.append(legend(colorsOf(drawn), ink, left))
  if (counted) svg.append(x.as === 'bins' ? ramp(most, ink, left) : sizes(most, ink, left))
  return { svg, frame, x: sx, y: sy, bands: null, shapes: null }
}

interface Scales {
  sx: NonNullable<Picture['x']>
  sy: NonNullable<Picture['y']>
}

const endsOf = (axis: Axis, ends: Ends | null): Ends => {
  const { min, max } = ends ?? { min: 0, max: 1 }
  if (axis.as === 'bins') {
    const from = Math.floor((min - axis.origin) / axis.step)
    const to = Math.floor((max - axis.origin) / axis.step) + 1
    return { min: edgeOf(axis, from), max: edgeOf(axis, to) }
  }
  const room = (max - min || 1) * 0.04
  return { min: min - room, max: max + room }
}

/** A degree of latitude is as long as one of longitude at the middle of the map. */
function mapEnds(x: Ends, y: Ends, frame: Frame): [Ends, Ends] {
  const squeeze = Math.max(0.2, Math.cos((((y.min + y.max) / 2) * Math.PI) / 180))
  const [width, height] = [frame.right - frame.left, frame.bottom - frame.top]
  const degree = Math.max(((x.max - x.min) * squeeze) / width, (y.max - y.min) / height)
  const grown = ({ min, max }: Ends, half: number): Ends => ({
    min: (min + max) / 2 - half,
    max: (min + max) / 2 + half,
  })
  return [grown(x, (degree * width) / squeeze / 2), grown(y, (degree * height) / 2)]
}

/** Cells as one path a step of the scale: thousands of them are drawn within a frame of the screen. */
function cells(
  svg: SVGSVGElement,
  marks: readonly Mark[],
  { sx, sy, x, y }: Scales & { x: Axis & { as: 'bins' }; y: Axis & { as: 'bins' } },
  most: number,
  ink: Ink,
): void {
  const paths: string[][] = ink.steps.map(() => [])
  for (const mark of marks) {
    if (mark.y === null || !(mark.rows > 0)) continue
    const [bx, by] = [Number(mark.x), mark.y]
    const [left, right] = [sx.apply(edgeOf(x, bx)), sx.apply(edgeOf(x, bx + 1))]
    const [bottom, top] = [sy.apply(edgeOf(y, by)), sy.apply(edgeOf(y, by + 1))]
    paths[stepOf(mark.rows, most, paths.length)]?.push(
      `M${left.toFixed(1)} ${top.toFixed(1)}H${right.toFixed(1)}V${bottom.toFixed(1)}H${left.toFixed(1)}Z`,
    )
  }
  const group = svg.ownerDocument.createElementNS(ns, 'g')
  paths.forEach((parts, step) => {
    if (parts.length === 0) return
    const path = svg.ownerDocument.createElementNS(ns, 'path')
    path.setAttribute('d', parts.join(''))
    path.setAttribute('fill', ink.steps[step] ?? '')
    group.append(path)
  })
  svg.append(group)
}

/** Points as one path a colour; on a map their size says how many rows there are. */
function dots(
  svg: SVGSVGElement,
  marks: readonly Mark[],
  { sx, sy }: Scales,
  most: number | null,
  ink: Ink,
  colored: boolean,
): void {
  const paths = new Map<number, string[]>()
  for (const mark of marks) {
    if (mark.y === null || !(mark.rows > 0)) continue
    const r = most === null ? 2.5 : radius(mark.rows, most)
    const [cx, cy] = [sx.apply(Number(mark.x)), sy.apply(mark.y)]
    const color = colored ? mark.color : 0
    const parts = paths.get(color) ?? []
    parts.push(
      `M${(cx - r).toFixed(1)} ${cy.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`,
    )
    paths.set(color, parts)
  }
  const group = svg.ownerDocument.createElementNS(ns, 'g')
  for (const [color, parts] of paths) {
    const path = svg.ownerDocument.createElementNS(ns, 'path')
    path.setAttribute('d', parts.join(''))
    path.setAttribute('fill', ink.color(color))
    path.setAttribute('fill-opacity', '0.55')
    path.setAttribute('stroke', ink.color(color))
    path.setAttribute('stroke-width', '0.8')
    group.append(path)
  }
  svg.append(group)
}

const radius = (rows: number, most: number): number => Number((1.5 + 9 * Math.sqrt(rows / most)).toFixed(2))

function ramp(most: number, ink: Ink, left: number): SVGGElement {
  const group = document.createElementNS(ns, 'g')
  ink.steps.forEach((fill, step) => {
    const rect = document.createElementNS(ns, 'rect')
    const at = {
      x: left + 34 + step * 16,
      y: 4,
      width: 16,
      height: 9,
      fill,
      stroke: ink.token('border-strong'),
    }
    for (const [name, value] of Object.entries(at)) rect.setAttribute(name, String(value))
    rect.setAttribute('stroke-width', '0.5')
    group.append(rect)
  })
  const end = left + 34 + ink.steps.length * 16 + 6
  group.append(words('1 row', left, ink), words(numberText(most), end, ink))
  return group
}

function sizes(most: number, ink: Ink, left: number): SVGGElement {
  const group = document.createElementNS(ns, 'g')
  let x = left + 10
  for (const rows of [...new Set([Math.max(1, Math.round(most / 20)), most])]) {
    const circle = document.createElementNS(ns, 'circle')
    const at = {
      cx: x,
      cy: 12,
      r: radius(rows, most),
      fill: ink.color(0),
      'fill-opacity': 0.55,
      stroke: ink.color(0),
    }
    for (const [name, value] of Object.entries(at)) circle.setAttribute(name, String(value))
    const text = `${numberText(rows)} rows`
    group.append(circle, words(text, x + 16, ink))
    x += 40 + text.length * 6
  }
  return group
}

function words(text: string, x: number, ink: Ink): SVGTextElement {
  const element = document.createElementNS(ns, 'text')
  element.setAttribute('x', String(x))
  element.setAttribute('y', '13')
  // Plot centres words.
  element.setAttribute('text-anchor', 'start')
  element.setAttribute('fill', ink.token('muted'))
  element.textContent = text
  return element
}

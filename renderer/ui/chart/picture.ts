import type * as Plot from '@observablehq/plot'
import { edgeOf } from './axis.ts'
import type { Ink } from './ink.ts'
import type { Atlas, Line } from './regions.ts'
import type { Axis, Drawn, Mark } from './types.ts'
import { colorText } from './words.ts'

/** What a map is drawn on. */
export interface Ground {
  atlas?: Atlas
  borders?: { countries: Line[]; states: Line[] }
}

/** Px of the drawing where marks stand. */
export interface Frame {
  left: number
  right: number
  top: number
  bottom: number
}

/** A picture and how places on it belong to the data. */
export interface Picture {
  svg: SVGSVGElement
  frame: Frame
  /** Px of a value of the data, and the value at some px; times are ms. Null: the axis has words or none. */
  x: { apply(value: number): number; invert(px: number): number } | null
  y: { apply(value: number): number; invert(px: number): number } | null
  /** The px that the word of this place takes, for charts of words. */
  bands: { from: number; to: number }[] | null
  /** Shapes of regions by the word they stand for. */
  shapes: Map<string | null, SVGElement> | null
}

/** Px of a line of names above the marks. */
export const legendHeight = 20

/** Options that every drawing shares. */
export const common = (
  ink: Ink,
  margins: { marginLeft?: number; marginRight?: number; marginTop?: number },
) => ({
  width: ink.width,
  height: ink.height,
  marginBottom: 36,
  marginLeft: 56,
  marginRight: 20,
  marginTop: 22,
  ...margins,
  style: { background: 'transparent', color: ink.token('muted') },
})

/** The px that marks stand in, as Plot was told. */
export function frameOf(options: ReturnType<typeof common>): Frame {
  return {
    left: options.marginLeft,
    right: options.width - options.marginRight,
    top: options.marginTop,
    bottom: options.height - options.marginBottom,
  }
}

/** An axis of Plot as a way from data to px and back. */
export function scaleOf(svg: Plot.Plot, name: 'x' | 'y'): Picture['x'] {
  const scale = svg.scale(name)
  if (!scale) return null
  return {
    apply: (value) => Number(scale.apply(value)),
    invert: (px) => Number(scale.invert?.(px) ?? 0),
  }
}

/** The value of the data where a mark begins, as Plot takes it. */
export const startOf = (axis: Axis, at: Mark['x']): number | Date => {
  if (axis.as !== 'bins') return Number(at)
  const edge = edgeOf(axis, Number(at))
  return axis.time ? new Date(edge) : edge
}

/** The px where a legend begins in the line that the name of the upward axis stands in too. */
export const legendStart = (label: string, marginLeft: number): number =>
  Math.max(marginLeft, 12 + label.length * 6.2)

/** Names of the colours in one line at the top, drawn into the picture so that an export has them. */
export function legend(names: { name: string; color: number }[], ink: Ink, left: number): SVGGElement {
  const ns = 'http://www.w3.org/2000/svg'
  const group = document.createElementNS(ns, 'g')
  let x = left
  for (const { name, color } of names) {
    const text = name.length > 18 ? `${name.slice(0, 17)}…` : name
    const width = 26 + text.length * 6.6
    if (x + width > ink.width - 8 && x > left) break
    const swatch = document.createElementNS(ns, 'rect')
    const label = document.createElementNS(ns, 'text')
    for (const [key, value] of Object.entries({ x, y: 3, width: 10, height: 10, rx: 2 }))
      swatch.setAttribute(key, String(value))
    swatch.setAttribute('fill', ink.fill(color))
    if (ink.fill(color) !== ink.color(color)) swatch.setAttribute('stroke', ink.color(color))
    label.setAttribute('x', String(x + 14))
    label.setAttribute('y', '12')
    // Plot centres words.
    label.setAttribute('text-anchor', 'start')
    label.setAttribute('fill', ink.token('text'))
    label.textContent = text
    group.append(swatch, label)
    x += width
  }
  return group
}

/** The colours that marks have, in order, with their names. */
export function colorsOf({ marks, all, facts }: Drawn): { name: string; color: number }[] {
  const found = new Set([...marks, ...(all ?? [])].map(({ color }) => color))
  return [...facts.colors.keys(), -2, -1]
    .filter((color) => found.has(color))
    .map((color) => ({ name: colorText(color, facts.colors), color }))
}

/** Counts and sums can be compared with what they are a part of. */
export const isPart = ({ spec, all }: Drawn): boolean =>
  all !== null &&
  spec.color === null &&
  (spec.y === null || spec.aggregate === 'sum' || spec.aggregate === 'count')

/** Times are told in UTC, as everywhere. */
export const timeAxis = (axis: Axis): { type?: 'utc' } =>
  axis.as === 'bins' && axis.time ? { type: 'utc' } : {}

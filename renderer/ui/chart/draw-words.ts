import * as Plot from '@observablehq/plot'
import type { Ink } from './ink.ts'
import { colorsOf, common, frameOf, isPart, legend, legendHeight, type Picture } from './picture.ts'
import type { Drawn, Mark } from './types.ts'
import { headed, measureText, wordText } from './words.ts'

/** Bars of words lie down, so that names read from left to right; boxes stand in the same rows. */
export function drawWords(drawn: Drawn, ink: Ink): Picture {
  const { spec, columns, facts, marks, all } = drawn
  const place = new Map(facts.words.map((word, index) => [word, String(index)]))
  const row = ({ x }: Mark) => place.get(x as string | null) ?? ''
  const names = facts.words.map(wordText)
  const longest = Math.max(4, ...names.map((name) => Math.min(name.length, 22)))
  const colored = spec.color !== null
  const options = common(ink, {
    marginLeft: Math.min(170, 18 + longest * 6.6),
    marginTop: colored ? 22 + legendHeight : 22,
  })
  const ghost = isPart(drawn)
    ? Plot.barX(all ?? [], { x: 'value', y: row, fill: ink.token('border'), inset: 1 })
    : null
  const bars =
    spec.kind === 'box'
      ? [
          Plot.ruleY(marks, {
            x1: (mark: Mark) => mark.box?.low,
            x2: (mark: Mark) => mark.box?.high,
            y: row,
            stroke: ink.token('border-strong'),
          }),
          Plot.barX(marks, {
            x1: (mark: Mark) => mark.box?.q1,
            x2: (mark: Mark) => mark.box?.q3,
            y: row,
            fill: ink.fill(0),
            fillOpacity: 0.55,
            stroke: ink.color(0),
            insetTop: 2,
            insetBottom: 2,
          }),
          Plot.tickX(marks, { x: 'value', y: row, stroke: ink.token('text'), strokeWidth: 2 }),
        ]
      : [
          Plot.barX(marks, {
            x: 'value',
            y: row,
            fill: { value: (mark: Mark) => ink.fill(colored ? mark.color : 0), scale: null },
            ...(colored && {
              z: 'color',
              order: (mark: Mark) => (mark.color < 0 ? 8 - mark.color : mark.color),
            }),
            inset: 1,
          }),
        ]
  const svg = Plot.plot({
    ...options,
    x: { label: `${measureText(spec, columns)} →`, nice: true, ticks: Math.max(2, ink.width / 110) },
    y: {
      label: null,
      domain: facts.words.map((_, index) => String(index)),
      tickFormat: (index: string) => {
        const name = names[Number(index)] ?? ''
        return name.length > 22 ? `${name.slice(0, 21)}…` : name
      },
      tickSize: 0,
    },
    marks: [
      Plot.gridX({ stroke: ink.token('border'), strokeOpacity: 1 }),
      ghost,
      ...bars,
      ...(spec.kind === 'box' ? [] : [Plot.ruleX([0], { stroke: ink.token('border-strong') })]),
      Plot.text([headed(spec.x, columns)], {
        frameAnchor: 'top-left',
        dx: -6,
        dy: -14,
        textAnchor: 'end',
        fill: ink.token('muted'),
      }),
    ],
  }) as SVGSVGElement & Plot.Plot
  if (colored) svg.append(legend(colorsOf(drawn), ink, options.marginLeft))
  const scale = svg.scale('y')
  const height = scale?.bandwidth ?? 0
  return {
    svg,
    frame: frameOf(options),
    x: null,
    y: null,
    bands: facts.words.map((_, index) => {
      const from = Number(scale?.apply(String(index)) ?? 0)
      return { from, to: from + height }
    }),
    shapes: null,
  }
}

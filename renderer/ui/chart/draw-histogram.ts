import * as Plot from '@observablehq/plot'
import type { Ink } from './ink.ts'
import {
  colorsOf,
  common,
  frameOf,
  isPart,
  legend,
  legendHeight,
  legendStart,
  type Picture,
  scaleOf,
  startOf,
  timeAxis,
} from './picture.ts'
import type { Plan } from './plan.ts'
import type { Drawn, Mark } from './types.ts'
import { headed, measureText } from './words.ts'

/** Bars over bins that touch, with all rows behind those that are left. */
export function drawHistogram(drawn: Drawn, { axes }: Plan, ink: Ink): Picture {
  const { spec, columns, marks, all } = drawn
  const options = common(ink, { marginTop: spec.color === null ? 22 : 22 + legendHeight })
  const bins = [...new Set((all ?? marks).map(({ x }) => Number(x)))].sort((a, b) => a - b)
  const gaps = bins.slice(1).map((bin, index) => bin - (bins[index] ?? 0))
  // Rows that are counted already have bins of their own, wider than a step of the axis.
  const wide = spec.y === null || gaps.length === 0 ? 1 : Math.min(...gaps)
  const box = {
    x1: ({ x }: Mark) => startOf(axes.x, x),
    x2: ({ x }: Mark) => startOf(axes.x, Number(x) + wide),
    y: 'value',
    inset: 0.5,
  }
  const up = `↑ ${measureText(spec, columns)}`
  const svg = Plot.plot({
    ...options,
    x: { label: `${headed(spec.x, columns)} →`, ticks: Math.max(2, ink.width / 90), ...timeAxis(axes.x) },
    y: {
      label: up,
      nice: true,
      ticks: Math.max(2, ink.height / 50),
      tickFormat: 's',
    },
    marks: [
      Plot.gridY({ stroke: ink.token('border'), strokeOpacity: 1 }),
      isPart(drawn) ? Plot.rectY(all ?? [], { ...box, fill: ink.token('border') }) : null,
      Plot.rectY(
        marks,
        spec.color === null
          ? { ...box, fill: ink.fill(0) }
          : Plot.stackY({
              ...box,
              z: 'color',
              fill: { value: ({ color }: Mark) => ink.fill(color), scale: null },
            }),
      ),
      Plot.ruleY([0], { stroke: ink.token('border-strong') }),
    ],
  }) as SVGSVGElement & Plot.Plot
  if (spec.color !== null) svg.append(legend(colorsOf(drawn), ink, legendStart(up, options.marginLeft)))
  return { svg, frame: frameOf(options), x: scaleOf(svg, 'x'), y: null, bands: null, shapes: null }
}

import * as Plot from '@observablehq/plot'
import type { Ink } from './ink.ts'
import {
  colorsOf,
  common,
  frameOf,
  isPart,
  legend,
  legendStart,
  type Picture,
  scaleOf,
  startOf,
  timeAxis,
} from './picture.ts'
import type { Plan } from './plan.ts'
import type { Drawn, Mark } from './types.ts'
import { headed, measureText } from './words.ts'

/** Lines, or stacked areas, one a colour; a line is named at its end while there is room. */
export function drawLines(drawn: Drawn, { axes }: Plan, ink: Ink): Picture {
  const { spec, columns, marks, all } = drawn
  const colored = spec.color !== null
  const stacked = spec.kind === 'area'
  const names = colored ? colorsOf(drawn) : []
  const options = common(ink, { marginTop: colored ? 42 : 22 })
  const along = (some: readonly Mark[]) => [...some].sort((a, b) => Number(a.x) - Number(b.x))
  const place = { x: ({ x }: Mark) => startOf(axes.x, x), y: 'value' }
  const part = isPart(drawn)
  const now = along(part ? withNone(marks, all ?? []) : marks)
  // Axes stay where they are while a brush leaves a part, or a single place.
  const whole = all ? [...all, ...marks] : marks
  const series = colored ? names.map(({ color }) => color) : [0]
  const ghost = part ? along(all ?? []) : null
  const lines = series.flatMap((color) => {
    const own = colored ? now.filter((mark) => mark.color === color) : now
    const dash = ink.dash(color)
    return [
      Plot.line(own, {
        ...place,
        stroke: ink.color(color),
        strokeWidth: 1.6,
        ...(dash && { strokeDasharray: dash }),
      }),
      ...(own.length === 1 ? [Plot.dot(own, { ...place, fill: ink.color(color), r: 3 })] : []),
    ]
  })
  const areas = [
    Plot.areaY(now, {
      ...place,
      z: 'color',
      fill: { value: ({ color }: Mark) => ink.fill(colored ? color : 0), scale: null },
      ...(colored && { order: 'color' as const }),
      fillOpacity: 0.9,
    }),
  ]
  const up = `↑ ${measureText(spec, columns)}`
  const svg = Plot.plot({
    ...options,
    x: {
      label: `${headed(spec.x, columns)} →`,
      ticks: Math.max(2, ink.width / 90),
      domain: spread(
        whole.map((mark) => Number(startOf(axes.x, mark.x))),
        axes.x.as === 'bins' ? axes.x.step / 2 : 1,
      ).map((end) => (axes.x.as === 'bins' && axes.x.time ? new Date(end) : end)),
      ...timeAxis(axes.x),
    },
    y: {
      label: up,
      // Stacked, it is for Plot to add up.
      ...(!stacked && { domain: spread([...whole.map(({ value }) => value), ...(part ? [0] : [])]) }),
      nice: true,
      zero: stacked || part,
      ticks: Math.max(2, ink.height / 50),
      tickFormat: 's',
    },
    marks: [
      Plot.gridY({ stroke: ink.token('border'), strokeOpacity: 1 }),
      ghost &&
        (stacked
          ? Plot.areaY(ghost, { ...place, fill: ink.token('border') })
          : Plot.line(ghost, { ...place, stroke: ink.token('faint'), strokeOpacity: 0.5 })),
      ...(stacked ? areas : lines),
    ],
  }) as SVGSVGElement & Plot.Plot
  if (colored) svg.append(legend(names, ink, legendStart(up, options.marginLeft)))
  return { svg, frame: frameOf(options), x: scaleOf(svg, 'x'), y: null, bands: null, shapes: null }
}

/** The ends of some values; where they are one value, with room on both sides. Values that are not finite do not count. */
function spread(values: readonly number[], room?: number): [number, number] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  if (min > max) return [0, 1]
  const around = room ?? (Math.abs(min) / 10 || 1)
  return min < max ? [min, max] : [min - around, max + around]
}

/** Where rows are counted, a place that has rows without the filters has none with them, and not the mean of its neighbours. */
function withNone(marks: readonly Mark[], all: readonly Mark[]): Mark[] {
  const there = new Set(marks.map(({ x }) => x))
  return [...marks, ...all.filter(({ x }) => !there.has(x)).map((mark) => ({ ...mark, value: 0, rows: 0 }))]
}

import { binAt, edgeOf, nearestEdge } from './axis.ts'
import type { Picture } from './picture.ts'
import type { Plan } from './plan.ts'
import type { Axis, Ends, Mark, Selection } from './types.ts'

type Range = [from: number, to: number]

/** A range whose ends lie where bins begin, at least one bin long; values are cut to digits worth reading. */
function snapped(axis: Axis, from: number, to: number): Range {
  const [low, high] = from <= to ? [from, to] : [to, from]
  if (axis.as === 'bins') {
    const first = nearestEdge(axis, low)
    return [edgeOf(axis, first), edgeOf(axis, Math.max(first + 1, nearestEdge(axis, high)))]
  }
  const size = 10 ** Math.max(0, 3 - Math.ceil(Math.log10(Math.max(1e-9, high - low))))
  return [Math.floor(low * size) / size, Math.ceil(high * size) / size]
}

/** The selection between two places of a picture, in px. */
export function selectionBetween(plan: Plan, picture: Picture, a: Point, b: Point): Selection | null {
  const { axes } = plan
  if (!picture.x) return null
  const x = snapped(axes.x, picture.x.invert(a.x), picture.x.invert(b.x))
  if (plan.marks !== 'xy') return { x }
  if (!axes.y || !picture.y) return null
  return { x, y: snapped(axes.y, picture.y.invert(a.y), picture.y.invert(b.y)) }
}

/** A selection moved by px, its size kept. */
export function moved(plan: Plan, picture: Picture, { x, y }: Selection, by: Point): Selection {
  const shift = (axis: Axis, scale: Picture['x'], range: Range, px: number): Range => {
    if (!scale) return range
    const from = scale.invert(scale.apply(range[0]) + px)
    if (axis.as !== 'bins') return [from, from + range[1] - range[0]]
    const first = nearestEdge(axis, from)
    const length = nearestEdge(axis, range[1]) - nearestEdge(axis, range[0])
    return [edgeOf(axis, first), edgeOf(axis, first + length)]
  }
  return {
    ...(x && { x: shift(plan.axes.x, picture.x, x, by.x) }),
    ...(y && plan.axes.y && { y: shift(plan.axes.y, picture.y, y, by.y) }),
  }
}

export interface Point {
  x: number
  y: number
}

/** The px that a selection of ranges covers; null when it is of words. */
export function boxOf(
  { x, y }: Selection,
  { frame, ...picture }: Picture,
): { x: number; y: number; width: number; height: number } | null {
  if (!x || !picture.x) return null
  const [left, right] = x.map((value) =>
    clamp(picture.x?.apply(value) ?? 0, frame.left, frame.right),
  ) as Range
  const [bottom, top] =
    y && picture.y
      ? (y.map((value) => clamp(picture.y?.apply(value) ?? 0, frame.top, frame.bottom)) as Range)
      : ([frame.bottom, frame.top] as Range)
  return { x: left, y: top, width: right - left, height: bottom - top }
}

const clamp = (value: number, from: number, to: number) => Math.min(to, Math.max(from, value))

/** Where the keyboard stands in a chart: a bin or the place of a word, and a second bin on a plane. */
export interface Cursor {
  x: number
  y: number
}

/** Steps of an axis of values, which has none of its own. */
const steps = 40

/** The range that a place of the keyboard covers on an axis. */
export function rangeAt(axis: Axis, at: number, ends: Ends | null): Range {
  if (axis.as === 'bins') return [edgeOf(axis, at), edgeOf(axis, at + 1)]
  const { min, max } = ends ?? { min: 0, max: 1 }
  const step = (max - min || 1) / steps
  return [min + at * step, min + (at + 1) * step]
}

/** First and last place of the keyboard on an axis. */
export function placesOf(axis: Axis, ends: Ends | null): Range {
  if (axis.as === 'words') return [0, Math.max(0, axis.words.length - 1)]
  if (axis.as === 'values') return [0, steps - 1]
  const { min, max } = ends ?? { min: 0, max: 0 }
  return [binAt(axis, min), binAt(axis, max)]
}

/** The marks that stand where the keyboard does. */
export function marksAt(
  plan: Plan,
  marks: readonly Mark[],
  cursor: Cursor,
  facts: { x: Ends | null; y: Ends | null },
): Mark[] {
  const { x, y } = plan.axes
  const within = (axis: Axis, at: number, value: number, ends: Ends | null) => {
    if (axis.as === 'bins') return value === at
    const [from, to] = rangeAt(axis, at, ends)
    return value >= from && value < to
  }
  return marks.filter((mark) => {
    if (x.as === 'words') return mark.x === x.words[cursor.x]
    return (
      within(x, cursor.x, Number(mark.x), facts.x) &&
      (!y || within(y, cursor.y, mark.y ?? Number.NaN, facts.y))
    )
  })
}

/** From one place of the keyboard to another, both included. */
export function selectionOf(
  plan: Plan,
  facts: { x: Ends | null; y: Ends | null },
  a: Cursor,
  b: Cursor,
): Selection {
  const { x, y } = plan.axes
  const range = (axis: Axis, from: number, to: number, ends: Ends | null): Range => [
    rangeAt(axis, Math.min(from, to), ends)[0],
    rangeAt(axis, Math.max(from, to), ends)[1],
  ]
  if (x.as === 'words') {
    return { words: x.words.slice(Math.min(a.x, b.x), Math.max(a.x, b.x) + 1) }
  }
  return { x: range(x, a.x, b.x, facts.x), ...(y && { y: range(y, a.y, b.y, facts.y) }) }
}

/** A word put into a selection, or taken out of it. Null: none is left. */
export function toggled(selection: Selection | null, word: string | null): Selection | null {
  const words = selection?.words ?? []
  const next = words.includes(word) ? words.filter((one) => one !== word) : [...words, word]
  return next.length > 0 ? { words: next } : null
}

/** The word of a picture at a place; undefined where there is none. */
export function wordAt(
  plan: Plan,
  picture: Picture,
  { x, y }: Point,
  target: EventTarget | null,
): string | null | undefined {
  const { x: axis } = plan.axes
  if (axis.as !== 'words') return undefined
  if (picture.shapes) return [...picture.shapes].find(([, shape]) => shape === target)?.[0]
  if (x > picture.frame.right) return undefined
  const index = picture.bands?.findIndex(({ from, to }) => y >= from && y <= to) ?? -1
  return index < 0 ? undefined : axis.words[index]
}

/** The mark nearest to the pointer, for its readout. */
export function markNear(
  plan: Plan,
  picture: Picture,
  marks: readonly Mark[],
  point: Point,
): Mark | undefined {
  const { x, y } = plan.axes
  if (!picture.x || x.as === 'words') return undefined
  const value = picture.x.invert(point.x)
  if (!y || !picture.y) {
    if (x.as !== 'bins') return undefined
    const at = binAt(x, value)
    return nearest(marks, (mark) => Math.abs(Number(mark.x) - at))
  }
  if (x.as === 'bins' && y.as === 'bins') {
    const [at, up] = [binAt(x, value), binAt(y, picture.y.invert(point.y))]
    return marks.find((mark) => mark.x === at && mark.y === up)
  }
  const px = (mark: Mark) =>
    Math.hypot(
      (picture.x?.apply(Number(mark.x)) ?? 0) - point.x,
      (picture.y?.apply(mark.y ?? 0) ?? 0) - point.y,
    )
  const near = nearest(marks, px)
  return near && px(near) < 16 ? near : undefined
}

function nearest(marks: readonly Mark[], far: (mark: Mark) => number): Mark | undefined {
  let best: Mark | undefined
  let least = Number.POSITIVE_INFINITY
  for (const mark of marks) {
    const distance = far(mark)
    if (distance >= least) continue
    least = distance
    best = mark
  }
  return best
}

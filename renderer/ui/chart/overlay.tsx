import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import css from './chart.module.css'
import {
  boxOf,
  type Cursor,
  markNear,
  marksAt,
  moved,
  type Point,
  placesOf,
  rangeAt,
  selectionBetween,
  selectionOf,
  toggled,
  wordAt,
} from './gesture.ts'
import type { ChartProps } from './lazy.tsx'
import type { Picture } from './picture.ts'
import type { Selection } from './types.ts'
import { chartText, markText } from './words.ts'

/** Px that a pointer may move and still have clicked. */
const slack = 3

/** Where the pointer is, and over which word. */
type Hover = { at: Point; word: string | null | undefined }
type Drag = { from: Point; moves: Selection | null; dragged: boolean }

/** What is marked in a chart, and the ways to mark it: the pointer's, and the keyboard's with a readout. */
export function Overlay({
  drawn,
  plan,
  selection = null,
  onSelect,
  onArm,
  picture,
  size,
}: ChartProps & { picture: Picture; size: { width: number; height: number } }) {
  const { facts, marks, spec, columns } = drawn
  const [cursor, setCursor] = useState<Cursor | null>(null)
  const [hover, setHover] = useState<Hover | null>(null)
  const anchor = useRef<Cursor | null>(null)
  const drag = useRef<Drag | null>(null)
  const box = selection && boxOf(selection, picture)

  const pointOf = (event: PointerEvent): Point => {
    const place = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - place.left, y: event.clientY - place.top }
  }
  const shapeUnder = (event: PointerEvent): EventTarget | null =>
    picture.shapes
      ? (document.elementsFromPoint(event.clientX, event.clientY).find((one) => picture.svg.contains(one)) ??
        null)
      : null

  // Said anew at each drawing: marks come and go under a standing pointer, and under a standing cursor.
  const textAt = (at: Cursor): string => {
    const found = marksAt(plan, marks, at, facts)
    if (found.length === 0) return plan.axes.x.as === 'words' ? '' : 'No rows here'
    return found.length > 4
      ? `${found.length} marks here, ${found.reduce((sum, mark) => sum + mark.rows, 0).toLocaleString('en-US')} rows`
      : found.map((mark) => markText(drawn, plan, mark)).join('; ')
  }
  const textUnder = ({ at, word }: Hover): string => {
    const near = markNear(plan, picture, marks, at)
    const under = near ? [near] : word === undefined ? [] : marks.filter(({ x }) => x === word)
    return under
      .slice(0, 4)
      .map((mark) => markText(drawn, plan, mark))
      .join('\n')
  }
  const told = cursor ? textAt(cursor) : ''
  const readout = hover ? textUnder(hover) : told

  const down = (event: PointerEvent) => {
    if (event.button !== 0 || !onSelect) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const from = pointOf(event)
    const inside =
      box && from.x > box.x && from.x < box.x + box.width && from.y > box.y && from.y < box.y + box.height
    drag.current = { from, moves: inside ? selection : null, dragged: false }
    setCursor(null)
  }
  const move = (event: PointerEvent) => {
    const at = pointOf(event)
    const now = drag.current
    if (!now) {
      setHover({ at, word: wordAt(plan, picture, at, shapeUnder(event)) })
      return
    }
    if (Math.hypot(at.x - now.from.x, at.y - now.from.y) > slack) now.dragged = true
    if (!now.dragged || plan.marks === 'words') return
    setHover(null)
    const next = now.moves
      ? moved(plan, picture, now.moves, { x: at.x - now.from.x, y: at.y - now.from.y })
      : selectionBetween(plan, picture, now.from, at)
    if (JSON.stringify(next) !== JSON.stringify(selection)) onSelect?.(next)
  }
  const up = (event: PointerEvent) => {
    const now = drag.current
    drag.current = null
    if (!now || now.dragged || !onSelect) return
    const word = wordAt(plan, picture, now.from, shapeUnder(event))
    if (plan.marks === 'words') onSelect(word === undefined ? null : toggled(selection, word))
    else onSelect(selection ? null : selectionBetween(plan, picture, now.from, now.from))
  }

  const keys = (event: KeyboardEvent) => {
    const [firstX, lastX] = placesOf(plan.axes.x, facts.x)
    const [firstY, lastY] = plan.axes.y ? placesOf(plan.axes.y, facts.y) : [0, 0]
    const now = cursor ?? { x: firstX, y: firstY }
    // Words stand below each other, except on a map.
    const down = plan.marks === 'words' ? 1 : -1
    const steps: Record<string, Cursor> = {
      ArrowRight: { x: now.x + 1, y: now.y },
      ArrowLeft: { x: now.x - 1, y: now.y },
      ArrowUp: plan.axes.y ? { x: now.x, y: now.y + 1 } : { x: now.x - down, y: now.y },
      ArrowDown: plan.axes.y ? { x: now.x, y: now.y - 1 } : { x: now.x + down, y: now.y },
      Home: { x: firstX, y: now.y },
      End: { x: lastX, y: now.y },
    }
    const step = steps[event.key]
    if (step && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      const next =
        cursor === null
          ? now
          : { x: Math.min(lastX, Math.max(firstX, step.x)), y: Math.min(lastY, Math.max(firstY, step.y)) }
      if (event.altKey && selection && box && onSelect) {
        const px = (axis: 'x' | 'y', by: number) => {
          const of = axis === 'x' ? plan.axes.x : plan.axes.y
          const scale = picture[axis]
          if (!of || !scale) return 0
          const [from, to] = rangeAt(of, 0, facts[axis])
          return by * (scale.apply(to) - scale.apply(from))
        }
        onSelect(moved(plan, picture, selection, { x: px('x', step.x - now.x), y: px('y', step.y - now.y) }))
        return
      }
      if (event.shiftKey && onSelect) {
        anchor.current ??= now
        onSelect(selectionOf(plan, facts, anchor.current, next))
      } else anchor.current = null
      setCursor(next)
      setHover(null)
      return
    }
    if (!onSelect) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      if (plan.axes.x.as === 'words') {
        const word = plan.axes.x.words[now.x]
        if (word !== undefined) onSelect(toggled(selection, word))
      } else onSelect(selectionOf(plan, facts, now, now))
      anchor.current = now
    } else if (event.key === 'Escape' && selection) {
      event.stopPropagation()
      anchor.current = null
      onSelect(null)
    }
  }

  const place = cursor && placeOf(cursor, plan, picture, facts)
  const marked = new Set(selection?.words ?? [])
  const words = plan.axes.x.as === 'words' ? plan.axes.x.words : []
  const label = `${chartText(spec, columns)}. ${
    onSelect
      ? 'Arrows step through it, Shift with arrows marks a range, Enter filters, Escape clears.'
      : 'Arrows step through it.'
  } Show as table lists its values.`
  return (
    // A chart is worked with as one thing: its arrows step through marks.
    <div
      className={css.overlay}
      role="application"
      aria-roledescription="chart"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys are told by its label
      tabIndex={0}
      data-brush={onSelect ? plan.marks : undefined}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => {
        drag.current = null
      }}
      onPointerEnter={onArm}
      onPointerLeave={() => setHover(null)}
      onFocus={onArm}
      onBlur={() => {
        setCursor(null)
        anchor.current = null
      }}
      onKeyDown={keys}
    >
      <svg width={size.width} height={size.height} aria-hidden="true">
        {box && <rect {...box} className={css.brush} data-part="brush" />}
        {marked.size > 0 &&
          picture.bands?.map(({ from, to }, index) => {
            const word = words[index] ?? null
            return (
              marked.has(word) && (
                <rect
                  key={String(word)}
                  x={1}
                  y={from - 1}
                  width={Math.max(0, picture.frame.right - 1)}
                  height={to - from + 2}
                  className={css.brush}
                />
              )
            )
          })}
        {picture.shapes &&
          [...picture.shapes].map(
            ([word, shape]) =>
              (marked.has(word) || (cursor && words[cursor.x] === word)) && (
                <path
                  key={String(word)}
                  d={shape.getAttribute('d') ?? ''}
                  className={marked.has(word) ? css.region : css.cursor}
                />
              ),
          )}
        {place && <rect {...place} className={css.cursor} />}
      </svg>
      {readout && (hover || place) && (
        <div
          className={css.readout}
          style={readoutPlace(
            hover?.at ?? { x: (place?.x ?? 0) + (place?.width ?? 0), y: place?.y ?? 0 },
            size,
          )}
        >
          {readout}
        </div>
      )}
      <span className={css.told} role="status">
        {told}
      </span>
    </div>
  )
}

/** The px under the keyboard. */
function placeOf(
  cursor: Cursor,
  { axes }: ChartProps['plan'],
  picture: Picture,
  facts: ChartProps['drawn']['facts'],
) {
  const { frame } = picture
  if (axes.x.as === 'words') {
    const band = picture.bands?.[cursor.x]
    return band ? { x: 1, y: band.from - 1, width: frame.right - 2, height: band.to - band.from + 2 } : null
  }
  const x = rangeAt(axes.x, cursor.x, facts.x)
  return boxOf({ x, ...(axes.y && { y: rangeAt(axes.y, cursor.y, facts.y) }) }, picture)
}

/** Beside the pointer, on the side that has room. */
function readoutPlace({ x, y }: Point, { width }: { width: number }) {
  return x > width / 2
    ? { right: width - x + 12, top: Math.max(0, y - 12) }
    : { left: x + 14, top: Math.max(0, y - 12) }
}

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { isMapped, type ScrollSpace, scrollOf, scrollSpace, topOf } from './scroll.ts'

/** The window on the rows of a grid. */
export interface Viewport {
  /** Px of the window on the rows, without the head. */
  width: number
  height: number
  /** Position in the rows, in px of all rows. */
  top: number
  left: number
  space: ScrollSpace
  scrollTo(position: { top?: number; left?: number }): void
}

/**
 * The scroll state of a grid. Where one scroll bar stands for more rows than a browser can lay out, the wheel still
 * moves by px of rows, and only dragging the bar maps.
 */
export function useViewport(
  ref: React.RefObject<HTMLDivElement | null>,
  rows: number,
  rowHeight: number,
  head: number,
  start: { top: number; left: number },
): Viewport {
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [position, setPosition] = useState(start)
  const space = scrollSpace(rows, rowHeight, size.height)
  /** The scroll position that we set ourselves: its event must not be mapped back, which would lose px. */
  const own = useRef<number | null>(null)
  const now = useRef({ space, position })
  useLayoutEffect(() => {
    now.current = { space, position }
  })

  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () =>
      setSize({ width: element.clientWidth, height: Math.max(0, element.clientHeight - head) })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref, head])

  const scrollTo = useCallback(
    ({ top, left }: { top?: number; left?: number }) => {
      const element = ref.current
      if (!element) return
      const { space, position } = now.current
      const next = {
        top: top === undefined ? position.top : Math.min(Math.max(top, 0), space.maxTop),
        left: left === undefined ? position.left : Math.max(left, 0),
      }
      now.current.position = next
      own.current = scrollOf(space, next.top)
      element.scrollTop = own.current
      element.scrollLeft = next.left
      setPosition(next)
    },
    [ref],
  )

  useEffect(() => {
    const element = ref.current
    if (!element) return
    const onScroll = () => {
      const { space, position } = now.current
      const mine = own.current !== null && Math.abs(element.scrollTop - own.current) < 1.5
      if (!mine) own.current = null
      const top = mine ? position.top : topOf(space, element.scrollTop)
      if (top === position.top && element.scrollLeft === position.left) return
      now.current.position = { top, left: element.scrollLeft }
      setPosition({ top, left: element.scrollLeft })
    }
    const onWheel = (event: WheelEvent) => {
      const { space, position } = now.current
      if (!isMapped(space) || event.ctrlKey || event.shiftKey || event.deltaY === 0) return
      event.preventDefault()
      const unit = event.deltaMode === 1 ? rowHeight : event.deltaMode === 2 ? size.height : 1
      scrollTo({ top: position.top + event.deltaY * unit, left: position.left + event.deltaX * unit })
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      element.removeEventListener('scroll', onScroll)
      element.removeEventListener('wheel', onWheel)
    }
  }, [ref, rowHeight, size.height, scrollTo])

  // The place of before: as soon as there is a height to scroll in.
  const restored = useRef(false)
  useLayoutEffect(() => {
    if (restored.current || size.height === 0) return
    restored.current = true
    if (now.current.position.top > 0 || now.current.position.left > 0) scrollTo(now.current.position)
  }, [size.height, scrollTo])

  return { ...size, ...position, space, scrollTo }
}

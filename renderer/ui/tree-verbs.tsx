import { type ReactNode, useRef } from 'react'
import css from './tree.module.css'

/** What a tree of files does beyond opening: by the mouse and by keys alike. Rows are named by their ids. */
interface TreeVerbsProps {
  /** The right button, or the menu key: `at` in px of the window. */
  onMenu: (id: string, at: { x: number; y: number }) => void
  /** F2, Delete and whatever else is no walking about. True: the key was meant. */
  onKey: (id: string, event: React.KeyboardEvent) => boolean
  /** A row that can be dragged was dropped onto one that takes it. */
  onDrop: (id: string, onto: string) => void
  children: ReactNode
}

const rowOf = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>('[role="row"][data-key]') : null

/** Hears what is done to the rows of the tree in it. */
export function TreeVerbs({ onMenu, onKey, onDrop, children }: TreeVerbsProps) {
  const dragged = useRef<string | null>(null)
  const marked = useRef<HTMLElement | null>(null)
  const mark = (row: HTMLElement | null) => {
    if (marked.current === row) return
    marked.current?.removeAttribute('data-dropping')
    row?.setAttribute('data-dropping', '')
    marked.current = row
  }
  const taker = (target: EventTarget | null) => {
    const row = rowOf(target)
    return row?.querySelector<HTMLElement>('[data-takes-drops]') ?? null
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what its rows, which are interactive, pass up
    <div
      className={css.verbs}
      onContextMenu={(event) => {
        const id = rowOf(event.target)?.dataset.key
        if (id === undefined) return
        event.preventDefault()
        if (event.nativeEvent.button === 2) onMenu(id, { x: event.clientX, y: event.clientY })
      }}
      onKeyDownCapture={(event) => {
        const row = rowOf(event.target)
        const id = row?.dataset.key
        if (!row || id === undefined) return
        if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
          const { left, bottom } = row.getBoundingClientRect()
          onMenu(id, { x: left + 24, y: bottom })
        } else if (!onKey(id, event)) return
        event.preventDefault()
        event.stopPropagation()
      }}
      onDragStart={(event) => {
        const id = rowOf(event.target)?.dataset.key
        dragged.current = id ?? null
        event.dataTransfer.effectAllowed = 'move'
        // Firefox begins no drag without data; the row itself is known here.
        event.dataTransfer.setData('text/plain', '')
      }}
      onDragOver={(event) => {
        const place = dragged.current === null ? null : taker(event.target)
        mark(place)
        if (place) event.preventDefault()
      }}
      onDrop={(event) => {
        const onto = taker(event.target) && rowOf(event.target)?.dataset.key
        mark(null)
        if (dragged.current !== null && onto) {
          event.preventDefault()
          onDrop(dragged.current, onto)
        }
        dragged.current = null
      }}
      onDragEnd={() => {
        mark(null)
        dragged.current = null
      }}
    >
      {children}
    </div>
  )
}

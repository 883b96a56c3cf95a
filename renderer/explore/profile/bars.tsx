import { type KeyboardEvent, useRef, useState } from 'react'
import { formatCount } from '../../ui/index.ts'
import type { Part, Shown } from './facts.ts'
import css from './profile.module.css'
import { shareText } from './words.ts'

/** Bars that show the rows they stand for. One of them is in the order of Tab; arrows go from bar to bar. */
export function Bars({
  label,
  parts,
  rows,
  verb,
  onShow,
  marks = [],
  low = false,
}: {
  label: string
  parts: readonly Part[]
  /** What the counts are shares of. */
  rows: number
  /** What a press does: `Filter`. */
  verb: string
  onShow: (shown: Shown) => void
  /** Places from 0 to 1 among the bars that are not apart, with their words. */
  marks?: readonly { at: number; label: string }[]
  /** Half as high. */
  low?: boolean
}) {
  const host = useRef<HTMLDivElement>(null)
  const [focus, setFocus] = useState(0)
  const most = Math.max(1, ...parts.map(({ count }) => count))
  const active = Math.min(focus, parts.length - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowLeft: active - 1,
      ArrowRight: active + 1,
      Home: 0,
      End: parts.length - 1,
    }
    const to = steps[event.key]
    if (to === undefined || to < 0 || to >= parts.length) return
    event.preventDefault()
    setFocus(to)
    host.current?.querySelectorAll<HTMLButtonElement>('button')[to]?.focus()
  }
  const before = parts[0]?.apart ? 1 : 0
  const inRow = parts.filter(({ apart }) => !apart).length
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form's
    <div
      ref={host}
      className={css.bars}
      role="group"
      aria-label={label}
      data-low={low || undefined}
      onKeyDown={onKeyDown}
    >
      {parts.map(({ count, label: name, shown, apart }, place) => {
        const words = `${name}: ${formatCount(count)} ${count === 1 ? 'row' : 'rows'}, ${shareText(count, rows)}`
        return (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is known by its place alone
            key={place}
            type="button"
            className={css.bar}
            data-apart={apart || undefined}
            tabIndex={place === active ? 0 : -1}
            aria-label={`${words}. ${verb}`}
            title={words}
            onFocus={() => setFocus(place)}
            onClick={() => onShow(shown)}
          >
            <span
              className={css.barFill}
              style={{ height: count === 0 ? 0 : `max(1px, ${(count / most) * 100}%)` }}
            />
          </button>
        )
      })}
      {marks.map(({ at, label: name }) => (
        <span
          key={name}
          className={css.mark}
          title={name}
          style={{ left: `${((before + at * inRow) / Math.max(1, parts.length)) * 100}%` }}
        />
      ))}
    </div>
  )
}

/** Values or classes, each with a bar for its share; a press shows its rows. */
export function Shares({
  label,
  parts,
  rows,
  verb,
  onShow,
  mono = false,
  children,
}: {
  label: string
  parts: readonly Part[]
  rows: number
  verb: string
  onShow: (shown: Shown) => void
  mono?: boolean
  /** How the name of a part is drawn; its words when left out. */
  children?: (place: number) => React.ReactNode
}) {
  return (
    <ul className={css.shares} aria-label={label}>
      {parts.map(({ count, label: name, shown }, place) => {
        const counted = `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: the order is by count, and one of equal words is another
            key={place}
          >
            <button
              type="button"
              className={css.share}
              // Begins with what is seen: who steers by voice says that.
              aria-label={`${name} ${shareText(count, rows)}: ${counted}. ${verb}`}
              title={`${name}: ${counted}`}
              onClick={() => onShow(shown)}
            >
              <span className={css.shareName} data-mono={mono || undefined}>
                {children ? children(place) : name}
              </span>{' '}
              <span className={css.shareBar} aria-hidden="true">
                <span className={css.shareFill} style={{ width: `${(count / Math.max(1, rows)) * 100}%` }} />
              </span>{' '}
              <span className={css.shareText}>{shareText(count, rows)}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

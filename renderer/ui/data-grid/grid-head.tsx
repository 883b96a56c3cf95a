import { type PointerEvent, type RefObject, useRef, useState } from 'react'
import { cx } from '../cx.ts'
import { Icon } from '../icon.tsx'
import { ArrowDown, ArrowUp, ChevronDown } from '../icons.ts'
import { AnchoredMenu, type MenuEntry } from '../menu.tsx'
import { shortType, visible } from './cell-format.ts'
import { narrowest, type PlacedColumn, widest } from './columns.ts'
import css from './data-grid.module.css'
import { alignOf } from './grid-cell.tsx'
import { HeadProfileView } from './head-profile.tsx'
import { gridRoles, headRole, rowRole } from './roles.ts'
import type { GridSort, HeadProfile } from './types.ts'

interface GridHeadProps {
  id: string
  height: number
  placed: PlacedColumn[]
  drawn: number[]
  sort: GridSort[]
  /** A press on a head sorts; the grid itself listens for it. */
  sortable: boolean
  onWidth: (index: number, width: number) => void
  onFit: (index: number) => void
  menuOf: (place: number) => MenuEntry[]
  active: number | null
  /** What is known of a column's values; its place is kept where this is given. */
  profileOf?: ((index: number) => HeadProfile | undefined) | undefined
}

/** The row of heads: name, unit and type, the sort mark, a menu, and the edge that resizes. */
export function GridHead(props: GridHeadProps) {
  const { height, placed, drawn, menuOf } = props
  const [menu, setMenu] = useState<number | null>(null)
  const anchor = useRef<HTMLButtonElement>(null)
  return (
    <div {...gridRoles.group} className={css.head} style={{ height }}>
      <div {...rowRole(1)} className={css.headRow}>
        {drawn.map((place) => {
          const column = placed[place]
          return (
            column && (
              <HeadCell
                key={column.index}
                {...props}
                place={place}
                column={column}
                opened={menu === place ? anchor : null}
                onMenu={() => setMenu(place)}
              />
            )
          )
        })}
      </div>
      {/* One for all: of 2,000 columns many heads come and go with each frame. */}
      {menu !== null && (
        <AnchoredMenu
          label={`Column ${placed[menu]?.column.name ?? ''}`}
          anchor={anchor}
          isOpen
          items={menuOf(menu)}
          placement="bottom end"
          offset={4}
          onClose={() => setMenu(null)}
        />
      )}
    </div>
  )
}

function HeadCell({
  id,
  place,
  column: placed,
  sort,
  sortable,
  onWidth,
  onFit,
  active,
  profileOf,
  opened,
  onMenu,
}: GridHeadProps & {
  place: number
  column: PlacedColumn
  /** Where its menu stands while it is open. */
  opened: RefObject<HTMLButtonElement | null> | null
  onMenu: () => void
}) {
  const { index, column, left, width, pinned } = placed
  const order = sort.findIndex((key) => key.column === column.name)
  const key = sort[order]
  const profile = profileOf?.(index)
  const type = shortType(column.type)
  const zone = column.type === 'TIMESTAMP WITH TIME ZONE' || column.type === 'TIMESTAMPTZ' ? ', UTC' : ''
  return (
    <div
      {...headRole(place, key ? (key.descending ? 'descending' : 'ascending') : 'none')}
      className={cx(
        css.headCell,
        alignOf(column.type) === 'end' && css.end,
        pinned && css.pinned,
        profileOf && css.profiled,
        active === place && css.activeHead,
      )}
      style={{ left, width }}
      title={[`${visible(column.name)} ${column.type}`, column.meaning, profile?.text]
        .filter(Boolean)
        .join('\n')}
      {...(profile && { 'aria-description': profile.text })}
      data-head={index}
      data-sortable={sortable || undefined}
    >
      <span className={css.headText}>
        <span className={css.name}>
          <span className={css.nameText}>{visible(column.name)}</span>
          {column.unit && <span className={css.unit}>{`, ${column.unit}`}</span>}
          {key && (
            <span className={css.sort}>
              <Icon of={key.descending ? ArrowDown : ArrowUp} />
              {sort.length > 1 && order + 1}
            </span>
          )}
        </span>
        <span className={css.type}>
          {type}
          {zone}
        </span>
      </span>
      <span className={css.menu} data-quiet>
        <button
          ref={opened}
          id={`${id}-menu-${place}`}
          type="button"
          className={css.menuButton}
          aria-label={`Column ${column.name}: menu`}
          aria-haspopup="menu"
          aria-expanded={opened !== null}
          tabIndex={-1}
          onClick={onMenu}
        >
          <Icon of={ChevronDown} />
        </button>
      </span>
      {profileOf && <HeadProfileView profile={profile} />}
      <Edge width={width} onWidth={(next) => onWidth(index, next)} onFit={() => onFit(index)} />
    </div>
  )
}

/** The right edge of a head: dragging resizes, a double press fits. The keyboard resizes by Alt and arrows. */
function Edge(props: { width: number; onWidth: (width: number) => void; onFit: () => void }) {
  const events = useEdge(props)
  return <span className={css.edge} data-quiet {...events} />
}

function useEdge({
  width,
  onWidth,
  onFit,
}: {
  width: number
  onWidth: (width: number) => void
  onFit: () => void
}) {
  const from = useRef<{ x: number; width: number } | null>(null)
  return {
    onDoubleClick: onFit,
    onPointerDown(event: PointerEvent) {
      event.stopPropagation()
      event.preventDefault()
      event.currentTarget.setPointerCapture(event.pointerId)
      from.current = { x: event.clientX, width }
    },
    onPointerMove(event: PointerEvent) {
      if (!from.current) return
      const next = from.current.width + event.clientX - from.current.x
      onWidth(Math.min(Math.max(Math.round(next), narrowest), widest))
    },
    onPointerUp() {
      from.current = null
    },
  }
}

import { type KeyboardEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { ResultHandle } from '../engine/index.ts'
import type { GridLayout } from '../ui/data-grid/index.ts'
import { ChevronDown, ChevronUp, X } from '../ui/icons.ts'
import { Button, formatCount, IconButton, SearchField } from '../ui/index.ts'
import css from './explore.module.css'
import { partsOf } from './parts.ts'
import { tabState, updateTab } from './store.ts'
import { type Found, useFind } from './use-find.ts'

/** Milliseconds for which typing has to rest before the engine is asked. */
const rest = 150

/** Finds a text in the whole result: the grid goes to each match, and the count follows. */
export function FindBar({
  id,
  handle,
  layout,
  onClose,
}: {
  id: string
  handle: ResultHandle
  layout: GridLayout
  onClose: () => void
}) {
  const text = tabState(id)?.finding ?? ''
  const [typed, setTyped] = useState(text)
  // Not of the layout as a whole: a width is no reason to look again.
  const { order, hidden } = layout
  const shown = useMemo(() => order.filter((index) => !hidden.includes(index)), [order, hidden])
  const { found, busy, step, stop } = useFind(id, handle, shown, text)

  useEffect(() => {
    const timer = setTimeout(() => updateTab(id, { finding: typed }), rest)
    return () => clearTimeout(timer)
  }, [id, typed])
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    partsOf(id).find = { step, focus: () => box.current?.querySelector('input')?.select() }
    return () => {
      partsOf(id).find = null
    }
  })
  // F3 leaves the focus in the grid: from there Escape closes the search, too.
  const close = useEffectEvent(onClose)
  useEffect(() => {
    const around = box.current?.parentElement
    const onEscape = (event: globalThis.KeyboardEvent) => {
      const inGrid = event.target instanceof Element && event.target.role === 'grid'
      if (event.key === 'Escape' && inGrid) close()
    }
    around?.addEventListener('keydown', onEscape)
    return () => around?.removeEventListener('keydown', onEscape)
  }, [])

  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      onClose()
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      if (typed !== text) updateTab(id, { finding: typed })
      else step(event.shiftKey ? -1 : 1)
    }
  }
  const none = found?.at ? undefined : 'There is no match'
  return (
    <search ref={box} className={css.findBar} aria-label="Find in the result">
      <SearchField
        label="Find in the result"
        placeholder="Find in all rows"
        value={typed}
        onChange={setTyped}
        onKeyDown={keys}
        autoFocus
      />
      <span className={css.findCount} role="status">
        {wordsOf(found)}
      </span>
      {busy && (
        <Button kind="quiet" onPress={stop}>
          Stop
        </Button>
      )}
      <IconButton
        icon={ChevronUp}
        label="Previous match"
        keys="Shift+F3"
        onPress={() => step(-1)}
        disabledReason={none}
      />
      <IconButton
        icon={ChevronDown}
        label="Next match"
        keys="F3"
        onPress={() => step(1)}
        disabledReason={none}
      />
      <IconButton icon={X} label="Close find" keys="Esc" onPress={onClose} />
    </search>
  )
}

function wordsOf(found: Found | null): string {
  if (!found) return ''
  const { at, ordinal, total, looking, problem } = found
  if (problem !== undefined) return problem
  if (looking) return total === null ? 'Looking in all rows…' : `… of ${formatCount(total)}`
  if (!at) return 'No cell holds that'
  if (total === null) return 'Counting in all rows…'
  return ordinal === null
    ? `${formatCount(total)} ${total === 1 ? 'match' : 'matches'}`
    : `match ${formatCount(ordinal)} of ${formatCount(total)}`
}

/** Opens the search of a tab's result, or puts the caret into it. */
export function openFind(id: string): void {
  updateTab(id, ({ finding }) => ({ finding: finding ?? '', view: 'result' }))
  partsOf(id).find?.focus()
}

/** Goes to the next match or the one before; opens the search where there is none. */
export function findNext(id: string, by: 1 | -1): void {
  const { find } = partsOf(id)
  if (find) find.step(by)
  else openFind(id)
}

import { Command } from 'cmdk'
import { useEffect, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { formatCount, Kbd } from '../../ui/index.ts'
import type { FindItem } from '../../ui/workbench.ts'
import { useWindow } from '../window-store.ts'
import {
  asked,
  commandItems,
  cteItems,
  findEverywhere,
  helpItems,
  lineItems,
  modeOf,
  nothingFound,
  type PaletteItem,
  tabItems,
} from './items.ts'
import css from './palette.module.css'
import { rank } from './rank.ts'

/** Asked a moment after the last key, so that fast typing asks once. */
const pause = 60
/** An Enter waits this long for answers. */
const patience = 1000

/** Answers of the features to what is typed. */
function useFound(mode: string, typed: string): { found: FindItem[]; pending: boolean } {
  const [answers, setAnswers] = useState<Record<string, FindItem[]>>({})
  const [waiting, setWaiting] = useState(0)
  const asking = useRef(0)
  useEffect(() => {
    if (mode !== 'anything' && mode !== 'columns') return
    asking.current += 1
    const mine = asking.current
    setWaiting(asked.length)
    const timer = setTimeout(
      () =>
        findEverywhere(typed, (feature, items) => {
          if (mine !== asking.current) return
          setAnswers((before) => ({ ...before, [feature]: items }))
          setWaiting((count) => count - 1)
        }),
      pause,
    )
    return () => clearTimeout(timer)
  }, [mode, typed])
  const asks = mode === 'anything' || mode === 'columns'
  return { found: useMemo(() => Object.values(answers).flat(), [answers]), pending: asks && waiting > 0 }
}

/** Go to anything, run any command. */
export function Palette() {
  const text = useWindow(({ palette }) => palette)
  if (text === null) return null
  return createPortal(<OpenPalette text={text} />, document.body)
}

function OpenPalette({ text }: { text: string }) {
  const before = useRef(document.activeElement)
  const chosen = useWindow((state) => state.chosen)
  const { mode, typed } = modeOf(text)
  const { found, pending } = useFound(mode, typed)
  const set = (palette: string) => useWindow.setState({ palette })
  const [picked, setPicked] = useState({ text, id: '' })
  const [entered, setEntered] = useState(false)
  // The list also moves the choice by itself, to what was first before the answers came: only the user's moves count.
  const moving = useRef(false)
  const moves = () => {
    moving.current = true
    setTimeout(() => {
      moving.current = false
    }, 0)
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: commands and tabs are taken as they are when it opens
  const own = useMemo((): PaletteItem[] => {
    if (mode === 'commands') return commandItems()
    if (mode === 'help') return helpItems(set)
    if (mode === 'ctes') return cteItems()
    if (mode === 'line') return lineItems(typed)
    return mode === 'anything' ? tabItems() : []
  }, [mode, mode === 'line' ? typed : ''])
  const { shown, more } = useMemo(() => {
    const columns = found.filter(({ group }) => group === 'Columns')
    const all: PaletteItem[] = mode === 'anything' ? [...own, ...found] : mode === 'columns' ? columns : own
    const seen = new Set<string>()
    const unique = all.filter(({ id }) => !seen.has(id) && seen.add(id))
    return rank(unique, mode === 'line' ? '' : typed, chosen)
  }, [own, found, mode, typed, chosen])

  // With each key the choice begins at the top again.
  const value =
    picked.text === text && shown.some(({ id }) => id === picked.id) ? picked.id : (shown[0]?.id ?? '')

  const close = (giveBack: boolean) => {
    useWindow.setState({ palette: null })
    if (giveBack && before.current instanceof HTMLElement) before.current.focus()
  }
  const open = (item: PaletteItem) => {
    if (item.group === 'Type first') {
      item.open()
      return
    }
    close(true)
    useWindow.setState({ chosen: [item.id, ...chosen.filter((id) => id !== item.id)].slice(0, 100) })
    item.open()
  }
  const enter = () => {
    const item = shown.find(({ id }) => id === value)
    if (item) open(item)
  }
  // Enter after fast typing means what is about to be found, not what was found before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the answers are there
  useEffect(() => {
    if (!entered) return
    if (!pending) {
      setEntered(false)
      enter()
      return
    }
    const timer = setTimeout(enter, patience)
    return () => clearTimeout(timer)
  }, [entered, pending])
  // A screen that is still being made may take the focus when it is ready: not while something is typed here.
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const hold = (event: FocusEvent) => {
      if (useWindow.getState().palette === null) return
      if (event.target instanceof Node && box.current?.contains(event.target)) return
      box.current?.querySelector('input')?.focus()
    }
    document.addEventListener('focusin', hold)
    return () => document.removeEventListener('focusin', hold)
  }, [])
  const groups = useMemo(() => {
    // While something is typed the best answer leads, whatever its group: one list then, the group named in the row.
    if (typed !== '') return [{ name: '', items: shown }]
    const byName = new Map<string, PaletteItem[]>()
    for (const item of shown) byName.set(item.group, [...(byName.get(item.group) ?? []), item])
    return [...byName].map(([name, items]) => ({ name, items }))
  }, [shown, typed])

  return (
    <>
      <div className={css.ground} onPointerDown={() => close(true)} />
      <div ref={box} className={css.palette} role="dialog" aria-label="Go to anything">
        <Command
          shouldFilter={false}
          label="Go to anything"
          value={value}
          onValueChange={(id) => moving.current && setPicked({ text, id })}
          onPointerMoveCapture={moves}
          onKeyDownCapture={moves}
          loop
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.preventDefault()
              close(true)
            } else if (event.key === 'Tab') event.preventDefault()
            else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
              event.preventDefault()
              if (pending && typed !== '') setEntered(true)
              else enter()
            }
          }}
        >
          <Command.Input
            autoFocus
            className={css.input}
            placeholder="Go to sources, columns, files, transforms, runs   > commands   ? help"
            value={text}
            onValueChange={set}
          />
          <Command.List className={css.list} label="Answers">
            {groups.map(({ name, items }) => (
              <Command.Group key={name} {...(name && { heading: name })}>
                {items.map((item) => (
                  <Command.Item
                    key={item.id}
                    value={item.id}
                    className={css.item}
                    onSelect={() => open(item)}
                  >
                    <span className={css.title}>{item.title}</span>
                    {item.detail && <span className={css.detail}>{item.detail}</span>}
                    <span className={css.spring} />
                    {name === '' && mode === 'anything' && <span className={css.group}>{item.group}</span>}
                    {item.keys && <Kbd keys={item.keys} />}
                  </Command.Item>
                ))}
              </Command.Group>
            ))}
            {more > 0 && <p className={css.note}>{`Keep typing: ${formatCount(more)} more match`}</p>}
            {shown.length === 0 && <p className={css.note}>{pending ? 'Looking…' : nothingFound(mode)}</p>}
          </Command.List>
        </Command>
      </div>
    </>
  )
}

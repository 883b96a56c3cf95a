import { Command } from 'cmdk'
import { useEffect, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { formatCount, Kbd } from '../../ui/index.ts'
import type { FindItem } from '../../ui/workbench.ts'
import { useWindow } from '../window-store.ts'
import {
  asked,
  commandItems,
  findEverywhere,
  helpItems,
  modeOf,
  type PaletteItem,
  tabItems,
} from './items.ts'
import css from './palette.module.css'
import { rank } from './rank.ts'

/** Asked a moment after the last key, so that fast typing asks once. */
const pause = 60

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
  return { found: useMemo(() => Object.values(answers).flat(), [answers]), pending: waiting > 0 }
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
  const [value, setValue] = useState('')

  // biome-ignore lint/correctness/useExhaustiveDependencies: commands and tabs are taken as they are when it opens
  const own = useMemo((): PaletteItem[] => {
    if (mode === 'commands') return commandItems()
    if (mode === 'help') return helpItems(set)
    return mode === 'anything' ? tabItems() : []
  }, [mode])
  const { shown, more } = useMemo(() => {
    const columns = found.filter(({ group }) => group === 'Columns')
    const all: PaletteItem[] = mode === 'anything' ? [...own, ...found] : mode === 'columns' ? columns : own
    const seen = new Set<string>()
    const unique = all.filter(({ id }) => !seen.has(id) && seen.add(id))
    return rank(unique, typed, chosen)
  }, [own, found, mode, typed, chosen])

  // The first row is the chosen one whenever the rows are others.
  const first = shown[0]?.id ?? ''
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each key the choice begins at the top again
  useEffect(() => setValue(first), [first, text])

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
      <div className={css.palette} role="dialog" aria-label="Go to anything">
        <Command
          shouldFilter={false}
          label="Go to anything"
          value={value}
          onValueChange={setValue}
          loop
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.preventDefault()
              close(true)
            } else if (event.key === 'Tab') event.preventDefault()
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
            {shown.length === 0 && (
              <p className={css.note}>
                {pending ? 'Looking…' : `Nothing is called that. Type > for commands, ? for help.`}
              </p>
            )}
          </Command.List>
        </Command>
      </div>
    </>
  )
}

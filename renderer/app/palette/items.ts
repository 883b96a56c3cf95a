import { editorTexts, type FindItem, useWorkbench } from '../../ui/workbench.ts'
import { boundCommands, inBrowser } from '../command-keys.ts'
import { reopenTab, showTab } from '../dock-model.ts'
import { parts } from '../features.ts'
import { isUsable, shownKeys } from '../keymap.ts'
import { useWindow } from '../window-store.ts'

export interface PaletteItem extends FindItem {
  keys?: string | undefined
}

export type Mode = 'anything' | 'commands' | 'columns' | 'ctes' | 'line' | 'help'

const prefixes: Record<string, Mode> = {
  '>': 'commands',
  '#': 'columns',
  '@': 'ctes',
  ':': 'line',
  '?': 'help',
}

/** What is typed, taken apart: what is looked for, and by which text. */
export function modeOf(text: string): { mode: Mode; typed: string } {
  const mode = prefixes[text[0] ?? '']
  return mode ? { mode, typed: text.slice(1).trim() } : { mode: 'anything', typed: text.trim() }
}

/** Commands that can be run now, each with its key. */
export function commandItems(): PaletteItem[] {
  const { tabs, activeTab } = useWorkbench.getState()
  const kind = tabs.find(({ id }) => id === activeTab)?.kind
  const seen = new Set<string>()
  return boundCommands()
    .sort((a, b) => a.title.localeCompare(b.title))
    .filter((command) => isUsable(command, kind) && !/^frame\.(goTo|commands2?)$/.test(command.id))
    .filter(({ title }) => !seen.has(title) && seen.add(title))
    .map(({ id, title, keys, run }) => ({
      id: `command:${id}`,
      title,
      group: 'Commands',
      open: run,
      ...(keys && { keys: shownKeys(keys, inBrowser) }),
    }))
}

/** Tabs that are open, and those that were closed lately. */
export function tabItems(): PaletteItem[] {
  const { tabs, activeTab } = useWorkbench.getState()
  const open = tabs
    .filter(({ id }) => id !== activeTab)
    .map(({ id, title, params }) => ({
      id: `tab:${id}`,
      title,
      detail: params.path ?? '',
      group: 'Open tabs',
      open: () => showTab(id),
    }))
  const closed = useWindow
    .getState()
    .closed.slice(0, 20)
    .map(({ tab }) => ({
      id: `closed:${tab.id}`,
      title: tab.title,
      detail: tab.params.path ?? 'closed',
      group: 'Closed tabs',
      open: () => reopenTab(tab.id),
    }))
  return [...open, ...closed]
}

/** The CTEs of the query that is looked at, each with its line. */
export function cteItems(): PaletteItem[] {
  const id = useWorkbench.getState().activeTab ?? ''
  return (editorTexts().ctes(id) ?? []).map(({ name, from, line }) => ({
    id: `cte:${id}:${from}`,
    title: name,
    detail: `line ${line}`,
    group: 'CTEs of this query',
    open: () => editorTexts().goTo(id, { offset: from }),
  }))
}

/** The line that was typed; none while no query is looked at or no number is typed. */
export function lineItems(typed: string): PaletteItem[] {
  const id = useWorkbench.getState().activeTab ?? ''
  const lines = editorTexts().lines(id)
  const wanted = Number(typed)
  if (lines === null || typed === '' || !Number.isInteger(wanted)) return []
  const line = Math.min(Math.max(1, wanted), lines)
  return [
    {
      id: `line:${id}`,
      title: `Line ${line}`,
      detail: `of ${lines}`,
      group: 'Lines of this query',
      open: () => editorTexts().goTo(id, { line }),
    },
  ]
}

/** What stands where nothing was found. */
export function nothingFound(mode: Mode): string {
  const isQuery = editorTexts().lines(useWorkbench.getState().activeTab ?? '') !== null
  if (mode === 'ctes')
    return isQuery ? 'No CTE of this query is called that.' : 'Open a query first: its CTEs are found here.'
  if (mode === 'line')
    return isQuery ? 'Type the number of a line.' : 'Open a query first, then type the number of a line.'
  return 'Nothing is called that. Type > for commands, ? for help.'
}

export function helpItems(set: (text: string) => void): PaletteItem[] {
  return [
    ['', 'Go to anything', 'sources, columns, files, transforms, runs, open and closed tabs'],
    ['>', 'Run a command', 'every command, with its key'],
    ['#', 'Find a column', 'in all sources'],
    ['@', 'Go to a CTE', 'of the query that is looked at'],
    [':', 'Go to a line', 'of the query that is looked at'],
  ].map(([prefix = '', title = '', detail = '']) => ({
    id: `help:${prefix}`,
    title: prefix ? `${prefix}  ${title}` : title,
    detail,
    group: 'Type first',
    open: () => set(prefix),
  }))
}

/** Asks every feature; each answers as it is ready, and one that fails says nothing. */
export function findEverywhere(text: string, answer: (feature: string, items: FindItem[]) => void): void {
  for (const { id, find } of parts) {
    if (!find) continue
    find(text).then(
      (items) => answer(id, items),
      () => answer(id, []),
    )
  }
}

/** Which features are asked. */
export const asked = parts.filter(({ find }) => find).map(({ id }) => id)

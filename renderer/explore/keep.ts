import { appErrorOf, client } from '../client/index.ts'
import { mergedMessage, mergedText } from '../client/merge-text.ts'
import { frame } from '../ui/workbench.ts'
import { tabState, updateTab } from './store.ts'
import type { KeptTab, QueryTabState } from './types.ts'

/** How long after the last key a text is stored. */
const pause = 300

const keyOf = (id: string) => `explore.tab.${id}`

/** With a longer one beside its text, what is kept of a tab could pass what main takes. */
const mostBase = 1_000_000

function keptOf(tab: QueryTabState): KeptTab {
  const { v, text, digest, caret, scrollTop, at, engine, params, view, split, path } = tab
  const file = path === null ? undefined : onDisk.get(path)
  const saved = file?.text === text
  const base = saved || !file || file.text.length > mostBase ? null : file.text
  return { v, text, digest, saved, base, caret, scrollTop, at, engine, params, view, split }
}

/** What each file is known to hold: nothing is written that stands there already. */
const onDisk = new Map<string, { text: string; digest: string }>()

export function noteFile(path: string, file: { text: string; digest: string } | null): void {
  if (file) onDisk.set(path, file)
  else onDisk.delete(path)
}

/** Timers by tab, and writes under way, one after another for each tab so that the last text is the one that stays. */
const timers = new Map<string, ReturnType<typeof setTimeout>>()
const writing = new Map<string, Promise<void>>()

/** Stores the tab 300 ms from now: its state on this computer, and its file when it has one. */
export function keepSoon(id: string): void {
  clearTimeout(timers.get(id))
  timers.set(
    id,
    setTimeout(() => void keepNow(id), pause),
  )
}

/** Stores the tab now, after writes that are under way. Fulfilled when it is durable. */
export function keepNow(id: string): Promise<void> {
  clearTimeout(timers.get(id))
  timers.delete(id)
  const before = writing.get(id) ?? Promise.resolve()
  const now = before.then(() => store(id))
  writing.set(id, now)
  return now
}

async function store(id: string): Promise<void> {
  const tab = tabState(id)
  if (tab?.state !== 'ready') return
  try {
    // The draft first: it holds the text even when the file cannot be written.
    await client.workspace.setState({ key: keyOf(id), value: JSON.stringify(keptOf(tab)) })
    if (tab.path !== null && tab.conflict === null) await writeFile(tab, tab.path)
    else updateTab(id, { saveError: null })
  } catch (thrown) {
    const error = appErrorOf(thrown)
    if (error.code === 'FILE_CHANGED' && tab.path !== null) await findConflict(id, tab.path)
    else updateTab(id, { saveError: error })
  }
}

async function writeFile(tab: QueryTabState, path: string): Promise<void> {
  if (onDisk.get(path)?.text === tab.text && tab.digest !== null) {
    updateTab(tab.id, { saveError: null })
    return
  }
  const { digest } = await client.workspace.write({ path, text: tab.text, was: tab.digest })
  onDisk.set(path, { text: tab.text, digest })
  updateTab(tab.id, { digest, saveError: null })
  // The draft's digest is that of the file from now on.
  const now = tabState(tab.id)
  if (now) await client.workspace.setState({ key: keyOf(tab.id), value: JSON.stringify(keptOf(now)) })
}

async function findConflict(id: string, path: string): Promise<void> {
  try {
    takeIn(id, path, await client.workspace.read({ path }))
  } catch (thrown) {
    updateTab(id, { saveError: appErrorOf(thrown) })
  }
}

/** Takes over what another program, or another screen, wrote into the file. */
export async function refreshFile(id: string): Promise<void> {
  const tab = tabState(id)
  if (tab?.state !== 'ready' || tab.path === null || timers.has(id) || tab.conflict) return
  const { path } = tab
  try {
    await writing.get(id)
    const file = await client.workspace.read({ path })
    const now = tabState(id)
    if (now && file.digest !== now.digest && !timers.has(id)) takeIn(id, path, file)
  } catch {
    // A file that is gone or unreadable is told when something is written into it.
  }
}

/**
 * Brings a tab and what its file holds together: without edits of our own the file's text is taken, with edits in
 * other lines both count, and else it is a conflict, in which nothing is lost.
 */
export function takeIn(id: string, path: string, { text, digest }: { text: string; digest: string }): void {
  const tab = tabState(id)
  if (!tab) return
  const base = onDisk.get(path)?.text ?? null
  const own = tab.text !== base && tab.text !== text
  const both = !own ? text : base === null ? null : mergedText(base, tab.text, text)
  if (both === null) {
    updateTab(id, { conflict: { text, digest }, saveError: null })
    return
  }
  noteFile(path, { text, digest })
  updateTab(id, { text: both, digest, conflict: null, saveError: null })
  if (!own) return
  keepSoon(id)
  frame().toast({ message: mergedMessage(path) })
}

/** Ends a conflict: `mine` overwrites the file, `theirs` takes its text. The other text can be brought back. */
export function settleConflict(id: string, keep: 'mine' | 'theirs'): void {
  const tab = tabState(id)
  if (!tab?.conflict) return
  const { text, digest } = tab.conflict
  if (tab.path !== null) onDisk.set(tab.path, { text, digest })
  updateTab(id, { digest, conflict: null, ...(keep === 'theirs' && { text }) })
  void keepNow(id)
  const other = keep === 'mine' ? text : tab.text
  frame().toast({
    message: keep === 'mine' ? 'Your text is in the file.' : 'The file’s text is in the editor.',
    undo() {
      updateTab(id, { text: other })
      keepSoon(id)
    },
  })
}

/** Makes a file anew that another program removed while it was edited. */
export function writeAgain(id: string): void {
  const tab = tabState(id)
  if (!tab?.path) return
  noteFile(tab.path, null)
  updateTab(id, { digest: null })
  void keepNow(id)
}

/** What was kept of a tab, or null. A value that another version wrote is left alone. */
export async function readKept(id: string): Promise<KeptTab | null> {
  const { value } = await client.workspace.getState({ key: keyOf(id) })
  if (value === null) return null
  try {
    const kept: Partial<KeptTab> = JSON.parse(value)
    return kept.v === 1 && typeof kept.text === 'string' ? (kept as KeptTab) : null
  } catch {
    return null
  }
}

export async function forgetKept(id: string): Promise<void> {
  await client.workspace.setState({ key: keyOf(id), value: null })
}

/** Takes what was kept of a tab that is not open along to another id. */
export async function moveKept(from: string, to: string): Promise<void> {
  const { value } = await client.workspace.getState({ key: keyOf(from) })
  if (value === null) return
  await client.workspace.setState({ key: keyOf(to), value })
  await forgetKept(from)
}

/** Writes what a timer still waits for, e.g. when the window is hidden or about to close. */
export function keepAll(): void {
  for (const id of [...timers.keys()]) void keepNow(id)
}

/** Marks the tab in the frame: a draft and an unsaved conflict wear the mark. */
export function markTab(id: string): void {
  const tab = tabState(id)
  if (!tab) return
  frame().updateTab(id, {
    dirty: tab.path === null ? tab.text.trim() !== '' : tab.conflict !== null || tab.saveError !== null,
    pinned: Object.keys(tab.at).length > 0,
  })
}

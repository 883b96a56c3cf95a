import type { FileChange, Move } from '#shared/contract/files.ts'
import { flushDrafts, moveDraft, refreshDrafts } from '../client/file-drafts.ts'
import { appErrorOf, client } from '../client/index.ts'
import { frame, type Tab, useWorkbench } from './workbench.ts'

/** What a feature does around a change of files: text that is not on disk yet comes first, open tabs follow. */
export interface FileFollower {
  before(): Promise<void>
  /** `moved` has every file by itself, also those of a moved folder. */
  after(change: FileChange, moved: Move[]): Promise<void>
}

const followers = new Set<FileFollower>()

/** Tells `follower` of each change of files that this window makes. */
export function followFiles(follower: FileFollower): void {
  followers.add(follower)
}

/**
 * Makes a change of files: what is typed is stored first, open tabs and drafts follow after, and a toast offers the
 * undo. Answers null when it was refused, which a toast tells.
 */
export async function changeFiles(call: () => Promise<FileChange>): Promise<FileChange | null> {
  try {
    await storeTexts()
    const change = await call()
    await follow(change)
    frame().toast({ message: change.words, undo: () => void undoFiles(change.undo) })
    return change
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
    return null
  }
}

/** Takes a change back, as its toast and the list of kept changes do. */
export async function undoFiles(undo: string): Promise<void> {
  try {
    await storeTexts()
    const change = await client.files.undo({ undo })
    await follow(change)
    const [left, ...others] = change.left
    const told =
      left === undefined
        ? ''
        : `. ${left}${others.length > 0 ? ` and ${others.length} more` : ''} changed since and stays as it is`
    frame().toast({ message: `Undone: ${change.words}${told}` })
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
  }
}

/**
 * Does what writes the working tree (a switch, a shelf): what is typed is stored first, and open tabs show what stands
 * there after. Throws as `call` does.
 */
export async function changeWorktree<Result>(call: () => Promise<Result>): Promise<Result> {
  await storeTexts()
  try {
    return await call()
  } finally {
    const open = useWorkbench.getState().tabs.flatMap(({ params }) => params.path ?? [])
    const files = [...new Set([...open, ...closed.keys()])]
    await follow({ undo: '', words: '', moves: [], files, left: [] }).catch(() => undefined)
  }
}

/** Stores what is typed in this window and not on disk yet. */
export async function storeTexts(): Promise<void> {
  await Promise.all([flushDrafts(), ...[...followers].map((follower) => follower.before())])
}

async function follow(change: FileChange): Promise<void> {
  const moved = await movedFiles(change.moves)
  for (const { from, to } of moved) await moveDraft(from, to)
  for (const follower of followers) await follower.after(change, moved)
  frame().followMoves(moved)
  refreshDrafts(change.files)
  if (change.files.length > 0) await showWhatIsThere(change.files)
}

/** Tabs whose file went: they are shown again when it comes back. */
const closed = new Map<string, Tab[]>()

async function showWhatIsThere(files: readonly string[]): Promise<void> {
  const there = new Set((await client.workspace.files()).map(({ path }) => path))
  for (const path of files) {
    if (there.has(path)) {
      for (const tab of closed.get(path) ?? []) frame().openTab(tab)
      closed.delete(path)
      continue
    }
    const tabs = useWorkbench
      .getState()
      .tabs.filter(
        ({ kind, params }) => (kind === 'explore.query' || kind === 'text') && params.path === path,
      )
    if (tabs.length === 0) continue
    closed.set(path, tabs)
    for (const { id } of tabs) frame().closeTab(id)
  }
}

/** Each file that has another path now. */
async function movedFiles(moves: readonly Move[]): Promise<Move[]> {
  if (moves.length === 0) return []
  const files = await client.workspace.files()
  return files.flatMap(({ path }) => {
    const move = moves.find(({ to }) => path === to || path.startsWith(`${to}/`))
    return move ? [{ from: move.from + path.slice(move.to.length), to: path }] : []
  })
}

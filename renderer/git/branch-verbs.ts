import { create } from 'zustand'
import { appErrorOf, client } from '../client/index.ts'
import { changeWorktree } from '../ui/file-changes.ts'
import { frame } from '../ui/workbench.ts'

/** What the side bar of Source control asks: a name for a branch or a shelf. */
export type GitAsk = { kind: 'newBranch' } | { kind: 'renameBranch'; name: string } | { kind: 'shelve' }

interface Asking {
  ask: GitAsk | null
  /** The shelf that the last switch of this window made. */
  kept: string | null
}
export const useGitAsk = create<Asking>(() => ({ ask: null, kept: null }))

/** Asks in the side bar, which is shown for it. Null: no more. */
export function askGit(ask: GitAsk | null): void {
  if (ask) frame().showFeature('git')
  useGitAsk.setState({ ask })
}

/** Runs a verb; what refuses it is told by a toast. False then. */
async function tried(verb: () => Promise<void>): Promise<boolean> {
  try {
    await verb()
    return true
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
    return false
  }
}

/** Goes to a branch. Work that was not committed is kept, and comes back with the undo. */
export function switchBranch(name: string): Promise<boolean> {
  return tried(async () => {
    const { from, branch, kept } = await changeWorktree(() => client.git.switchBranch({ name }))
    useGitAsk.setState({ kept })
    const told = kept ? `. Your work on ${from ?? 'that commit'} is kept` : ''
    frame().toast({
      message: `On ${branch}${told}`,
      ...(from !== null && from !== branch && { undo: () => void goBack(from, kept) }),
    })
  })
}

function goBack(to: string, kept: string | null): Promise<boolean> {
  return tried(async () => {
    await changeWorktree(async () => {
      await client.git.switchBranch({ name: to })
      if (kept) await client.git.applyShelf({ commit: kept })
    })
    useGitAsk.setState({ kept: null })
    frame().toast({ message: `Back on ${to}` })
  })
}

/** Makes a branch here and goes to it. Uncommitted work comes along, as nothing but the name changes. */
export function createBranch(name: string, from: string | null): Promise<boolean> {
  return tried(async () => {
    await client.git.createBranch({ name })
    await changeWorktree(() => client.git.switchBranch({ name }))
    const back = () => void tried(() => unmake(name, from))
    frame().toast({ message: `Made ${name}, and on it now`, ...(from !== null && { undo: back }) })
  })
}

async function unmake(name: string, to: string | null): Promise<void> {
  if (to === null) return
  await changeWorktree(() => client.git.switchBranch({ name: to }))
  await client.git.deleteBranch({ name })
}

export function renameBranch(from: string, to: string): Promise<boolean> {
  return tried(async () => {
    await client.git.renameBranch({ from, to })
    const undo = () => void tried(async () => void (await client.git.renameBranch({ from: to, to: from })))
    frame().toast({ message: `Renamed ${from} to ${to}`, undo })
  })
}

export function deleteBranch(name: string): Promise<boolean> {
  return tried(async () => {
    const { undo } = await client.git.deleteBranch({ name })
    frame().toast({ message: `Deleted the branch ${name}`, undo: () => void undoDrop(undo) })
  })
}

/** Puts changes aside: all, or those of `paths`. */
export function shelve(name: string, paths: string[] | null): Promise<boolean> {
  return tried(async () => {
    const shelf = await changeWorktree(() => client.git.shelve({ name, paths }))
    frame().toast({ message: `Shelved ${shelf.name}`, undo: () => void applyShelf(shelf.commit, shelf.name) })
  })
}

/** Brings a shelf back as changes, and says which files it could not bring. */
export function applyShelf(commit: string, name: string): Promise<boolean> {
  return tried(async () => {
    const { conflicts } = await changeWorktree(() => client.git.applyShelf({ commit }))
    const [first, ...others] = conflicts
    if (first === undefined) {
      if (useGitAsk.getState().kept === commit) useGitAsk.setState({ kept: null })
      frame().toast({ message: `${name} is here` })
      return
    }
    const files = others.length > 0 ? `${first} and ${others.length} more` : first
    frame().toast({
      message: `${files} changed here as well and stays as it is. The shelf keeps its text: open it to compare.`,
      tone: 'error',
    })
  })
}

export function dropShelf(commit: string, name: string): Promise<boolean> {
  return tried(async () => {
    const { undo } = await client.git.dropShelf({ commit })
    frame().toast({ message: `Deleted the shelf ${name}`, undo: () => void undoDrop(undo) })
  })
}

/** Brings a deleted branch or shelf back. */
export function undoDrop(undo: string): Promise<boolean> {
  return tried(async () => {
    const { name } = await client.git.undoDrop({ undo })
    frame().toast({ message: `${name} is back` })
  })
}

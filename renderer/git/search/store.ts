import { create } from 'zustand'
import type { Find, FoundFile, Replacement } from '#shared/contract/search.ts'
import { appErrorOf, client } from '../../client/index.ts'
import { changeFiles } from '../../ui/file-changes.ts'
import { unsavedHere } from '../../ui/found-files/index.ts'
import { plural } from '../../ui/index.ts'
import { frame } from '../../ui/workbench.ts'

interface SearchState {
  find: Find
  replacement: string
  files: FoundFile[]
  state: 'idle' | 'running' | 'done' | 'failed'
  /** Files that were looked through, and those that are no text. */
  searched: number
  left: number
  /** There are more matches than are told. */
  more: boolean
  /** A sentence: what is wrong with the expression, or why the search ended. */
  error: string | null
  /** What a replacement would write; null while none is looked at. */
  preview: Replacement[] | null
  /** Paths that the replacement leaves out. */
  leftOut: Set<string>
}

const nothing: Find = {
  text: '',
  matchCase: false,
  wholeWord: false,
  regex: false,
  include: '',
  exclude: '',
}

/** The search of this window. It outlives its panel, so that results are there when it is shown again. */
export const useSearch = create<SearchState>(() => ({
  find: nothing,
  replacement: '',
  files: [],
  state: 'idle',
  searched: 0,
  left: 0,
  more: false,
  error: null,
  preview: null,
  leftOut: new Set(),
}))

let controller: AbortController | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/** How long after the last key a search begins, in ms. */
const pause = 80

/** Changes what is looked for, and looks for it. */
export function setFind(change: Partial<Find>): void {
  useSearch.setState(({ find }) => ({ find: { ...find, ...change }, preview: null }))
  clearTimeout(timer)
  timer = setTimeout(() => void searchNow(), pause)
}

/** Looks again: what was found before stands until the first results come. */
export async function searchNow(): Promise<void> {
  clearTimeout(timer)
  controller?.abort()
  const { find } = useSearch.getState()
  if (find.text === '') {
    useSearch.setState({ files: [], state: 'idle', error: null, more: false })
    return
  }
  const mine = new AbortController()
  controller = mine
  useSearch.setState({ state: 'running', error: null })
  let files: FoundFile[] = []
  try {
    const events = await client.search.find({ find, unsaved: unsavedHere() }, { signal: mine.signal })
    for await (const event of events) {
      if (mine.signal.aborted) return
      if (event.type === 'found') {
        files = [...files, ...event.files]
        useSearch.setState({ files })
      } else {
        const { searched, left, more } = event
        useSearch.setState({ files, state: 'done', searched, left, more })
      }
    }
  } catch (thrown) {
    if (mine.signal.aborted) return
    useSearch.setState({ files: [], state: 'failed', error: appErrorOf(thrown).message })
  }
}

export function stopSearch(): void {
  controller?.abort()
  useSearch.setState({ state: 'done' })
}

/** Shows what replacing every match would write. */
export async function previewReplacement(): Promise<void> {
  const { find, replacement, files } = useSearch.getState()
  const paths = files.filter(({ draft }) => !draft).map(({ id }) => id)
  if (paths.length === 0) return
  try {
    const preview = await client.search.replacements({ find, replacement, paths })
    useSearch.setState({ preview, leftOut: new Set(), error: null })
  } catch (thrown) {
    useSearch.setState({ error: appErrorOf(thrown).message })
  }
}

/** Replaces in the files that are ticked, as one step. */
export async function replaceAll(): Promise<void> {
  const { preview, leftOut } = useSearch.getState()
  const chosen = (preview ?? []).filter(({ path }) => !leftOut.has(path))
  if (chosen.length === 0) return
  const count = chosen.reduce((sum, one) => sum + one.count, 0)
  const words = `Replaced ${plural(count, 'match', 'matches')} in ${plural(chosen.length, 'file')}`
  const edits = chosen.map(({ path, was, text }) => ({ path, was, text }))
  const done = await changeFiles(() => client.files.write({ words, edits }))
  useSearch.setState({ preview: null })
  if (done) await searchNow()
}

/** Shows the search and puts the caret into its field. */
export function showSearch(): void {
  frame().showPanel('search')
  focusField(20)
}

/** The panel is drawn in one of the next frames. */
function focusField(frames: number): void {
  const field = document.querySelector<HTMLInputElement>('[data-search-field] input')
  if (!field && frames > 0) requestAnimationFrame(() => focusField(frames - 1))
  field?.focus()
  field?.select()
}

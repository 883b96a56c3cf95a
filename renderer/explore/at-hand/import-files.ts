import { create } from 'zustand'
import { freePath, importPath, importQuery } from '#shared/sql/index.ts'
import { appErrorOf, client } from '../../client/index.ts'
import { frame } from '../../ui/workbench.ts'

/** A file that would become a query, with what has to change in it. */
export interface ImportItem {
  /** As it lies in its folder. */
  from: string
  path: string
  original: string
  text: string
  changes: { line: number; what: string }[]
  problems: { line: number; what: string }[]
  /** Why it is not offered: it is there already, or is no text. */
  skipped: string | null
}

interface ImportState {
  items: ImportItem[]
  /** Files read so far, while they are read. */
  reading: { done: number; total: number } | null
}

/** What the import tab shows. It is of one drop: closing the window lets go of it. */
export const useImport = create<ImportState>(() => ({ items: [], reading: null }))

const mostBytes = 4_000_000

/** Reads .sql files and shows what importing them would do; nothing is written yet. */
export async function openImport(files: { path: string; file: File }[]): Promise<void> {
  const chosen = files.filter(({ path }) => /\.sql$/i.test(path)).sort((a, b) => (a.path < b.path ? -1 : 1))
  if (chosen.length === 0) {
    frame().toast({ message: 'There is no .sql file in it.' })
    return
  }
  useImport.setState({ items: [], reading: { done: 0, total: chosen.length } })
  frame().openTab({ id: 'import', kind: 'explore.import', title: 'Import queries', params: {} })
  try {
    const there = await client.workspace.files()
    const taken = new Set(there.map(({ path }) => path.toLowerCase()))
    const root = commonFolder(chosen.map(({ path }) => path))
    const items: ImportItem[] = []
    for (const { path, file } of chosen) {
      items.push(await readItem(path.slice(root.length), file, taken))
      useImport.setState({ reading: { done: items.length, total: chosen.length } })
    }
    useImport.setState({ items, reading: null })
  } catch (thrown) {
    useImport.setState({ items: [], reading: null })
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
  }
}

/** The folder that was dropped: it is no part of the queries' paths. */
function commonFolder(paths: string[]): string {
  const [first = ''] = paths
  const folder = first.slice(0, first.indexOf('/') + 1)
  return folder !== '' && paths.every((path) => path.startsWith(folder)) ? folder : ''
}

async function readItem(from: string, file: File, taken: Set<string>): Promise<ImportItem> {
  const none = { from, path: importPath(from), original: '', text: '', changes: [], problems: [] }
  if (file.size > mostBytes)
    return { ...none, skipped: 'It is over 4 MB, more than a query that people write.' }
  const decoded = decode(await file.arrayBuffer())
  if (decoded === null) return { ...none, skipped: 'It is no text.' }
  const { text, changes, left } = importQuery(decoded.text)
  const wanted = importPath(from)
  if (taken.has(wanted.toLowerCase())) {
    const same = await client.workspace.read({ path: wanted }).catch(() => null)
    if (same?.text === text)
      return { ...none, original: text, text, skipped: 'It is there already, with this very text.' }
  }
  const path = freePath(wanted, taken)
  const renamed =
    path === wanted ? [] : [{ line: 1, what: `${wanted} is there already, so it becomes ${path}.` }]
  const found = await client.engine.diagnose({ text, at: {} }).catch(() => [])
  const problems = found
    .filter(({ severity }) => severity === 'error')
    .map(({ from: at, message }) => ({ line: text.slice(0, at).split('\n').length, what: message }))
  const encoding = decoded.converted ? [{ line: 1, what: 'Its text was Latin-1 and is UTF-8 now.' }] : []
  return {
    from,
    path,
    original: decoded.text,
    text,
    changes: [...renamed, ...encoding, ...changes],
    problems: [...left, ...problems],
    skipped: null,
  }
}

function decode(bytes: ArrayBuffer): { text: string; converted: boolean } | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.includes('\0') ? null : { text, converted: false }
  } catch {
    const text = new TextDecoder('windows-1252').decode(bytes)
    return text.includes('\0') ? null : { text, converted: true }
  }
}

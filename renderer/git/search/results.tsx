import { useState } from 'react'
import type { FoundFile } from '#shared/contract/search.ts'
import { FileCode, FilePen } from '../../ui/icons.ts'
import { formatCount, StateView, Tree, type TreeNode } from '../../ui/index.ts'
import { editorTexts, frame } from '../../ui/workbench.ts'
import { openText } from '../open.ts'
import { splitPath } from '../words.ts'
import { useSearch } from './store.ts'

/** Files with their matches; Enter opens one at its line. */
export function Results() {
  const files = useSearch((state) => state.files)
  const state = useSearch((search) => search.state)
  const text = useSearch((search) => search.find.text)
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  if (text === '') {
    return (
      <StateView
        state="empty"
        title="Search the text of every query, contract, transform and report, drafts included."
      />
    )
  }
  if (files.length === 0) {
    if (state !== 'done') return null
    return (
      <StateView
        state="empty"
        title="Nothing found. Look at upper and lower case, and at what is left out."
      />
    )
  }
  const ids = files.map(({ id }) => `file:${id}`)
  const act = (id: string) => {
    const [, file, index] = /^match:(.*):(\d+)$/s.exec(id) ?? []
    if (file === undefined) {
      const next = new Set(folded)
      if (!next.delete(id)) next.add(id)
      setFolded(next)
      return
    }
    const found = files.find((one) => one.id === file)
    if (found) openMatch(found, Number(index))
  }
  return (
    <Tree
      label="Matches"
      nodes={files.map(nodeOf)}
      expanded={ids.filter((id) => !folded.has(id))}
      onExpandedChange={(open) => setFolded(new Set(ids.filter((id) => !open.has(id))))}
      onAction={act}
    />
  )
}

function nodeOf(file: FoundFile): TreeNode {
  const { id, title, draft, matches, more } = file
  const { name, folder } = splitPath(title)
  return {
    id: `file:${id}`,
    label: folder ? `${name}  ${folder}` : name,
    icon: draft ? FilePen : FileCode,
    title: draft ? `${title}, not saved yet` : title,
    detail: `${formatCount(matches.length)}${more ? '+' : ''}`,
    children: matches.map(({ line, shown, shownFrom, shownTo }, index) => {
      // Blanks before the line say nothing here.
      const lead = /^\s*/.exec(shown)?.[0].length ?? 0
      const cut = Math.min(lead, shownFrom)
      const head = `${line}  `
      return {
        id: `match:${id}:${index}`,
        label: head + shown.slice(cut),
        mono: true,
        markFrom: head.length + shownFrom - cut,
        markTo: head.length + shownTo - cut,
      }
    }),
  }
}

/** Opens a match where it is worked on: a query in Explore, the rest as text. */
function openMatch({ id, title, draft, matches }: FoundFile, index: number): void {
  const line = matches[index]?.line ?? 1
  const { name } = splitPath(title)
  if (draft) {
    frame().openTab({ id, kind: 'explore.query', title, params: {} })
    editorTexts().goTo(id, { line })
  } else if (/^queries\/.+\.sql$/.test(id)) {
    const params = { path: id, line: String(line) }
    frame().openTab({ id: `query:${id}`, kind: 'explore.query', title: name, params })
  } else openText(id, line)
}

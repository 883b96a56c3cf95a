import { useState } from 'react'
import type { FoundFile } from '#shared/contract/search.ts'
import { FileCode, FilePen } from '../icons.ts'
import { formatCount, Tree, type TreeNode } from '../index.ts'
import { editorTexts, frame } from '../workbench.ts'

/** Files with their matches, under a head where it has one. */
export interface FoundGroup {
  title: string | null
  files: FoundFile[]
}

/** Files with their matches; Enter opens one at its line. */
export function FoundFiles({ label, groups }: { label: string; groups: FoundGroup[] }) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const nodes = groups.flatMap((group, index) => {
    const files = group.files.map((file) => nodeOf(file, index))
    const head = { id: `group:${index}`, label: group.title ?? '', head: true, children: files }
    return group.title === null ? files : files.length > 0 ? [head] : []
  })
  const ids = nodes.flatMap((node) => [
    node.id,
    ...(node.head ? (node.children ?? []) : []).map(({ id }) => id),
  ])
  const act = (id: string) => {
    const [, group, file, index] = /^match:(\d+):(.*):(\d+)$/s.exec(id) ?? []
    if (file === undefined) {
      const next = new Set(folded)
      if (!next.delete(id)) next.add(id)
      setFolded(next)
      return
    }
    const found = groups[Number(group)]?.files.find((one) => one.id === file)
    if (found) openMatch(found, Number(index))
  }
  return (
    <Tree
      label={label}
      nodes={nodes}
      expanded={ids.filter((id) => !folded.has(id))}
      onExpandedChange={(open) => setFolded(new Set(ids.filter((id) => !open.has(id))))}
      onAction={act}
    />
  )
}

const splitPath = (path: string) => {
  const at = path.lastIndexOf('/')
  return { name: path.slice(at + 1), folder: path.slice(0, Math.max(0, at)) }
}

function nodeOf(file: FoundFile, group: number): TreeNode {
  const { id, title, draft, matches, more } = file
  const { name, folder } = splitPath(title)
  return {
    id: `file:${group}:${id}`,
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
        id: `match:${group}:${id}:${index}`,
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
  const at = { path: id, line: String(line) }
  if (draft) {
    frame().openTab({ id, kind: 'explore.query', title, params: {} })
    editorTexts().goTo(id, { line })
  } else if (/^queries\/.+\.sql$/.test(id))
    frame().openTab({ id: `query:${id}`, kind: 'explore.query', title: name, params: at })
  else frame().openTab({ id: `text:${id}`, kind: 'text', title: name, params: at })
}

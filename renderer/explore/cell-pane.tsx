import { useMemo, useState } from 'react'
import type { Cell } from '#shared/value.ts'
import { columnClass, copyText, shortType, visible } from '../ui/data-grid/index.ts'
import { Copy } from '../ui/icons.ts'
import {
  Button,
  EmptyMark,
  formatCount,
  NullMark,
  StateView,
  Switch,
  Tree,
  type TreeNode,
} from '../ui/index.ts'
import { showToast } from '../ui/toast.tsx'
import { hexDump, parsedJson, sizeOf } from './cell-text.ts'
import css from './explore.module.css'
import { useExplore } from './store.ts'

/** The chosen cell, whole: text with what is not seen, JSON as a tree, bytes as hex. */
export function CellPane({ id }: { id: string }) {
  const cell = useExplore(({ tabs }) => tabs[id]?.cell ?? null)
  const [marks, setMarks] = useState(false)
  if (!cell || cell.value === undefined) {
    return (
      <StateView
        state="empty"
        title="Choose a cell of the result (arrows, then Space): its whole value stands here."
      />
    )
  }
  const { column, value, row } = cell
  const size = sizeOf(value, column.type)
  const copy = () =>
    void navigator.clipboard.writeText(copyText(value)).then(() => showToast({ message: 'Value copied' }))
  const isText = typeof value === 'string' && columnClass(column.type) === 'text'
  return (
    <div className={css.pane}>
      <div className={css.cellHead}>
        <span className={css.profileName}>
          {column.name}
          {column.unit && <span className={css.quiet}>{`, ${column.unit}`}</span>}
        </span>
        <span className={css.profileType} title={column.type}>
          {shortType(column.type)}
        </span>
      </div>
      <p className={css.paneFigures}>{`row ${formatCount(row + 1)}${size ? `, ${size}` : ''}`}</p>
      {column.meaning && <p className={css.meaning}>{column.meaning}</p>}
      <div className={css.cellActions}>
        <Button icon={Copy} onPress={copy}>
          Copy
        </Button>
        {isText && (
          <Switch isSelected={marks} onChange={setMarks}>
            Show invisible characters
          </Switch>
        )}
      </div>
      <div className={css.cellValue}>
        <Whole value={value} type={column.type} marks={marks} />
      </div>
    </div>
  )
}

/** Texts above this are shown in part: a 2 MB cell must not hold up the window. The copy is always whole. */
const mostShown = 100_000

function Whole({ value, type, marks }: { value: Cell; type: string; marks: boolean }) {
  if (value === null) return <NullMark />
  if (value === '') return <EmptyMark />
  const of = columnClass(type)
  if (of === 'bytes') return <pre className={css.hex}>{hexDump(String(value).slice(0, mostShown))}</pre>
  const json = typeof value === 'object' ? value : of === 'text' ? parsedJson(String(value)) : null
  if (json !== null) return <JsonTree value={json} />
  const text = of === 'text' ? String(value) : copyText(value)
  const cut = text.length > mostShown
  const shown = cut ? text.slice(0, mostShown) : text
  return (
    <>
      <pre className={css.whole}>{marks ? shown.split('\n').map(visible).join('↵\n') : shown}</pre>
      {cut && (
        <p
          className={css.quiet}
        >{`The first ${formatCount(mostShown)} of ${formatCount(text.length)} characters; Copy takes all.`}</p>
      )}
    </>
  )
}

function JsonTree({ value }: { value: Cell }) {
  const nodes = useMemo(() => childrenOf(value, '$'), [value])
  const [expanded, setExpanded] = useState<Set<string>>(() => new Set(nodes.map((node) => node.id)))
  return (
    <Tree
      label="Value"
      nodes={nodes}
      expanded={expanded}
      onExpandedChange={setExpanded}
      onAction={(id) => {
        const next = new Set(expanded)
        if (!next.delete(id)) next.add(id)
        setExpanded(next)
      }}
    />
  )
}

/** At most 1,000 items of one level: the rest is named. */
function childrenOf(value: Cell, path: string): TreeNode[] {
  if (value === null || typeof value !== 'object') return []
  const entries: [string, Cell][] = Array.isArray(value)
    ? value.map((item, index) => [String(index), item])
    : Object.entries(value)
  const nodes = entries.slice(0, 1000).map(([name, item]): TreeNode => {
    const id = `${path}.${name}`
    const children = childrenOf(item, id)
    const leaf = item === null || typeof item !== 'object'
    return {
      id,
      label: leaf ? `${name}: ${item === null ? 'NULL' : JSON.stringify(item)}` : name,
      mono: true,
      ...(!leaf && {
        children,
        detail: Array.isArray(item) ? `${item.length}` : `${Object.keys(item).length}`,
      }),
    }
  })
  if (entries.length > 1000) nodes.push({ id: `${path}.…`, label: `… ${entries.length - 1000} more` })
  return nodes
}

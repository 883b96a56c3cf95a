import { useMemo, useState } from 'react'
import { inputError } from '#shared/errors.ts'
import type { Cell } from '#shared/value.ts'
import { appErrorOf } from '../client/index.ts'
import type { ResultHandle } from '../engine/index.ts'
import {
  type CellContext,
  columnClass,
  copyText,
  deceives,
  shortType,
  visible,
} from '../ui/data-grid/index.ts'
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
import { BytesMeaning } from './cell-bytes.tsx'
import { LongCell } from './cell-long.tsx'
import { cellPart } from './cell-part.ts'
import { hexDump, parsedJson, sizeOf } from './cell-text.ts'
import css from './explore.module.css'
import { chosenOf, useExplore } from './store.ts'

/** What scrolls without holding a control takes the focus itself, so that the keyboard can scroll it. */
const scrollable = { tabIndex: 0 }

/** The chosen cell, whole: text with what is not seen, JSON as a tree, bytes as hex. */
export function CellPane({ id }: { id: string }) {
  const cell = useExplore(({ tabs }) => tabs[id]?.cell ?? null)
  const handle = useExplore(({ tabs }) => chosenOf(tabs[id])?.shown ?? null)
  const [wanted, setWanted] = useState<boolean | null>(null)
  if (!cell || !handle || cell.value === undefined) {
    return (
      <StateView
        state="empty"
        title="Choose a cell of the result (arrows, then Space): its whole value stands here."
      />
    )
  }
  const { column, value, row, cut } = cell
  const size = sizeOf(value, column.type, cut)
  const copy = async () => {
    try {
      const whole = cut === undefined ? copyText(value) : await wholeOf(handle, cell, cut)
      await navigator.clipboard.writeText(whole)
      showToast({ message: 'Value copied' })
    } catch (thrown) {
      showToast({ message: appErrorOf(thrown).message, tone: 'error' })
    }
  }
  const isText = typeof value === 'string' && columnClass(column.type) === 'text'
  // A text that could deceive is shown with its signs unless they are switched off.
  const marks = wanted ?? (isText && deceives(value))
  return (
    <div className={css.pane}>
      <div className={css.cellHead}>
        <span className={css.profileName}>
          {visible(column.name)}
          {column.unit && <span className={css.quiet}>{`, ${column.unit}`}</span>}
        </span>
        <span className={css.profileType} title={column.type}>
          {shortType(column.type)}
        </span>
      </div>
      <p className={css.paneFigures}>{`row ${formatCount(row + 1)}${size ? `, ${size}` : ''}`}</p>
      {column.meaning && <p className={css.meaning}>{column.meaning}</p>}
      <div className={css.cellActions}>
        <Button icon={Copy} onPress={() => void copy()}>
          Copy
        </Button>
        {isText && (
          <Switch isSelected={marks} onChange={setWanted}>
            Show invisible characters
          </Switch>
        )}
      </div>
      <div className={css.cellValue} {...scrollable}>
        {columnClass(column.type) === 'bytes' && <BytesMeaning handle={handle} cell={cell} />}
        {cut === undefined ? (
          <Whole value={value} type={column.type} marks={marks} />
        ) : (
          <LongCell key={`${row} ${cell.index}`} handle={handle} cell={cell} length={cut} marks={marks} />
        )}
      </div>
    </div>
  )
}

/** What the clipboard is given at most: characters, or bytes of a BLOB. */
const mostCopied = 20_000_000

async function wholeOf(handle: ResultHandle, cell: CellContext, length: number): Promise<string> {
  if (length > mostCopied) {
    throw inputError(
      'CELL_TOO_LONG',
      `This value is too long to be copied (${formatCount(length)}). Export the result instead.`,
    )
  }
  return cellPart(handle, cell, { from: 0, count: length })
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
      label: visible(leaf ? `${name}: ${item === null ? 'NULL' : JSON.stringify(item)}` : name),
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

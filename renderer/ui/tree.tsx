import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react'
import {
  Tree as AriaTree,
  Button,
  Collection,
  ListLayout,
  TreeItem,
  TreeItemContent,
  Virtualizer,
} from 'react-aria-components'
import { cx } from './cx.ts'
import { Icon, type IconType, type Tone } from './icon.tsx'
import { ChevronRight } from './icons.ts'
import css from './tree.module.css'
import { reuseNodes } from './tree-nodes.ts'

export interface TreeNode {
  id: string
  label: string
  icon?: IconType | undefined
  tone?: Tone | undefined
  /** At the right, quiet: a count, a type. */
  detail?: ReactNode
  children?: TreeNode[] | undefined
  /** A section's head: 28 px, bold. */
  head?: boolean | undefined
  /** Whole text for the tooltip of the system when the label is cut. */
  title?: string | undefined
  mono?: boolean | undefined
  /** The part of the label that was looked for, in UTF-16 offsets. */
  markFrom?: number | undefined
  markTo?: number | undefined
  /** It can be dragged onto a row that takes it. */
  draggable?: boolean | undefined
  /** Rows can be dropped on it. */
  takesDrops?: boolean | undefined
}

interface TreeProps {
  label: string
  nodes: TreeNode[]
  expanded: Iterable<string>
  onExpandedChange: (expanded: Set<string>) => void
  onAction: (id: string) => void
  /** The row of what is open now. */
  selected?: string | null | undefined
  empty?: ReactNode
}

/** A tree of rows, of which those in view are drawn. Enter (or a press) calls `onAction`; arrows open and close. */
export function Tree({ label, nodes, selected, expanded, onExpandedChange, onAction, empty }: TreeProps) {
  const [known] = useState(() => new Map<string, Row>())
  const opened = new Set(expanded)
  const { children: rows = [] } = reuseNodes(known, rootOf(nodes, selected ?? null, opened))
  const open = [...opened].sort().join('\n')
  const latest = useRef({ onExpandedChange, onAction })
  useLayoutEffect(() => {
    latest.current = { onExpandedChange, onAction }
  })
  // What stands around a tree is drawn at each key that is typed, the tree when a row of it says something else.
  return useMemo(
    () => (
      <Virtualizer layout={RowLayout}>
        <AriaTree
          aria-label={label}
          className={css.tree ?? ''}
          items={rows}
          expandedKeys={open === '' ? [] : open.split('\n')}
          onExpandedChange={(keys) => latest.current.onExpandedChange(new Set([...keys].map(String)))}
          onAction={(key) => latest.current.onAction(String(key))}
          {...(empty !== undefined && { renderEmptyState: () => <div className={css.empty}>{empty}</div> })}
        >
          {treeItem}
        </AriaTree>
      </Virtualizer>
    ),
    [label, rows, open, empty],
  )
}

/** Rows of 24 px and heads of 28: known, so that none has to be measured. */
class RowLayout extends ListLayout<Row> {
  protected override buildItem(...[node, x, y]: Parameters<ListLayout<Row>['buildItem']>) {
    this.rowSize = node.value?.head ? 28 : 24
    return super.buildItem(node, x, y)
  }
}

/** A node as it is drawn. */
interface Row extends TreeNode {
  /** Of a branch that is open: the library goes over all it is given, and columns of closed sources are many. */
  children?: Row[] | undefined
  branch: boolean
  current: boolean
}

function rowOf({ children, ...node }: TreeNode, selected: string | null, open: ReadonlySet<string>): Row {
  return {
    ...node,
    ...(children && open.has(node.id) && { children: children.map((child) => rowOf(child, selected, open)) }),
    branch: children !== undefined,
    current: node.id === selected,
  }
}

const rootOf = (children: TreeNode[], selected: string | null, open: ReadonlySet<string>): Row =>
  rowOf({ id: '', label: '', children }, selected, new Set([...open, '']))

function labelOf({ label, markFrom, markTo }: Row): ReactNode {
  if (markFrom === undefined || markTo === undefined) return label
  return (
    <>
      {label.slice(0, markFrom)}
      <mark className={css.mark}>{label.slice(markFrom, markTo)}</mark>
      {label.slice(markTo)}
    </>
  )
}

function treeItem(node: Row) {
  const { branch } = node
  return (
    <TreeItem
      id={node.id}
      textValue={node.label}
      hasChildItems={branch}
      className={cx(css.item, node.head && css.head, node.current && css.current)}
    >
      <TreeItemContent>
        {({ level, isExpanded }) => (
          <span
            className={css.row}
            style={{ paddingLeft: 4 + (level - 1) * 12 }}
            title={node.title}
            {...(node.draggable && { draggable: true })}
            {...(node.takesDrops && { 'data-takes-drops': true })}
          >
            {branch ? (
              <Button slot="chevron" className={cx(css.chevron, isExpanded && css.open)}>
                <Icon of={ChevronRight} tone="muted" />
              </Button>
            ) : (
              <span className={css.chevron} />
            )}
            {node.icon && <Icon of={node.icon} tone={node.tone ?? 'muted'} />}
            <span className={cx(css.label, node.mono && css.mono)}>{labelOf(node)}</span>
            {node.detail !== undefined && <span className={css.detail}>{node.detail}</span>}
          </span>
        )}
      </TreeItemContent>
      {node.children && <Collection items={node.children}>{treeItem}</Collection>}
    </TreeItem>
  )
}

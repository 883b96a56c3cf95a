import type { ReactNode } from 'react'
import { Tree as AriaTree, Button, Collection, TreeItem, TreeItemContent } from 'react-aria-components'
import { cx } from './cx.ts'
import { Icon, type IconType, type Tone } from './icon.tsx'
import { ChevronRight } from './icons.ts'
import css from './tree.module.css'

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
}

/** A tree of rows. Enter (or a press) calls `onAction`; arrows open and close branches. */
export function Tree({
  label,
  nodes,
  expanded,
  onExpandedChange,
  onAction,
  selected,
  empty,
}: {
  label: string
  nodes: TreeNode[]
  expanded: Iterable<string>
  onExpandedChange: (expanded: Set<string>) => void
  onAction: (id: string) => void
  /** The row of what is open now. */
  selected?: string | null | undefined
  empty?: ReactNode
}) {
  return (
    <AriaTree
      aria-label={label}
      className={css.tree ?? ''}
      items={nodes}
      expandedKeys={expanded}
      onExpandedChange={(keys) => onExpandedChange(new Set([...keys].map(String)))}
      onAction={(key) => onAction(String(key))}
      {...(empty !== undefined && { renderEmptyState: () => <div className={css.empty}>{empty}</div> })}
    >
      {(node) => treeItem(node, selected ?? null)}
    </AriaTree>
  )
}

function treeItem(node: TreeNode, selected: string | null) {
  const branch = node.children !== undefined
  return (
    <TreeItem
      id={node.id}
      textValue={node.label}
      hasChildItems={branch}
      className={cx(css.item, node.head && css.head, node.id === selected && css.current)}
    >
      <TreeItemContent>
        {({ level, isExpanded }) => (
          <span className={css.row} style={{ paddingLeft: 4 + (level - 1) * 12 }} title={node.title}>
            {branch ? (
              <Button slot="chevron" className={cx(css.chevron, isExpanded && css.open)}>
                <Icon of={ChevronRight} tone="muted" />
              </Button>
            ) : (
              <span className={css.chevron} />
            )}
            {node.icon && <Icon of={node.icon} tone={node.tone ?? 'muted'} />}
            <span className={cx(css.label, node.mono && css.mono)}>{node.label}</span>
            {node.detail !== undefined && <span className={css.detail}>{node.detail}</span>}
          </span>
        )}
      </TreeItemContent>
      {node.children && <Collection items={node.children}>{(child) => treeItem(child, selected)}</Collection>}
    </TreeItem>
  )
}

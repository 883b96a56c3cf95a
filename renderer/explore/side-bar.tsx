import { useEffect, useRef, useState } from 'react'
import type { CatalogueSource } from '#shared/contract/engine.ts'
import type { HistoryEntry } from '#shared/contract/workspace.ts'
import { CircleAlert, CircleCheck, CircleSlash, Columns3, Database, FolderPlus, Plus } from '../ui/icons.ts'
import {
  formatShort,
  Heading,
  IconButton,
  SearchField,
  StateView,
  Tree,
  type TreeNode,
  TreeVerbs,
} from '../ui/index.ts'
import { frame, useWorkbench } from '../ui/workbench.ts'
import { openHandFile } from './at-hand/add.ts'
import { handNodes } from './at-hand/nodes.ts'
import { takePaste } from './at-hand/paste.ts'
import { chartNodes, openChart } from './chart-nodes.ts'
import { useCatalogue, useChartFiles, useFolders, useFreshData, useHistory, useQueryFiles } from './data.ts'
import css from './explore.module.css'
import { FileAsks } from './file-asks.tsx'
import { foldersAbove, pathOfRow, queryTree } from './file-tree.ts'
import { askFile, deleteFile, duplicateFile, moveFile } from './file-verbs.ts'
import { openDraft, openHistory, openQueryFile } from './open.ts'
import { activeQuery, partsOf } from './parts.ts'
import { nameInSql, selectOf } from './source-sql.ts'
import { tabState } from './store.ts'

const sections = ['sources', 'hand', 'queries', 'charts', 'boards', 'history']

/** Sources with their columns, queries, and what was executed. */
export function ExploreSideBar() {
  useFreshData()
  const [find, setFind] = useState('')
  const [expanded, setExpanded] = useState<Set<string>>(() => new Set(sections))
  const catalogue = useCatalogue({})
  const files = useQueryFiles()
  const charts = useChartFiles()
  const folders = useFolders()
  const box = useRef<HTMLDivElement>(null)
  const history = useHistory(find)
  const tabs = useWorkbench((state) => state.tabs)
  const activeTab = useWorkbench((state) => state.activeTab)
  const active = tabs.find((tab) => tab.id === activeTab)?.params.path

  const wanted = find.trim().toLowerCase()
  const has = (text: string) => text.toLowerCase().includes(wanted)
  const found = (catalogue.data?.sources ?? []).filter(
    ({ name, columns }) => wanted === '' || has(name) || columns.some((column) => has(column.name)),
  )
  const sources = found.filter(({ hand }) => !hand)
  const atHand = found.filter(({ hand }) => hand)
  const queries = (files.data ?? []).filter(
    ({ path, description }) => wanted === '' || has(path) || has(description ?? ''),
  )
  const dirty = new Set(
    tabs.filter((tab) => tab.kind === 'explore.query' && tab.dirty).map((tab) => tab.params.path),
  )

  const nodes: TreeNode[] = [
    {
      id: 'sources',
      label: 'Sources',
      head: true,
      detail: catalogue.data ? String(sources.length) : '',
      children: catalogue.isError
        ? [
            {
              id: 'retry:sources',
              label: catalogue.error.message,
              icon: CircleAlert,
              tone: 'error',
              title: `${catalogue.error.message} Enter tries again.`,
            },
          ]
        : catalogue.data?.sources.every(({ hand }) => hand)
          ? [{ id: 'lake:', label: 'No source yet. Open Lake', icon: Database }]
          : sources.map((source) => sourceNode(source, wanted)),
    },
    handNodes(atHand, (source) => sourceNode(source, wanted).children ?? []),
    {
      id: 'queries',
      label: 'Queries',
      head: true,
      detail: files.data ? String(queries.length) : '',
      takesDrops: true,
      children:
        files.data?.length === 0 && folders.data?.length === 0
          ? [{ id: 'new:', label: 'No query yet. Write one', icon: Plus }]
          : queryTree(queries, wanted === '' ? (folders.data ?? []) : [], dirty),
    },
    ...chartNodes(charts.data ?? [], has),
    {
      id: 'history',
      label: 'History',
      head: true,
      children: (history.data ?? []).map(historyNode),
    },
  ]

  const act = (id: string) => {
    const [kind, ...rest] = id.split(':')
    const name = rest.join(':')
    if (sections.includes(id) || kind === 'folder') toggle(id)
    else if (kind === 'retry') void catalogue.refetch()
    else if (kind === 'lake') frame().showFeature('lake')
    else if (kind === 'new') openDraft()
    else if (kind === 'open-file') frame().run('explore.openFile')
    else if (kind === 'hand-file') {
      const hand = atHand.find((one) => one.hand?.id === rest[0])?.hand
      if (hand) openHandFile(hand)
    } else if (kind === 'query') openQueryFile(name)
    else if (kind === 'chart') openChart(name)
    else if (kind === 'newchart') frame().run('explore.chart')
    else if (kind === 'newboard') frame().run('charts.newBoard')
    else if (kind === 'history') {
      const entry = history.data?.find((one) => one.id === name)
      if (entry) openHistory(entry)
    } else if (kind === 'source') {
      const source = sources.find((one) => one.name === name)
      if (source)
        openDraft(
          selectOf(
            source.name,
            source.columns.map((column) => column.name),
          ),
          { title: source.name },
        )
    } else if (kind === 'column') insert(rest[1] ?? '')
  }
  const toggle = (id: string) => {
    const next = new Set(expanded)
    if (!next.delete(id)) next.add(id)
    setExpanded(next)
  }
  const shown =
    wanted === ''
      ? expanded
      : new Set([
          ...expanded,
          ...sources.map(({ name }) => `source:${name}`),
          ...atHand.map(({ name, hand }) => `hand-file:${hand?.id}:${name}`),
          ...queries.flatMap(({ path }) => foldersAbove(path)),
        ])
  // What is open is seen: its folders open with it, and stay as the user leaves them after.
  useEffect(() => {
    const above = active === undefined ? [] : foldersAbove(active)
    if (above.length > 0) setExpanded((now) => new Set([...now, ...above]))
  }, [active])
  const onKey = (id: string, event: React.KeyboardEvent): boolean => {
    const row = pathOfRow(id)
    if (!row || row.path === 'queries') return false
    const { key } = event
    const mod = event.ctrlKey || event.metaKey
    if (key === 'F2') askFile({ kind: 'rename', path: row.path })
    else if (key === 'Delete') void deleteFile(row.path)
    else if (key === 'm' && !mod && !event.altKey) {
      const { left = 0, bottom = 0 } = (event.target as Element).getBoundingClientRect()
      askFile({ kind: 'move', path: row.path, at: { x: left + 24, y: bottom } })
    } else if (key === 'd' && mod && !row.folder) void duplicateFile(row.path)
    else return false
    return true
  }
  const focusTree = () => {
    setTimeout(() => box.current?.querySelector<HTMLElement>('[role="treegrid"]')?.focus())
  }

  return (
    <div
      className={css.sideBar}
      onPaste={(event) => {
        if (event.target instanceof HTMLInputElement) return
        if (takePaste(event.clipboardData)) event.preventDefault()
      }}
    >
      <Heading
        title="Explore"
        level={2}
        actions={
          <>
            <IconButton
              icon={FolderPlus}
              label="New folder"
              onPress={() => askFile({ kind: 'newFolder', path: 'queries' })}
            />
            <IconButton icon={Plus} label="New query" keys="Mod+N" onPress={() => openDraft()} />
          </>
        }
      />
      <div className={css.find}>
        <SearchField label="Find sources, columns, queries and history" value={find} onChange={setFind} />
      </div>
      <FileAsks folders={folders.data ?? []} onDone={focusTree} />
      {/* All at once: a section that comes later would move what the pointer is on. */}
      {catalogue.isPending || files.isPending || charts.isPending || history.isPending ? (
        <StateView state="loading" title="Reading sources and queries" />
      ) : (
        <div ref={box} className={css.tree}>
          <TreeVerbs
            onMenu={(id, at) => {
              const row = pathOfRow(id)
              if (row) askFile({ kind: 'menu', path: row.path, at })
            }}
            onKey={onKey}
            onDrop={(id, onto) => {
              const [row, folder] = [pathOfRow(id), pathOfRow(onto)]
              if (row && folder?.folder) void moveFile(row.path, folder.path)
            }}
          >
            <Tree
              label="Explore"
              nodes={nodes}
              expanded={shown}
              onExpandedChange={setExpanded}
              onAction={act}
              selected={active ? `${active.endsWith('.yml') ? 'chart' : 'query'}:${active}` : null}
            />
          </TreeVerbs>
        </div>
      )}
    </div>
  )
}

function sourceNode(
  { name, image, columns, problem, building, description }: CatalogueSource,
  wanted: string,
): TreeNode {
  const columnNode = (column: CatalogueSource['columns'][number]): TreeNode => ({
    id: `column:${name}:${column.name}`,
    label: column.name,
    icon: Columns3,
    detail: `${column.type}${column.unit ? `, ${column.unit}` : ''}`,
    title: [`${column.name} ${column.type}`, column.meaning].filter(Boolean).join('\n'),
  })
  const found =
    wanted && !name.includes(wanted)
      ? columns.filter((one) => one.name.toLowerCase().includes(wanted))
      : columns
  return {
    id: `source:${name}`,
    label: name,
    icon: problem ? CircleAlert : Database,
    ...(problem && { tone: 'warn' as const }),
    detail: image ? formatShort(image.rows) : building ? 'building' : 'not synced',
    title: problem ?? description ?? name,
    children: found.map(columnNode),
  }
}

function historyNode({ id, startedAt, tab, sql, rows, outcome, message }: HistoryEntry): TreeNode {
  const words = tab === 'draft' ? sql.replace(/\s+/g, ' ').trim() : tab.slice(tab.lastIndexOf('/') + 1)
  const icons = { done: CircleCheck, failed: CircleAlert, cancelled: CircleSlash }
  return {
    id: `history:${id}`,
    label: `${startedAt.slice(11, 16)} ${words.slice(0, 80)}`,
    icon: icons[outcome],
    ...(outcome === 'failed' && { tone: 'error' as const }),
    detail: outcome === 'done' && rows !== null ? formatShort(rows) : outcome === 'done' ? '' : outcome,
    title: [startedAt.slice(0, 16).replace('T', ' '), sql, message].filter(Boolean).join('\n'),
  }
}

/** A column's name goes where the caret is. */
function insert(column: string): void {
  const id = activeQuery()
  const tab = id === null ? undefined : tabState(id)
  if (id === null || !tab) return
  const { editor } = partsOf(id)
  editor?.replace(tab.caret.from, tab.caret.to, nameInSql(column))
  editor?.focus()
}

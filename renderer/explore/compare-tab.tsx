import { useCallback } from 'react'
import { z } from 'zod'
import type { RowDifference } from '#shared/contract/difference.ts'
import { At } from '#shared/contract/engine.ts'
import { Cell } from '#shared/value.ts'
import { openComparison } from '../engine/index.ts'
import { CodeDiff } from '../ui/code-editor/index.ts'
import { DiffRows, setDiffView, useCompared, useDiffView, useRowDifference } from '../ui/diff-grid/index.ts'
import { ArrowLeftRight, ArrowRight, Copy } from '../ui/icons.ts'
import {
  Button,
  formatCount,
  formatNumber,
  Icon,
  IconButton,
  provenanceText,
  SmallTable,
  SnapshotChip,
  StateView,
  Tabs,
  useFirstFocus,
  useLetters,
} from '../ui/index.ts'
import { showToast } from '../ui/toast.tsx'
import { frame, type TabProps } from '../ui/workbench.ts'
import css from './compare.module.css'
import { useCatalogue } from './data.ts'
import { openDraft } from './open.ts'
import { unitsOf } from './units.ts'

const Statement = z.object({
  sql: z.string(),
  at: At,
  params: z.record(z.string(), Cell).default({}),
  types: z.record(z.string(), z.string()).default({}),
})

function parsed<Type>(schema: z.ZodType<Type>, text: string | undefined): Type | null {
  try {
    return schema.parse(JSON.parse(text ?? 'null'))
  } catch {
    return null
  }
}

/** The rows in which two results differ: a query at two snapshots, or two statements. */
export default function CompareTab({ tab, active }: TabProps) {
  const before = parsed(Statement, tab.params.before)
  const after = parsed(Statement, tab.params.after)
  const names = parsed(z.tuple([z.string(), z.string()]), tab.params.names) ?? ['before', 'after']
  if (!before || !after) {
    return <StateView state="empty" title="What was compared here is not known any more. Compare again." />
  }
  return (
    <CompareView
      id={tab.id}
      active={active}
      before={before}
      after={after}
      names={names}
      view={tab.params.view}
    />
  )
}

interface Sides {
  id: string
  active: boolean
  before: z.infer<typeof Statement>
  after: z.infer<typeof Statement>
  names: [string, string]
}

function CompareView({
  id,
  active,
  before,
  after,
  names,
  view = 'rows',
}: Sides & { view: string | undefined }) {
  const found = useCompared(
    ['sides', before, after],
    (work) => openComparison({ before, after }, work),
    (comparison) => void comparison.close(),
  )
  const { data: catalogue } = useCatalogue({})
  const comparison = found.data
  const sides = comparison?.sides
  const change = (params: Record<string, string>) => frame().updateTab(id, { params })
  const texts = { before: JSON.stringify(before), after: JSON.stringify(after), names: JSON.stringify(names) }
  const swap = () =>
    change({
      before: texts.after,
      after: texts.before,
      names: JSON.stringify([names[1], names[0]]),
      view,
    })
  const letters = useLetters({ x: swap })
  const first = useFirstFocus('[role="tab"][aria-selected="true"]', active)
  const attach = useCallback(
    (element: HTMLElement | null) => {
      letters(element)
      first(element)
    },
    [letters, first],
  )
  const same = before.sql === after.sql
  const reads = JSON.stringify(sides?.after.reads.map(({ source }) => source) ?? [])
  const unitOf = useCallback(
    (column: string) => {
      const type = sides?.shared.find(({ name }) => name === column)?.after ?? ''
      return unitsOf(catalogue, JSON.parse(reads)).get(`${column} ${type}`)?.unit
    },
    [catalogue, reads, sides],
  )
  return (
    <div className={css.compare} ref={attach}>
      <header className={css.compareHead}>
        <End name={same ? null : names[0]} reads={sides?.before.reads} />
        <Icon of={ArrowRight} label="to" tone="muted" />
        <End name={same ? null : names[1]} reads={sides?.after.reads} />
        <span className={css.spring} />
        <Button kind="quiet" icon={ArrowLeftRight} keys="X" hint="Swap before and after" onPress={swap}>
          Swap
        </Button>
        <Button
          onPress={() => {
            for (const [at, one] of [before, after].entries())
              openDraft(one.sql, { title: names[at] ?? 'draft', at: one.at })
          }}
        >
          Open both
        </Button>
        {sides && (
          <IconButton
            icon={Copy}
            label="Copy provenance of both sides"
            onPress={() => {
              const line = (reads: typeof sides.before.reads, threads: number) =>
                provenanceText({ snapshots: reads, engine: { name: 'native', threads } })
              const text = `before: ${line(sides.before.reads, sides.before.result.threads)}\nafter: ${line(sides.after.reads, sides.after.result.threads)}`
              void navigator.clipboard.writeText(text).then(() => showToast({ message: 'Provenance copied' }))
            }}
          />
        )}
      </header>
      {found.error ? (
        <StateView state="error" error={found.error} onRetry={found.again} />
      ) : found.stopped ? (
        <StateView
          state="empty"
          title="Stopped before both results were there."
          actions={<Button onPress={found.again}>Compare again</Button>}
        />
      ) : !comparison || !sides ? (
        <StateView
          state="loading"
          title={same ? 'Running the query on both snapshots' : 'Running both queries'}
          progress={found.progress}
          onCancel={found.cancel}
        />
      ) : sides.shared.length === 0 ? (
        <StateView state="empty" title="The results share no column, so that nothing can be compared." />
      ) : (
        <>
          <OtherShape sides={sides} />
          <Tabs
            label="Views of the difference"
            selected={view}
            onSelect={(next) => change({ ...texts, view: next })}
            items={[
              { id: 'rows', title: 'Rows' },
              { id: 'columns', title: 'Columns that differ' },
              { id: 'statement', title: same ? 'Statement' : 'Statements' },
            ]}
          >
            {(level) =>
              level === 'statement' ? (
                <CodeDiff
                  before={before.sql}
                  after={after.sql}
                  language="sql"
                  label="Statements before and after"
                />
              ) : level === 'columns' ? (
                <Differing
                  id={id}
                  comparison={comparison}
                  onColumn={(column) => {
                    setDiffView(id, { column, kind: 'any' })
                    change({ ...texts, view: 'rows' })
                  }}
                />
              ) : (
                <DiffRows
                  id={id}
                  name="the result"
                  comparison={comparison}
                  unitOf={unitOf}
                  keyless={
                    <StateView
                      state="partial"
                      title="Nothing tells these rows apart, so they are compared as whole values. Choose a key if one is known."
                    />
                  }
                />
              )
            }
          </Tabs>
        </>
      )}
    </div>
  )
}

function End({
  name,
  reads = [],
}: {
  /** Null where the snapshots say it all. */
  name: string | null
  reads?: { source: string; snapshot: string }[] | undefined
}) {
  return (
    <span className={css.compareEnd}>
      {name !== null && (
        <span className={css.compareName} title={name}>
          {name}
        </span>
      )}
      {reads.map(({ source, snapshot }) => (
        <SnapshotChip key={`${source} ${snapshot}`} id={snapshot} source={source} />
      ))}
    </span>
  )
}

/** Columns that only one side has are told, and not compared. */
function OtherShape({ sides }: { sides: { shared: unknown[]; onlyBefore: string[]; onlyAfter: string[] } }) {
  const { onlyBefore, onlyAfter, shared } = sides
  if (onlyBefore.length + onlyAfter.length === 0) return null
  const words = [
    onlyBefore.length > 0 && `only before: ${onlyBefore.join(', ')}`,
    onlyAfter.length > 0 && `only after: ${onlyAfter.join(', ')}`,
  ].filter(Boolean)
  return (
    <StateView
      state="partial"
      title={`Columns ${words.join('; ')}. Rows are compared by the ${formatCount(shared.length)} that both have.`}
    />
  )
}

/** The columns in which rows differ: in how many, and by how much at most. */
function Differing({
  id,
  comparison,
  onColumn,
}: {
  id: string
  comparison: Parameters<typeof useRowDifference>[0] & object
  onColumn: (name: string) => void
}) {
  const view = useDiffView(id)
  const key = view.key ?? comparison.sides.keys[0]?.columns ?? []
  const found = useRowDifference(comparison, key, view.tolerance)
  if (found.error) return <StateView state="error" error={found.error} onRetry={found.again} />
  if (!found.data) return <StateView state="loading" title="Comparing rows" progress={found.progress} />
  const { facts } = found.data
  const differing = facts.columns.filter(({ rows }) => rows > 0)
  if (key.length === 0 || differing.length === 0) {
    return (
      <StateView
        state="empty"
        title={
          key.length === 0
            ? 'Rows are compared as whole values: choose a key, and each column is counted.'
            : 'No row is changed in any column.'
        }
      />
    )
  }
  return (
    <SmallTable<RowDifference['columns'][number]>
      label="Columns that differ"
      rows={differing}
      idOf={({ name }) => name}
      selectionMode="single"
      onAction={({ name }) => onColumn(name)}
      initialSort={{ column: 'rows', direction: 'descending' }}
      columns={[
        { id: 'name', name: 'Column', mono: true, render: ({ name }) => name, sortBy: ({ name }) => name },
        {
          id: 'type',
          name: 'Type',
          mono: true,
          render: (column) =>
            column.before === column.after ? column.after : `${column.before} → ${column.after}`,
        },
        {
          id: 'rows',
          name: 'Rows that differ',
          align: 'end',
          width: '160px',
          render: ({ rows }) => formatCount(rows),
          sortBy: ({ rows }) => rows,
        },
        {
          id: 'most',
          name: 'Largest distance',
          align: 'end',
          width: '180px',
          render: ({ most }) => (most === null ? '' : distance(most)),
          sortBy: ({ most }) => most,
        },
      ]}
    />
  )
}

const distance = (value: number): string =>
  value !== 0 && (value < 1e-4 || value >= 1e15)
    ? value.toExponential(2)
    : formatNumber(value, Number.isInteger(value) ? 0 : 4)

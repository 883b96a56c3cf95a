import type { ReactNode } from 'react'
import type { RowDifference } from '#shared/contract/difference.ts'
import type { SnapshotDiff } from '#shared/contract/lake.ts'
import { short } from '#shared/names.ts'
import { setDiffView, useRowDifference } from '../ui/diff-grid/index.ts'
import { Button, formatBytes, formatCount, formatDelta, plural, StateView, Tabs } from '../ui/index.ts'
import { DiffColumns } from './diff-columns.tsx'
import { DiffObjects } from './diff-objects.tsx'
import { SnapshotRows } from './diff-rows.tsx'
import { DiffSchema, useSchemaDifference } from './diff-schema.tsx'
import css from './lake.module.css'
import { openSource, queryDifference } from './open.ts'
import { allPaths, useImages, useSnapshotComparison, wholeCounts } from './snapshot-comparison.ts'
import { useUnits } from './use-units.ts'

type View = 'summary' | 'schema' | 'columns' | 'rows' | 'objects'

/** What changed from one snapshot to another, at five levels: counts first, then each in whole. */
export function DiffLevels({
  id,
  diff,
  busy,
  view = 'summary',
  onView,
}: {
  id: string
  diff: SnapshotDiff
  busy: boolean
  view: string | undefined
  onView: (view: View) => void
}) {
  const { added, changed, gone, bytes, source, from, to } = diff
  const images = useImages(diff)
  const ready = images.ready && !busy
  const compared = useSnapshotComparison(diff, allPaths(diff), ready)
  const key = compared.data?.sides.keys.find(({ why }) => why === 'contract')?.columns ?? []
  const found = useRowDifference(compared.data ?? null, key)
  const rows = found.data && wholeCounts(found.data.facts, diff.rows)
  const schema = useSchemaDifference(from, to)
  const fields = schema.data?.fields.length
  const unitOf = useUnits(source)
  const objects = added + changed + gone
  return (
    <div className={css.diff} data-busy={busy || undefined}>
      <div className={css.figures}>
        <Figure name="Objects">
          <Counts added={added} changed={changed} gone={gone} />
        </Figure>
        <Figure name="Rows">
          {rows ? (
            <Counts added={rows.added} changed={rows.changed} gone={rows.gone} />
          ) : diff.rows ? (
            <FromTo {...diff.rows} />
          ) : (
            'not built on both sides'
          )}
        </Figure>
        <Figure name="Rejects, rows">
          {diff.rejects ? <FromTo {...diff.rejects} /> : 'not built on both sides'}
        </Figure>
        <Figure name="Schema">
          {schema.data
            ? schemaWords(schema.data.before.digest === schema.data.after.digest, schema.data.fields.length)
            : ''}
        </Figure>
        <Figure name="Size">
          {bytes === 0 ? '±0 B' : `${bytes > 0 ? '+' : '−'}${formatBytes(Math.abs(bytes))}`}
        </Figure>
      </div>
      {!images.ready && images.missing.length > 0 && (
        <StateView
          state="partial"
          title={`Objects and schema are compared; rows and columns need the image of ${images.missing.map(short).join(' and ')}, which is not built on this computer.${images.problem ? ` ${images.problem}` : ''}`}
          actions={
            <Button busy={images.building} onPress={images.build}>
              Build
            </Button>
          }
        />
      )}
      <Tabs
        label="Levels of the difference"
        selected={view}
        onSelect={(next) => onView(next as View)}
        items={[
          { id: 'summary', title: 'Summary' },
          { id: 'schema', title: 'Schema', ...(fields !== undefined && { count: fields }) },
          { id: 'columns', title: 'Columns' },
          { id: 'rows', title: 'Rows', ...(rows && { count: rows.added + rows.changed + rows.gone }) },
          { id: 'objects', title: 'Objects', count: objects },
        ]}
      >
        {(level) => {
          if (level === 'schema') return <DiffSchema from={from} to={to} />
          if (level === 'objects') return <DiffObjects diff={diff} />
          if (level === 'summary') {
            return <Summary diff={diff} rows={rows} keyed={key} fields={fields} onView={onView} />
          }
          if (!images.ready) return <NotReady building={images.building} />
          if (level === 'rows') return <SnapshotRows id={id} diff={diff} ready={ready} unitOf={unitOf} />
          return (
            <Whole
              diff={diff}
              ready={ready}
              unitOf={unitOf}
              onColumn={(column) => {
                setDiffView(id, { column, kind: 'any' })
                onView('rows')
              }}
            />
          )
        }}
      </Tabs>
    </div>
  )
}

const schemaWords = (same: boolean, fields: number): string =>
  fields > 0 ? `${plural(fields, 'field')} changed` : same ? 'one contract' : 'another contract'

function fieldWords(fields: number | undefined): string {
  if (fields === undefined) return 'What the contract said at either sync.'
  return fields > 0
    ? `${plural(fields, 'field')} of the contract changed.`
    : "The contract's fields are the same."
}

function NotReady({ building }: { building: boolean }) {
  return building ? (
    <StateView state="loading" title="Building the image" />
  ) : (
    <StateView state="empty" title="Build the image first, then rows and columns are compared." />
  )
}

/** Columns are compared over all rows of both snapshots. */
function Whole({
  diff,
  ready,
  unitOf,
  onColumn,
}: {
  diff: SnapshotDiff
  ready: boolean
  unitOf: (column: string) => string | undefined
  onColumn: (column: string) => void
}) {
  const compared = useSnapshotComparison(diff, null, ready)
  if (compared.error) return <StateView state="error" error={compared.error} onRetry={compared.again} />
  if (compared.data) return <DiffColumns comparison={compared.data} unitOf={unitOf} onColumn={onColumn} />
  return compared.stopped ? (
    <StateView
      state="empty"
      title="Stopped before the columns were read."
      actions={<Button onPress={compared.again}>Compare again</Button>}
    />
  ) : (
    <StateView
      state="loading"
      title={`Reading ${diff.source}`}
      progress={compared.progress}
      onCancel={compared.cancel}
    />
  )
}

/** Is it worth looking? Each level in a sentence, and the way into it. */
function Summary({
  diff,
  rows,
  keyed,
  fields,
  onView,
}: {
  diff: SnapshotDiff
  rows: RowDifference | undefined
  keyed: string[]
  /** Undefined until it is known. */
  fields: number | undefined
  onView: (view: View) => void
}) {
  const { source, from, to, added, changed, gone } = diff
  const by = keyed.length > 0 ? `by ${keyed.join(', ')}` : 'compared as whole values'
  const lines: { words: string; more: string; go: () => void }[] = [
    {
      words: rows
        ? `${formatCount(rows.added)} rows added, ${formatCount(rows.changed)} changed, ${formatCount(rows.gone)} gone, ${formatCount(rows.equal)} equal, ${by}.`
        : 'Which rows were added, changed and gone.',
      more: 'Rows',
      go: () => onView('rows'),
    },
    {
      words: 'How each column is spread before and after, the most shifted first.',
      more: 'Columns',
      go: () => onView('columns'),
    },
    {
      words: fieldWords(fields),
      more: 'Schema',
      go: () => onView('schema'),
    },
    {
      words: `${formatCount(added)} objects added, ${formatCount(changed)} changed, ${formatCount(gone)} gone.`,
      more: 'Objects',
      go: () => onView('objects'),
    },
    {
      words: 'What was added and what is gone, as a query of your own.',
      more: 'As a query',
      go: () => queryDifference(source, from, to, allPaths(diff)),
    },
    ...(keyed.length === 0
      ? [
          {
            words: `${source} has no key, so rows are compared as whole values. Name a key in its contract.`,
            more: 'Contract',
            go: () => openSource(source, 'contract'),
          },
        ]
      : []),
  ]
  return (
    <ul className={css.summary}>
      {lines.map(({ words, more, go }) => (
        <li key={more}>
          <Button onPress={go}>{more}</Button>
          <span>{words}</span>
        </li>
      ))}
    </ul>
  )
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={css.figure}>
      <span className={css.figureName}>{name}</span>
      <span className={css.figureValue}>{children}</span>
    </div>
  )
}

function Counts({ added, changed, gone }: { added: number; changed: number; gone: number }) {
  return (
    <>
      <span className={css.figurePart} title="added">{`+${formatCount(added)}`}</span>
      <span className={css.figurePart} title="changed">{`~${formatCount(changed)}`}</span>
      <span className={css.figurePart} title="gone">{`−${formatCount(gone)}`}</span>
    </>
  )
}

function FromTo({ from, to }: { from: number; to: number }) {
  return (
    <>
      <span className={css.figurePart}>
        {formatCount(from)} → {formatCount(to)}
      </span>
      <span className={css.figureDelta}>{to === from ? '±0' : formatDelta(to - from, 0)}</span>
    </>
  )
}

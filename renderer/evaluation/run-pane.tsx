import type { MetricInfo, Run } from '#shared/contract/evaluation.ts'
import { short } from '#shared/names.ts'
import { Pin, Star, X } from '../ui/icons.ts'
import {
  Button,
  CommitChip,
  EngineChip,
  formatCount,
  formatDuration,
  formatInstant,
  IconButton,
  NullMark,
  Problem,
  plural,
  SnapshotChip,
} from '../ui/index.ts'
import { CellMark } from './cell-mark.tsx'
import { engineText } from './columns.ts'
import css from './evaluation.module.css'
import { cellText, type LedgerRow } from './ledger.ts'
import { verifyRun } from './live.ts'
import { decimalsFor, metricText } from './metrics.ts'
import { MetricDelta } from './run-cell.tsx'
import { VerifyResult } from './verify-result.tsx'

/** Everything that is known of one run, beside the table. */
export function RunPane({
  row,
  against,
  metrics,
  isBaseline,
  isPinned,
  onBaseline,
  onPin,
  onCompare,
  onClose,
}: {
  row: LedgerRow
  against: Run | undefined
  metrics: readonly MetricInfo[]
  isBaseline: boolean
  isPinned: boolean
  onBaseline: () => void
  onPin: () => void
  onCompare: () => void
  onClose: () => void
}) {
  const { run } = row
  const names = [...new Set([...metrics.map(({ name }) => name), ...Object.keys(run.metrics)])].filter(
    (name) => name in run.metrics,
  )
  return (
    <aside className={css.pane} aria-label={`Run ${short(run.key)}`}>
      <div className={css.paneHead}>
        <CellMark state={run.error === null ? 'done' : 'failed'} />
        <code className={css.clip} title={run.key}>
          {short(run.key)}
        </code>
        <span className={css.spring} />
        <IconButton
          icon={Star}
          label="Judge all runs against this one"
          keys="B"
          pressed={isBaseline}
          onPress={onBaseline}
        />
        <IconButton icon={Pin} label="Keep on top" keys="P" pressed={isPinned} onPress={onPin} />
        <IconButton icon={X} label="Close" keys="Esc" onPress={onClose} />
      </div>
      <div className={css.paneBody}>
        <p className={css.paneTitle}>
          <code>{run.algorithm}</code>
        </p>
        {run.error !== null && (
          <Problem
            error={{ code: 'RUN_FAILED', kind: 'failed', message: run.error, place: {}, details: {} }}
          />
        )}
        <VerifyResult runKey={run.key} />
        <dl className={css.metrics}>
          {names.map((name) => {
            const info = metrics.find((one) => one.name === name)
            const value = run.metrics[name] ?? null
            const base = against?.metrics[name] ?? null
            const decimals = decimalsFor([value, base])
            const own = against?.key === run.key
            return (
              <div key={name}>
                <dt>{`${name}${info?.unit ? `, ${info.unit}` : ''}`}</dt>
                <dd title={String(value)}>{value === null ? <NullMark /> : metricText(value, decimals)}</dd>
                <dd>
                  {against && !own && value !== null && (
                    <MetricDelta better={info?.better ?? 'none'} from={base} to={value} decimals={decimals} />
                  )}
                </dd>
              </div>
            )
          })}
        </dl>
        <h3 className={css.paneSection}>Made from</h3>
        <div className={css.chipsWrap}>
          <CommitChip commit={run.commit} dirty={run.dirty} />
          {Object.entries(run.snapshots).map(([source, id]) => (
            <SnapshotChip key={source} source={source} id={id} />
          ))}
          <EngineChip name={run.engine.name} threads={run.engine.threads} />
          {Object.entries(run.params).map(([name, value]) => (
            <code key={name} className={css.param}>{`${name} = ${cellText(value)}`}</code>
          ))}
        </div>
        <dl className={css.paneFacts}>
          {[
            ['Version', run.ref],
            ['Rows', run.rows === null ? '' : formatCount(run.rows)],
            ['Took', run.cached ? 'reused, not run' : formatDuration(run.durationMs)],
            ['Engine', engineText(run)],
            ['Result', run.resultDigest ?? ''],
            ['Run key', run.key],
            ['Last used', `${formatInstant(row.lastUsed)} UTC, ${plural(row.uses, 'use')}`],
            ['By', run.by],
          ]
            .filter(([, value]) => value !== '')
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd title={value} data-hash={/^[0-9a-f]{40,}$/.test(value ?? '') || undefined}>
                  {value}
                </dd>
              </div>
            ))}
        </dl>
      </div>
      <div className={css.paneFoot}>
        <Button onPress={onCompare} hint="Compare with its baseline">
          Compare
        </Button>
        <Button
          onPress={() => void verifyRun(run.key)}
          keys="V"
          disabledReason={run.error === null ? undefined : 'A failed run has no result to compare with'}
        >
          Verify
        </Button>
      </div>
    </aside>
  )
}

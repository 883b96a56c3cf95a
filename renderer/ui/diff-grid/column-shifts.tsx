import { useMemo, useState } from 'react'
import type { ColumnShift } from '#shared/contract/difference.ts'
import { measureOf } from '#shared/sql/index.ts'
import { Button } from '../button.tsx'
import { formatCount, formatDelta, formatInstant, formatNumber } from '../format.ts'
import { Select } from '../select.tsx'
import { ProgressBar, StateView } from '../state-view.tsx'
import { Checkbox } from '../toggle.tsx'
import css from './diff-grid.module.css'

export interface ShiftsProps {
  shifts: ColumnShift[]
  /** Columns that are still to be compared. */
  left: number
  onColumn: (name: string) => void
  /** It was cancelled before all were compared. */
  stopped: boolean
  onCancel: () => void
  onAgain: () => void
  unitOf?: ((column: string) => string | undefined) | undefined
}

/** From here on a shift counts as one: below it is what chance alone gives. */
const bounds = { small: 0.01, moderate: 0.1, large: 0.25 }

function wordOf(shift: number): string {
  if (shift >= bounds.large) return 'large'
  if (shift >= bounds.moderate) return 'moderate'
  return shift >= bounds.small ? 'small' : shift > 0 ? 'hardly any' : 'none'
}

const sorts = {
  shift: 'shift',
  name: 'name',
  nulls: 'change of NULL',
  distinct: 'change of distinct',
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const nullsOf = ({ nulls, rows }: ColumnShift, side: 'before' | 'after') => share(nulls[side], rows[side])

const changed = (column: ColumnShift): boolean =>
  column.shift > 0 || column.distinct.before !== column.distinct.after

const order: Record<keyof typeof sorts, (a: ColumnShift, b: ColumnShift) => number> = {
  shift: (a, b) => b.shift - a.shift,
  name: (a, b) => a.name.localeCompare(b.name),
  nulls: (a, b) => moved(b) - moved(a),
  distinct: (a, b) => grown(b) - grown(a),
}
const moved = (one: ColumnShift) => Math.abs(nullsOf(one, 'after') - nullsOf(one, 'before'))
const grown = ({ distinct }: ColumnShift) => Math.abs(distinct.after - distinct.before)

/** How each column is spread on both sides, the most shifted first. */
export function ColumnShifts({
  shifts,
  left,
  stopped,
  onColumn,
  onCancel,
  onAgain,
  unitOf = () => undefined,
}: ShiftsProps) {
  const [sort, setSort] = useState<keyof typeof sorts>('shift')
  const [only, setOnly] = useState(false)
  const shown = useMemo(
    () => shifts.filter((one) => !only || changed(one)).sort(order[sort]),
    [shifts, only, sort],
  )
  return (
    <div className={css.box}>
      <div className={css.bar} role="toolbar" aria-label="Columns">
        <Select
          label="Sort"
          hideLabel
          quiet
          prefix="Sorted by"
          value={sort}
          options={Object.entries(sorts).map(([id, label]) => ({ id, label }))}
          onChange={(id) => setSort(id as keyof typeof sorts)}
        />
        <span className={css.legend}>
          <span>
            <i data-side="before" />
            before
          </span>
          <span>
            <i data-side="after" />
            after
          </span>
        </span>
        <span className={css.spring} />
        <Checkbox isSelected={only} onChange={setOnly}>
          Only changed
        </Checkbox>
      </div>
      {left > 0 && stopped && (
        <StateView
          state="partial"
          title={`Stopped: ${formatCount(shifts.length)} of ${formatCount(shifts.length + left)} columns are compared.`}
          actions={<Button onPress={onAgain}>Go on</Button>}
        />
      )}
      {left > 0 && !stopped && (
        <div className={css.progress} role="status">
          <span
            className={css.told}
          >{`Comparing columns, ${formatCount(shifts.length)} of ${formatCount(shifts.length + left)}`}</span>
          <ProgressBar done={shifts.length} total={shifts.length + left} label="Comparing columns" />
          <Button onPress={onCancel}>Cancel</Button>
        </div>
      )}
      {shown.length === 0 && left === 0 && (
        <StateView state="empty" title="Every column is spread as before." />
      )}
      <div className={css.shifts}>
        {shown.map((one) => (
          <Shift key={one.name} of={one} unit={unitOf(one.name)} onPress={() => onColumn(one.name)} />
        ))}
      </div>
    </div>
  )
}

function Shift({
  of: column,
  unit,
  onPress,
}: {
  of: ColumnShift
  unit: string | undefined
  onPress: () => void
}) {
  const { name, before, after, shift, measure, distinct, mean } = column
  const percent = (side: 'before' | 'after') => `${(100 * nullsOf(column, side)).toFixed(1)} %`
  const measured = measure === 'kolmogorov-smirnov' ? 'Kolmogorov-Smirnov' : 'Jensen-Shannon'
  return (
    <button type="button" className={css.shift} onClick={onPress} title={`Rows in which ${name} differs`}>
      <span className={css.name}>
        {name}
        {unit && <span className={css.type}>{unit}</span>}
        <span className={css.type}>{before === after ? after : `${before} → ${after}`}</span>
      </span>
      {column.histogram ? <Bars of={column} /> : <Tops of={column} />}
      <span className={css.figure}>{mean ? <Means of={column} /> : null}</span>
      <span className={css.figure}>
        <span className={css.what}>NULL</span>
        {`${percent('before')} → ${percent('after')}`}
        <span
          className={css.what}
        >{`${formatCount(distinct.before)} → ${formatCount(distinct.after)} distinct`}</span>
      </span>
      <span className={css.figure}>
        {`shift ${shift.toFixed(3)}, ${wordOf(shift)}`}
        <span className={css.what}>{measured}</span>
      </span>
    </button>
  )
}

function Means({ of: { mean, after } }: { of: ColumnShift }) {
  if (!mean || mean.before === null || mean.after === null) {
    return <span className={css.what}>no mean on both sides</span>
  }
  if (measureOf(after) === 'time') {
    const days = (mean.after - mean.before) / 86_400
    return (
      <>
        <span className={css.what}>mean</span>
        {`${formatInstant(mean.before * 1000).slice(0, 10)} → ${formatInstant(mean.after * 1000).slice(0, 10)}`}
        <span className={css.what}>{`${formatDelta(days, 1)} days`}</span>
      </>
    )
  }
  const size = Math.max(Math.abs(mean.before), Math.abs(mean.after))
  const decimals = size >= 1000 ? 1 : size >= 1 ? 2 : 4
  return (
    <>
      <span className={css.what}>mean</span>
      {`${formatNumber(mean.before, decimals)} → ${formatNumber(mean.after, decimals)}`}
      <span className={css.what}>{formatDelta(mean.after - mean.before, decimals)}</span>
    </>
  )
}

const height = 40

/** Both histograms on one set of bins, each as shares of its own side: bars before and after stand side by side. */
function Bars({ of: { name, histogram } }: { of: ColumnShift }) {
  if (!histogram) return null
  const parts = (counts: number[]) => {
    const all = counts.reduce((sum, count) => sum + count, 0)
    return counts.map((count) => share(count, all))
  }
  const sides = { before: parts(histogram.before), after: parts(histogram.after) }
  const most = Math.max(1e-9, ...sides.before, ...sides.after)
  const width = 100 / histogram.before.length
  return (
    <svg
      className={css.bars}
      viewBox={`0 0 100 ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${name}: how its values are spread before and after`}
    >
      {(['before', 'after'] as const).flatMap((side, at) =>
        sides[side].map((part, bin) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is known by its place alone
            key={`${side} ${bin}`}
            data-side={side}
            x={bin * width + (at * width) / 2 + 0.1}
            width={width / 2 - 0.2}
            y={height - (part / most) * height}
            height={(part / most) * height}
          />
        )),
      )}
    </svg>
  )
}

function Tops({ of: { top = [], rows } }: { of: ColumnShift }) {
  const percent = (count: number, all: number) => `${(100 * share(count, all)).toFixed(1)}`
  return (
    <span className={css.tops}>
      {top
        .slice(0, 3)
        .flatMap(({ value, before, after }) => [
          <span key={`${value} name`}>{value === '' ? '(empty)' : value}</span>,
          <span key={`${value} share`}>
            {`${percent(before, rows.before)} → ${percent(after, rows.after)} %`}
          </span>,
        ])}
    </span>
  )
}

import type { ReactNode } from 'react'
import type { Column } from '#shared/value.ts'
import { ComboBox, Select } from '../select.tsx'
import { asKind, chartRoles } from './choose.ts'
import css from './fields.module.css'
import type { ChartKind, ChartSpec } from './types.ts'

const kinds: { id: ChartKind; label: string }[] = [
  { id: 'bar', label: 'Bars' },
  { id: 'line', label: 'Line' },
  { id: 'area', label: 'Area' },
  { id: 'histogram', label: 'Histogram' },
  { id: 'point', label: 'Points' },
  { id: 'heat', label: 'Heat map' },
  { id: 'box', label: 'Box plot' },
  { id: 'map', label: 'Map' },
]
const maps = [
  { id: 'points', label: 'places' },
  { id: 'countries', label: 'countries' },
  { id: 'states', label: 'US states' },
]
const aggregates = [
  { id: 'avg', label: 'mean' },
  { id: 'sum', label: 'sum' },
  { id: 'min', label: 'least' },
  { id: 'max', label: 'most' },
  { id: 'count', label: 'count' },
] as const

/** What is drawn of which columns. */
export function ChartFields({
  spec,
  columns,
  onChange,
  children,
}: {
  spec: ChartSpec
  columns: Column[]
  onChange: (spec: ChartSpec) => void
  children?: ReactNode
}) {
  const { time, number, word } = chartRoles(columns)
  const { kind } = spec
  const option = (name: string) => ({
    id: name,
    label: name,
    detail: columns.find((one) => one.name === name)?.type,
  })
  const places = kind === 'map' && (spec.map ?? 'points') === 'points'
  const plane = kind === 'point' || kind === 'heat' || places
  const byWord = kind === 'bar' || kind === 'box' || (kind === 'map' && !places)
  const xs = byWord ? [...word, ...time, ...number] : places ? number : [...time, ...number]
  const change = (next: ChartSpec | null) => next && onChange(next)
  // Counts of buckets add up; of other values the mean says most.
  const usual = kind === 'histogram' ? 'sum' : 'avg'
  const measured = !plane && kind !== 'box'
  return (
    <div className={css.bar} role="toolbar" aria-label="Chart">
      <Select
        label="Kind of chart"
        hideLabel
        quiet
        value={kind}
        options={kinds.filter(({ id }) => id === kind || asKind(id, columns, spec) !== null)}
        onChange={(id) => change(asKind(id as ChartKind, columns, spec))}
      />
      {kind === 'map' && (
        <Select
          label="What the map shows"
          hideLabel
          quiet
          value={spec.map ?? 'points'}
          options={maps}
          onChange={(map) => {
            if (map === 'points') change(asKind('map', columns, null))
            else {
              const x = word.includes(spec.x) ? spec.x : (word[0] ?? spec.x)
              change({ ...spec, x, map: map as 'countries', y: places ? null : spec.y })
            }
          }}
        />
      )}
      <Field
        key={`x ${kind} ${spec.x}`}
        label={places ? 'Longitude' : byWord ? 'By' : 'Across'}
        value={spec.x}
        options={xs.map(option)}
        onChange={(x) => change({ ...spec, x })}
      />
      <Field
        key={`y ${kind} ${spec.y}`}
        label={places ? 'Latitude' : 'Upwards'}
        value={spec.y ?? ''}
        options={[
          ...(measured ? [{ id: '', label: 'rows' }] : []),
          ...(plane && !places ? [...time, ...number] : number).map(option),
        ]}
        onChange={(y) =>
          change({
            ...spec,
            y: y === '' ? null : y,
            aggregate: y === '' || !measured ? 'count' : spec.aggregate === 'count' ? usual : spec.aggregate,
          })
        }
      />
      {measured && kind !== 'histogram' && spec.y !== null && (
        <Select
          label="How rows become one value"
          hideLabel
          quiet
          value={spec.aggregate}
          options={[...aggregates]}
          onChange={(aggregate) => change({ ...spec, aggregate: aggregate as ChartSpec['aggregate'] })}
        />
      )}
      {kind !== 'box' && kind !== 'heat' && kind !== 'map' && [...word].length > 0 && (
        <Field
          key={`color ${kind} ${spec.color}`}
          label="Colour"
          value={spec.color ?? ''}
          options={[{ id: '', label: 'none' }, ...word.map(option)]}
          onChange={(color) => change({ ...spec, color: color === '' ? null : color })}
        />
      )}
      <span className={css.spring} />
      {children}
    </div>
  )
}

/** One column, found by typing. */
function Field(props: {
  label: string
  value: string
  options: { id: string; label: string; detail?: string | undefined }[]
  onChange: (id: string) => void
}) {
  return (
    <span className={css.field}>
      <span className={css.name} aria-hidden="true">
        {props.label}
      </span>
      <ComboBox {...props} hideLabel />
    </span>
  )
}

import { useState } from 'react'
import { paramText, type QueryParam, readParam } from '#shared/format/param.ts'
import type { Cell } from '#shared/value.ts'
import { TextField } from '../ui/index.ts'
import css from './charts.module.css'

/** The parameters of the queries behind the charts; a value holds for all of them, and is kept in the board's file. */
export function ParamsBar({
  specs,
  values,
  onChange,
}: {
  specs: Record<string, QueryParam>
  values: Record<string, Cell>
  onChange: (values: Record<string, Cell>) => void
}) {
  const names = Object.keys(specs)
  if (names.length === 0) return null
  return (
    <fieldset className={css.params} aria-label="Parameters">
      {names.map((name) => (
        <Param
          key={`${name} ${String(values[name])}`}
          name={name}
          spec={specs[name]}
          value={values[name] ?? specs[name]?.default ?? ''}
          onChange={(value) => {
            const { [name]: _, ...others } = values
            onChange(value === null ? others : { ...others, [name]: value })
          }}
        />
      ))}
    </fieldset>
  )
}

function Param({
  name,
  spec,
  value,
  onChange,
}: {
  name: string
  spec: QueryParam | undefined
  value: Cell
  /** Null takes the value away: the header's own counts again. */
  onChange: (value: Cell) => void
}) {
  const was = paramText(value)
  const [text, setText] = useState(was)
  const [problem, setProblem] = useState<string | undefined>()
  const done = () => {
    if (text === was) return
    const read = text.trim() === '' ? { value: null } : readParam(text, spec ?? null)
    if ('problem' in read) setProblem(read.problem)
    else onChange(read.value)
  }
  return (
    <div className={css.param} title={spec?.meaning}>
      <span aria-hidden="true">{`$${name}${spec?.unit ? `, ${spec.unit}` : ''}`}</span>
      <TextField
        label={`$${name}${spec?.unit ? `, ${spec.unit}` : ''}`}
        hideLabel
        value={text}
        onChange={(next) => {
          setText(next)
          setProblem(undefined)
        }}
        invalid={problem}
        onSubmit={done}
        onBlur={done}
        placeholder={spec?.type ?? ''}
      />
    </div>
  )
}

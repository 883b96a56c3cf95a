import { useMemo } from 'react'
import { TextField } from '../ui/index.ts'
import css from './explore.module.css'
import { paramField } from './missing-values.ts'
import { namedParams, paramText } from './params.ts'
import { runAtCaret } from './run.ts'
import { updateTab } from './store.ts'
import type { QueryTabState } from './types.ts'

/** What is wrong with a typed value, as a sentence; undefined when it can be sent. */
function invalid(text: string, type: string | undefined): string | undefined {
  const name = type?.toUpperCase() ?? ''
  if (text === '') return name === '' || /CHAR|TEXT/.test(name) ? undefined : 'Fill in a value'
  if (/INT/.test(name) && !/^[+-]?\d+$/.test(text)) return 'A whole number'
  if (/DOUBLE|FLOAT|REAL|DECIMAL|NUMERIC/.test(name) && !Number.isFinite(Number(text))) return 'A number'
  if (name === 'DATE' && !/^\d{4}-\d\d-\d\d$/.test(text)) return 'A date: 2001-06-01'
  return undefined
}

/** A field for each `$name` of the text; Enter runs. Absent when the text has none. */
export function ParamsBar({ id, state }: { id: string; state: QueryTabState }) {
  const { text, params } = state
  const named = useMemo(() => namedParams(text), [text])
  if (named.length === 0) return null
  return (
    <fieldset className={css.params} aria-label="Parameters">
      {named.map((param) => {
        const { name, spec } = param
        const value = paramText(param, params)
        return (
          <div key={name} id={paramField(id, name)} className={css.param} title={spec?.meaning}>
            <span className={css.paramName}>
              {`$${name}`}
              <span className={css.quiet}>
                {[spec?.type, spec?.unit].filter(Boolean).map((word) => ` ${word}`)}
              </span>
            </span>
            <TextField
              label={`$${name}${spec?.unit ? `, ${spec.unit}` : ''}`}
              hideLabel
              value={value}
              mono
              invalid={invalid(value, spec?.type)}
              onChange={(next) => updateTab(id, { params: { ...params, [name]: next } })}
              onSubmit={() => void runAtCaret(id, state.caret)}
            />
          </div>
        )
      })}
    </fieldset>
  )
}

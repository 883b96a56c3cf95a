import { useMemo } from 'react'
import css from './explore.module.css'
import { paramField } from './missing-values.ts'
import { ParamField } from './param-field.tsx'
import { fieldText, namedParams } from './params.ts'
import { runAtCaret } from './run.ts'
import { updateTab } from './store.ts'
import type { QueryTabState } from './types.ts'

/** A field for each `$name` of the text, of its type; Enter runs. Absent when the text has none. */
export function ParamsBar({ id, state }: { id: string; state: QueryTabState }) {
  const { text, params, at } = state
  const named = useMemo(() => namedParams(text), [text])
  if (named.length === 0) return null
  return (
    <fieldset className={css.params} aria-label="Parameters">
      {named.map((param) => {
        const { name, spec } = param
        return (
          <div key={name} id={paramField(id, name)} className={css.param} title={spec?.meaning}>
            <span className={css.paramName}>
              {`$${name}`}
              <span className={css.quiet}>
                {[spec?.type, spec?.unit].filter(Boolean).map((word) => ` ${word}`)}
              </span>
            </span>
            <ParamField
              name={name}
              spec={spec}
              at={at}
              value={fieldText(param, params)}
              onChange={(next) => updateTab(id, { params: { ...params, [name]: next } })}
              onSubmit={() => void runAtCaret(id, state.caret)}
            />
          </div>
        )
      })}
    </fieldset>
  )
}

import { Checkbox, TextField } from '../ui/index.ts'
import { type ParamChoice, paramProblem } from './extract-choice.ts'
import css from './toolbox.module.css'

/** What of the selection becomes a parameter, and what each is called. */
export function ExtractParams({
  params,
  onChange,
}: {
  params: ParamChoice[]
  onChange: (params: ParamChoice[]) => void
}) {
  const change = (at: number, next: Partial<ParamChoice>) =>
    onChange(params.map((param, index) => (index === at ? { ...param, ...next } : param)))
  const chosen = params.filter((param) => param.chosen).length
  return (
    <fieldset className={css.params}>
      <legend className={css.formTitle}>
        Parameters <span className={css.quiet}>{`${chosen} of ${params.length}`}</span>
      </legend>
      {params.length === 0 && (
        <p className={css.quiet}>
          Nothing in it can vary: no constant, no column. The macro takes no parameter.
        </p>
      )}
      {params.map((param, at) => (
        <div key={`${param.from}:${param.to}`} className={css.paramRow} data-chosen={param.chosen}>
          <Checkbox
            isSelected={param.chosen}
            onChange={(on) => change(at, { chosen: on || param.kind === 'column' })}
            label={`Make ${param.text} a parameter`}
          >
            <code className={css.paramText} title={param.text}>
              {param.text}
            </code>
          </Checkbox>
          <span className={css.quiet}>{param.kind === 'column' ? 'needed' : 'constant'}</span>
          {param.chosen ? (
            <TextField
              label={`Name of the parameter for ${param.text}`}
              hideLabel
              mono
              value={param.name}
              onChange={(name) => change(at, { name: name.toLowerCase().replaceAll(/[\s-]+/g, '_') })}
              invalid={paramProblem(param, params)}
            />
          ) : (
            <span className={css.quiet}>stays as it is</span>
          )}
        </div>
      ))}
    </fieldset>
  )
}

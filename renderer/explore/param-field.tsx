import type { At } from '#shared/contract/engine.ts'
import { type ParamKind, paramKind, paramText, type QueryParam, readParam } from '#shared/format/param.ts'
import { Button, Checkbox, ComboBox, DateField, Popover, Select, Switch, TextField } from '../ui/index.ts'
import css from './explore.module.css'
import { stepped } from './param-step.ts'
import { useChoices } from './use-choices.ts'

interface FieldProps {
  label: string
  value: string
  onChange: (text: string) => void
  onSubmit: () => void
  /** What is wrong with the value, as a sentence. */
  invalid: string | undefined
}

/** So many choices are shown as a list; more are found by typing. */
const fewChoices = 12

/** The field that fits a parameter's type. */
export function ParamField({
  name,
  spec,
  at,
  ...field
}: Omit<FieldProps, 'label' | 'invalid'> & { name: string; spec: QueryParam | null; at: At }) {
  const label = `$${name}${spec?.unit ? `, ${spec.unit}` : ''}`
  const read = readParam(field.value, spec)
  const props: FieldProps = { ...field, label, invalid: 'problem' in read ? read.problem : undefined }
  if (spec === null) return <TextField {...props} hideLabel mono />
  const kind = paramKind(spec.type)
  const { choices } = spec
  if (typeof choices === 'string' && kind !== 'list') return <QueryChoices {...props} sql={choices} at={at} />
  if (Array.isArray(choices)) {
    const texts = choices.map(paramText)
    if (kind === 'list') return <ManyOf {...props} choices={texts} />
    return <OneOf {...props} choices={texts} />
  }
  if (kind === 'boolean') return <Truth {...props} />
  return <Typed {...props} kind={kind} spec={spec} />
}

function Typed({ kind, spec, ...props }: FieldProps & { kind: ParamKind; spec: QueryParam }) {
  const step = (event: React.KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    const next = stepped(props.value, kind, event.key === 'ArrowUp' ? 1 : -1, spec)
    if (next === null) return
    event.preventDefault()
    props.onChange(next)
  }
  const isTime = kind === 'date' || kind === 'timestamp'
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the field in it
    <span onKeyDown={step}>
      {isTime ? (
        <DateField {...props} hideLabel time={kind === 'timestamp'} />
      ) : (
        <TextField {...props} hideLabel mono={kind !== 'text'} />
      )}
    </span>
  )
}

function Truth(props: FieldProps) {
  const { label, value, onChange } = props
  if (value !== 'true' && value !== 'false') return <OneOf {...props} choices={['true', 'false']} />
  return (
    <Switch label={label} isSelected={value === 'true'} onChange={(on) => onChange(String(on))}>
      <span className={css.paramName}>{value}</span>
    </Switch>
  )
}

function OneOf({ choices, label, value, onChange, invalid }: FieldProps & { choices: string[] }) {
  const options = choices.map((choice) => ({ id: choice, label: choice === '' ? '(empty)' : choice }))
  if (choices.length > fewChoices) {
    return <ComboBox label={label} hideLabel free {...{ value, onChange, options, invalid }} />
  }
  return (
    <span className={css.paramChoice}>
      <Select label={label} hideLabel {...{ value, onChange, options }} />
      {invalid && <span className={css.paramProblem}>{invalid}</span>}
    </span>
  )
}

function ManyOf({ choices, label, value, onChange, invalid }: FieldProps & { choices: string[] }) {
  const read = readParam(value, { type: 'VARCHAR[]' })
  const chosen = 'value' in read && Array.isArray(read.value) ? read.value.map(paramText) : []
  const shown = chosen.length === 0 ? 'None' : chosen.join(', ')
  const toggle = (choice: string, on: boolean) =>
    onChange(JSON.stringify(choices.filter((one) => (one === choice ? on : chosen.includes(one)))))
  return (
    <span className={css.paramChoice}>
      <Popover label={label} trigger={<Button label={`${label}: ${shown}`}>{shown}</Button>}>
        <div className={css.columnList}>
          {choices.map((choice) => (
            <Checkbox key={choice} isSelected={chosen.includes(choice)} onChange={(on) => toggle(choice, on)}>
              {choice}
            </Checkbox>
          ))}
        </div>
      </Popover>
      {invalid && <span className={css.paramProblem}>{invalid}</span>}
    </span>
  )
}

/** What a query offers is no bound: other data may have other values. */
function QueryChoices({ sql, at, ...props }: FieldProps & { sql: string; at: At }) {
  const { data, error } = useChoices(sql, at)
  const { label, value, onChange, invalid } = props
  if (!data) {
    const problem = error ? `Its choices cannot be read: ${error.message}` : invalid
    return <TextField {...props} hideLabel mono invalid={problem} />
  }
  const options = data.map((choice) => ({ id: choice, label: choice }))
  return <ComboBox label={label} hideLabel free {...{ value, onChange, options, invalid }} />
}

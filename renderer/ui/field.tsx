import { type ReactNode, useId } from 'react'
import {
  Button as AriaButton,
  SearchField as AriaSearchField,
  TextField as AriaTextField,
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
} from 'react-aria-components'
import { cx } from './cx.ts'
import css from './field.module.css'
import { Icon } from './icon.tsx'
import { Search, X } from './icons.ts'

export interface TextFieldProps {
  label: string
  /** The label is for assistive technology only; the place says what the field is. */
  hideLabel?: boolean | undefined
  value: string
  onChange: (value: string) => void
  placeholder?: string | undefined
  /** A sentence: what is wrong and how to mend it. */
  invalid?: string | undefined
  description?: ReactNode
  mono?: boolean | undefined
  /** Rows of a text area. */
  rows?: number | undefined
  /** Enter (Mod+Enter in a text area). */
  onSubmit?: (() => void) | undefined
  onBlur?: (() => void) | undefined
  autoFocus?: boolean | undefined
  readOnly?: boolean | undefined
  type?: 'text' | 'password' | 'url' | undefined
}

/** One line of text, or several with `rows`. */
export function TextField(props: TextFieldProps) {
  const {
    label,
    hideLabel,
    value,
    onChange,
    placeholder,
    invalid,
    description,
    mono,
    rows,
    onSubmit,
    onBlur,
  } = props
  const input = {
    className: cx(css.input, mono && css.mono, rows !== undefined && css.area),
    ...(placeholder && { placeholder }),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
      if (rows !== undefined && !(event.ctrlKey || event.metaKey)) return
      if (!onSubmit) return
      event.preventDefault()
      onSubmit()
    },
  }
  return (
    <AriaTextField
      className={css.field ?? ''}
      value={value}
      onChange={onChange}
      isInvalid={Boolean(invalid)}
      isReadOnly={props.readOnly ?? false}
      type={props.type ?? 'text'}
      validationBehavior="aria"
      {...(hideLabel && { 'aria-label': label })}
      {...(props.autoFocus && { autoFocus: true })}
      {...(onBlur && { onBlur })}
    >
      {!hideLabel && <Label className={css.label ?? ''}>{label}</Label>}
      {rows === undefined ? <Input {...input} spellCheck={false} /> : <TextArea {...input} rows={rows} />}
      {description && !invalid && (
        <Text slot="description" className={css.description ?? ''}>
          {description}
        </Text>
      )}
      <FieldError className={css.error ?? ''}>{invalid ?? ''}</FieldError>
    </AriaTextField>
  )
}

export interface NumberFieldProps {
  label: string
  hideLabel?: boolean | undefined
  value: number
  onChange: (value: number) => void
  min?: number | undefined
  max?: number | undefined
  unit?: string | undefined
  description?: ReactNode
}

/** A whole number between bounds; out of bounds it says which. */
export function NumberField({
  label,
  hideLabel,
  value,
  onChange,
  min,
  max,
  unit,
  description,
}: NumberFieldProps) {
  const id = useId()
  const bad = (min !== undefined && value < min) || (max !== undefined && value > max)
  return (
    <span className={css.field}>
      {!hideLabel && (
        <label className={css.label} htmlFor={id}>
          {label}
        </label>
      )}
      <span className={css.number}>
        <input
          id={id}
          className={cx(css.input, css.digits)}
          type="number"
          inputMode="numeric"
          value={Number.isNaN(value) ? '' : value}
          min={min}
          max={max}
          aria-label={hideLabel ? label : undefined}
          aria-invalid={bad || undefined}
          onChange={(event) => onChange(event.target.valueAsNumber)}
        />
        {unit && <span className={css.description}>{unit}</span>}
      </span>
      {bad ? (
        <span className={css.error}>{`${label} must be ${min} to ${max}`}</span>
      ) : (
        description && <span className={css.description}>{description}</span>
      )}
    </span>
  )
}

/** Finds in what stands below it. Esc clears it. */
export function SearchField({
  label,
  value,
  onChange,
  placeholder = 'Find…',
  onSubmit,
  autoFocus,
  onKeyDown,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  placeholder?: string | undefined
  onSubmit?: (() => void) | undefined
  autoFocus?: boolean | undefined
  onKeyDown?: ((event: React.KeyboardEvent) => void) | undefined
}) {
  return (
    <AriaSearchField
      className={css.search ?? ''}
      aria-label={label}
      value={value}
      onChange={onChange}
      {...(onSubmit && { onSubmit: () => onSubmit() })}
      {...(autoFocus && { autoFocus: true })}
    >
      <Icon of={Search} tone="muted" />
      <Input
        className={css.bare ?? ''}
        placeholder={placeholder}
        spellCheck={false}
        {...(onKeyDown && { onKeyDown })}
      />
      {value && (
        <AriaButton className={css.clear ?? ''} aria-label="Clear">
          <Icon of={X} />
        </AriaButton>
      )}
    </AriaSearchField>
  )
}

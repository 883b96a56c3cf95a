import { useRef } from 'react'
import { IconButton } from './button.tsx'
import css from './date-field.module.css'
import { TextField, type TextFieldProps } from './field.tsx'
import { CalendarDays } from './icons.ts'

/** A date, or a date and time, as ISO text, with the system's calendar beside it. */
export function DateField({ time = false, ...field }: TextFieldProps & { time?: boolean }) {
  const native = useRef<HTMLInputElement>(null)
  const { label, value, onChange } = field
  return (
    <span className={css.field}>
      <TextField {...field} mono />
      <span className={css.picker}>
        <IconButton
          icon={CalendarDays}
          label={`Calendar for ${label}`}
          onPress={() => native.current?.showPicker()}
        />
        <input
          ref={native}
          className={css.native}
          type={time ? 'datetime-local' : 'date'}
          value={time ? value.replace(' ', 'T') : value}
          tabIndex={-1}
          aria-hidden="true"
          onChange={({ target }) => target.value !== '' && onChange(target.value.replace('T', ' '))}
        />
      </span>
    </span>
  )
}

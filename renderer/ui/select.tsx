import { useState } from 'react'
import {
  ComboBox as AriaComboBox,
  Select as AriaSelect,
  Button,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components'
import { Chevron } from './chevron.tsx'
import { cx } from './cx.ts'
import fieldCss from './field.module.css'
import { Icon } from './icon.tsx'
import { Check, ChevronDown } from './icons.ts'
import menuCss from './menu.module.css'
import css from './select.module.css'

export interface Option {
  id: string
  label: string
  detail?: string | undefined
}

interface SelectProps {
  label: string
  hideLabel?: boolean | undefined
  value: string
  onChange: (id: string) => void
  options: Option[]
  placeholder?: string | undefined
  disabledReason?: string | undefined
  /** No edge, for tool bars and heads. */
  quiet?: boolean | undefined
  /** Shown before the value inside the button: `At`, `Engine`. */
  prefix?: string | undefined
}

function optionItem(option: Option) {
  return (
    <ListBoxItem
      key={option.id}
      id={option.id}
      textValue={option.label}
      className={cx(menuCss.item, menuCss.marked)}
    >
      {({ isSelected }) => (
        <>
          <span className={menuCss.mark}>{isSelected && <Icon of={Check} />}</span>
          <span className={menuCss.text}>
            <span>{option.label}</span>
            {option.detail && <span className={menuCss.detail}>{option.detail}</span>}
          </span>
        </>
      )}
    </ListBoxItem>
  )
}

/** One of a few. */
export function Select(props: SelectProps) {
  const { label, hideLabel, value, onChange, options, placeholder, disabledReason, quiet, prefix } = props
  const chosen = options.find((option) => option.id === value)
  return (
    <AriaSelect
      className={cx(fieldCss.field, css.field)}
      selectedKey={chosen ? value : null}
      onSelectionChange={(key) => key !== null && onChange(String(key))}
      isDisabled={Boolean(disabledReason)}
      {...(hideLabel && { 'aria-label': label })}
      placeholder={placeholder ?? 'Choose'}
    >
      {!hideLabel && <Label className={fieldCss.label ?? ''}>{label}</Label>}
      <Button className={cx(css.button, quiet && css.quiet)}>
        {prefix && <span className={css.prefix} data-text={prefix} aria-hidden="true" />}
        <SelectValue className={css.value ?? ''}>
          {({ selectedText, isPlaceholder }) =>
            isPlaceholder ? value || placeholder || 'Choose' : (chosen?.label ?? selectedText)
          }
        </SelectValue>
        <Chevron />
      </Button>
      {disabledReason && <span className={fieldCss.description}>{disabledReason}</span>}
      <Popover className={menuCss.popover ?? ''} offset={4}>
        <ListBox className={menuCss.menu ?? ''}>{options.map(optionItem)}</ListBox>
      </Popover>
    </AriaSelect>
  )
}

/** One of many, found by typing; with `free`, anything typed. */
export function ComboBox({
  label,
  hideLabel,
  value,
  onChange,
  options,
  placeholder,
  free = false,
  invalid,
}: Omit<SelectProps, 'quiet' | 'prefix' | 'disabledReason'> & {
  free?: boolean | undefined
  invalid?: string | undefined
}) {
  const chosen = options.find((option) => option.id === value)
  const [typed, setTyped] = useState(chosen?.label ?? value)
  return (
    <AriaComboBox
      className={fieldCss.field ?? ''}
      selectedKey={chosen ? value : null}
      inputValue={free ? value : typed}
      onInputChange={(text) => (free ? onChange(text) : setTyped(text))}
      onSelectionChange={(key) => {
        if (key === null) return
        onChange(String(key))
        setTyped(options.find((option) => option.id === key)?.label ?? String(key))
      }}
      allowsCustomValue={free}
      isInvalid={Boolean(invalid)}
      menuTrigger="focus"
      {...(hideLabel && { 'aria-label': label })}
    >
      {!hideLabel && <Label className={fieldCss.label ?? ''}>{label}</Label>}
      <span className={css.combo}>
        <Input className={fieldCss.input ?? ''} placeholder={placeholder ?? ''} spellCheck={false} />
        <Button className={cx(fieldCss.clear, css.open)} aria-label={`Show ${label}`}>
          <Icon of={ChevronDown} />
        </Button>
      </span>
      {invalid && <span className={fieldCss.error}>{invalid}</span>}
      <Popover className={menuCss.popover ?? ''} offset={4}>
        <ListBox className={menuCss.menu ?? ''}>{options.map(optionItem)}</ListBox>
      </Popover>
    </AriaComboBox>
  )
}

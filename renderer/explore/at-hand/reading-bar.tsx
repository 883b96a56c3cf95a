import { useState } from 'react'
import type { HandFile, ReadOptions } from '#shared/contract/hand.ts'
import { Button, Checkbox, Select } from '../../ui/index.ts'
import css from './at-hand.module.css'
import { chosenTables, readAgain } from './read-again.ts'

const delimiters = [
  { id: ',', label: 'comma' },
  { id: ';', label: 'semicolon' },
  { id: '\t', label: 'tab' },
  { id: '|', label: 'bar |' },
  { id: ' ', label: 'space' },
  { id: ':', label: 'colon' },
]
const quotes = [
  { id: '"', label: 'double quotes' },
  { id: "'", label: 'single quotes' },
  { id: '', label: 'none' },
]
const encodings = [
  { id: 'utf-8', label: 'UTF-8' },
  { id: 'utf-16', label: 'UTF-16' },
  { id: 'windows-1252', label: 'windows-1252' },
]
const decimals = [
  { id: '.', label: 'point 1.5' },
  { id: ',', label: 'comma 1,5' },
]

const withValue = (options: { id: string; label: string }[], value: string) =>
  options.some(({ id }) => id === value) ? options : [...options, { id: value, label: value }]

/** How a file's text was read, as it was guessed; each choice reads it again. */
export function ReadingBar({ file }: { file: HandFile }) {
  const [busy, setBusy] = useState(false)
  const { format, used, asked } = file
  if (format !== 'csv' && format !== 'xlsx') return null
  const change = (options: ReadOptions) => {
    setBusy(true)
    void readAgain(file, { ...asked, ...options }, chosenTables(file)).finally(() => setBusy(false))
  }
  const guessed = Object.keys(asked).length === 0
  return (
    <fieldset className={css.reading} disabled={busy} aria-label="How it is read">
      <legend>{busy ? 'Reading again…' : guessed ? 'Read as guessed' : 'Read as you chose'}</legend>
      {format === 'csv' && (
        <>
          <Select
            label="Fields are parted by"
            hideLabel
            prefix="Parted by"
            quiet
            value={used.delimiter ?? ','}
            options={withValue(delimiters, used.delimiter ?? ',')}
            onChange={(delimiter) => change({ delimiter })}
          />
          <Select
            label="Quotes"
            hideLabel
            prefix="Quotes"
            quiet
            value={used.quote ?? '"'}
            options={withValue(quotes, used.quote ?? '"')}
            onChange={(quote) => change({ quote })}
          />
          <Select
            label="Decimal sign"
            hideLabel
            prefix="Decimal"
            quiet
            value={used.decimal ?? '.'}
            options={decimals}
            onChange={(decimal) => change({ decimal: decimal as ReadOptions['decimal'] })}
          />
          <Select
            label="Encoding"
            hideLabel
            prefix="Encoding"
            quiet
            value={used.encoding ?? 'utf-8'}
            options={encodings}
            onChange={(encoding) => change({ encoding: encoding as ReadOptions['encoding'] })}
          />
        </>
      )}
      <Checkbox isSelected={used.header ?? false} onChange={(header) => change({ header })}>
        First row names the columns
      </Checkbox>
      <Checkbox isSelected={used.allText ?? false} onChange={(allText) => change({ allText })}>
        All columns as text
      </Checkbox>
      {!guessed && (
        <Button
          kind="quiet"
          onPress={() => {
            setBusy(true)
            void readAgain(file, {}, chosenTables(file)).finally(() => setBusy(false))
          }}
        >
          Guess again
        </Button>
      )}
    </fieldset>
  )
}

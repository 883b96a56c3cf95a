import { useState } from 'react'
import type { GridLayout } from '../ui/data-grid/index.ts'
import { visible } from '../ui/data-grid/index.ts'
import { Button, formatCount, TextField } from '../ui/index.ts'
import css from './explore.module.css'
import { findColumn } from './find-column.ts'
import { partsOf } from './parts.ts'
import type { Execution } from './types.ts'

/** Goes to a row by its number, or to a column by a part of its name. */
export function GoTo({
  id,
  execution,
  layout,
  onDone,
}: {
  id: string
  execution: Execution
  layout: GridLayout
  onDone: () => void
}) {
  const [text, setText] = useState('')
  const rows = execution.shown?.rows ?? 0
  const names = layout.order
    .filter((index) => !layout.hidden.includes(index))
    .flatMap((index) => execution.base?.columns[index]?.name ?? [])
  const number = /^[\d,]+$/.test(text.trim()) ? Number(text.replaceAll(',', '')) : null
  const { name, others } = number === null ? findColumn(names, text) : { name: undefined, others: 0 }
  const problem =
    text === ''
      ? undefined
      : number === null
        ? name === undefined
          ? 'No column that is shown has that in its name'
          : undefined
        : number < 1 || number > rows
          ? `Rows are 1 to ${formatCount(rows)}`
          : undefined
  const go = () => {
    if (text === '' || problem) return
    onDone()
    // After the popover gave the focus back.
    setTimeout(() => {
      partsOf(id).grid?.goTo({
        ...(number !== null && { row: number - 1 }),
        ...(name !== undefined && { column: name }),
      })
    }, 50)
  }
  const more = others === 0 ? '' : `, and ${formatCount(others)} more have that in their name`
  return (
    <div className={css.form}>
      <TextField
        label="Row number or column name"
        autoFocus
        value={text}
        onChange={setText}
        invalid={problem}
        description={
          name !== undefined && text !== ''
            ? `Column ${visible(name)}${more}`
            : `1 to ${formatCount(rows)}, or a name`
        }
        onSubmit={go}
      />
      <Button onPress={go}>Go</Button>
    </div>
  )
}

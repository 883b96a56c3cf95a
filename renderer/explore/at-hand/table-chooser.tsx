import { useState } from 'react'
import type { HandFile } from '#shared/contract/hand.ts'
import { Button, Checkbox } from '../../ui/index.ts'
import css from './at-hand.module.css'
import { chosenTables, readAgain } from './read-again.ts'

/** Which sheets or tables of a file are read. */
export function TableChooser({ file }: { file: HandFile }) {
  const read = chosenTables(file) ?? []
  const [chosen, setChosen] = useState<string[] | null>(null)
  if (file.available.length < 2) return null
  const now = chosen ?? read
  const changed = chosen !== null && [...chosen].sort().join('\n') !== [...read].sort().join('\n')
  return (
    <fieldset className={css.tables} aria-label="Tables to read">
      <legend>{file.format === 'xlsx' ? 'Sheets' : 'Tables'}</legend>
      {file.available.map(({ table, problem }) => (
        <Checkbox
          key={table}
          isSelected={now.includes(table)}
          disabledReason={problem}
          onChange={(on) => setChosen(on ? [...now, table] : now.filter((one) => one !== table))}
        >
          {table}
        </Checkbox>
      ))}
      {changed && (
        <Button
          kind="primary"
          disabledReason={now.length === 0 ? 'Choose at least one' : undefined}
          onPress={() => void readAgain(file, file.asked, now).finally(() => setChosen(null))}
        >
          {`Read ${now.length}`}
        </Button>
      )}
    </fieldset>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { HandFile, HandTable } from '#shared/contract/hand.ts'
import { appErrorOf, client } from '../../client/index.ts'
import { Button, TextField } from '../../ui/index.ts'
import { nameInSql } from '../source-sql.ts'
import css from './at-hand.module.css'
import { refreshHand } from './data.ts'

/** The name by which SQL reads a table, and another one for it in place. */
export function NameForm({ file, table }: { file: HandFile; table: HandTable }) {
  const queries = useQueryClient()
  const [name, setName] = useState<string | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  if (name === null) {
    return (
      <div className={css.rename}>
        <span className={css.quiet}>In SQL</span>
        <code>{nameInSql(table.name)}</code>
        <Button kind="quiet" onPress={() => setName(table.name)}>
          Rename…
        </Button>
      </div>
    )
  }
  const done = () => {
    setName(null)
    setRefused(null)
  }
  const submit = () => {
    client.hand.rename({ id: file.id, from: table.name, to: name }).then(
      () => {
        done()
        refreshHand(queries)
      },
      (thrown: unknown) => setRefused(appErrorOf(thrown).message),
    )
  }
  return (
    <div className={css.rename}>
      <TextField
        label="Name in SQL"
        hideLabel
        mono
        autoFocus
        value={name}
        invalid={refused ?? undefined}
        onChange={(next) => {
          setName(next)
          setRefused(null)
        }}
        onSubmit={submit}
      />
      <Button kind="primary" onPress={submit}>
        Rename
      </Button>
      <Button kind="quiet" onPress={done}>
        Cancel
      </Button>
    </div>
  )
}

import { useState } from 'react'
import { short } from '#shared/names.ts'
import { appErrorOf, client } from '../client/index.ts'
import { Button, Problem, plural, TextField } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import { setMessage, useCommitDraft } from './commit-draft.ts'
import { type Status, useRefreshGit } from './data.ts'
import css from './git.module.css'
import { splitMessage } from './words.ts'

/** The message and the button. Mod+Enter in the message commits what is ticked. */
export function CommitForm({ status }: { status: Status }) {
  const { message, left } = useCommitDraft()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const refresh = useRefreshGit()
  const paths = status.changes.map(({ path }) => path).filter((path) => !left.has(path))
  const blocked =
    status.changes.length === 0
      ? 'Nothing changed since the last commit'
      : paths.length === 0
        ? 'Tick a file first'
        : message.trim() === ''
          ? 'Write a message first'
          : undefined
  const commit = async () => {
    if (blocked || busy) return
    setBusy(true)
    setError(null)
    try {
      const entry = await client.git.commit({ message: message.trim(), paths })
      setMessage('')
      frame().toast({ message: `Committed ${short(entry.commit)}: ${splitMessage(entry.message).title}` })
    } catch (thrown) {
      setError(appErrorOf(thrown).toData())
    } finally {
      setBusy(false)
      refresh()
    }
  }
  if (status.changes.length === 0) return null
  return (
    <div className={css.form}>
      <TextField
        label="Commit message"
        hideLabel
        rows={2}
        placeholder={`Message for ${status.branch ?? 'this commit'}`}
        value={message}
        onChange={setMessage}
        onSubmit={() => void commit()}
      />
      <Button
        kind="primary"
        keys="Mod+Enter"
        busy={busy}
        disabledReason={blocked}
        hint={`Commit ${plural(paths.length, 'file')}`}
        onPress={() => void commit()}
      >
        {labelOf(paths.length, status.changes.length)}
      </Button>
      {error !== null && <Problem error={error} />}
    </div>
  )
}

function labelOf(included: number, all: number): string {
  if (included === 0) return 'Commit'
  return included === all ? 'Commit all' : `Commit ${plural(included, 'file')}`
}

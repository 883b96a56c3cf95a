import { useState } from 'react'
import { short } from '#shared/names.ts'
import { appErrorOf, client } from '../client/index.ts'
import { storeTexts } from '../ui/file-changes.ts'
import { Button, Problem, plural, TextField } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import { setMessage, useCommitDraft } from './commit-draft.ts'
import { type Status, useReadStatus, useRefreshGit } from './data.ts'
import css from './git.module.css'
import { splitMessage } from './words.ts'

/** The message and the button. Mod+Enter in the message commits what is ticked. */
export function CommitForm({ status }: { status: Status }) {
  const { message, left } = useCommitDraft()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  /** Why Mod+Enter made no commit. */
  const [refused, setRefused] = useState<string>()
  const refresh = useRefreshGit()
  const readStatus = useReadStatus()
  const { changes } = status
  const ticked = pathsOf(changes, left)
  const commit = async () => {
    if (busy) return
    setBusy(true)
    setError(null)
    setRefused(undefined)
    try {
      await storeTexts()
      // The list is a few seconds old: where it is empty, a look tells whether it still is.
      const now = changes.length === 0 ? (await readStatus()).changes : changes
      const paths = pathsOf(now, left)
      const reason = reasonAgainst(now.length, paths.length, message)
      if (reason) {
        setRefused(`${reason}.`)
        return
      }
      const entry = await client.git.commit({ message: message.trim(), paths })
      setMessage('')
      // The next message is about what is changed then, not about what was just committed.
      await readStatus().catch(() => undefined)
      frame().toast({ message: `Committed ${short(entry.commit)}: ${splitMessage(entry.message).title}` })
    } catch (thrown) {
      setError(appErrorOf(thrown).toData())
    } finally {
      setBusy(false)
      refresh()
    }
  }
  return (
    <div className={css.form}>
      <TextField
        label="Commit message"
        hideLabel
        rows={2}
        placeholder={`Message for ${status.branch ?? 'this commit'}`}
        value={message}
        invalid={refused}
        onChange={(text) => {
          setMessage(text)
          setRefused(undefined)
        }}
        onSubmit={() => void commit()}
      />
      <Button
        kind="primary"
        keys="Mod+Enter"
        busy={busy}
        disabledReason={reasonAgainst(changes.length, ticked.length, message)}
        hint={`Commit ${plural(ticked.length, 'file')}`}
        onPress={() => void commit()}
      >
        {labelOf(ticked.length, changes.length)}
      </Button>
      {error !== null && <Problem error={error} />}
    </div>
  )
}

function pathsOf(changes: Status['changes'], left: ReadonlySet<string>): string[] {
  return changes.map(({ path }) => path).filter((path) => !left.has(path))
}

/** Why there can be no commit now. */
function reasonAgainst(changed: number, ticked: number, message: string): string | undefined {
  if (changed === 0) return 'Nothing changed since the last commit'
  if (ticked === 0) return 'Tick a file first'
  return message.trim() === '' ? 'Write a message first' : undefined
}

function labelOf(included: number, all: number): string {
  if (included === 0) return 'Commit'
  return included === all ? 'Commit all' : `Commit ${plural(included, 'file')}`
}

import { useState } from 'react'
import { Button, TextField } from '../ui/index.ts'
import { askGit, createBranch, type GitAsk, renameBranch, shelve, useGitAsk } from './branch-verbs.ts'
import { useCommitDraft } from './commit-draft.ts'
import type { Status } from './data.ts'
import css from './git.module.css'

/** Asks for the name of a branch or a shelf, in place above the changes. */
export function NameForm({ status }: { status: Status }) {
  const ask = useGitAsk((state) => state.ask)
  if (!ask) return null
  return <Form key={ask.kind} ask={ask} status={status} />
}

function Form({ ask, status }: { ask: GitAsk; status: Status }) {
  const [name, setName] = useState(ask.kind === 'renameBranch' ? ask.name : '')
  const [busy, setBusy] = useState(false)
  const left = useCommitDraft((draft) => draft.left)
  const ticked = status.changes.map(({ path }) => path).filter((path) => !left.has(path))
  const some = ticked.length > 0 && ticked.length < status.changes.length
  const words = {
    newBranch: { label: `New branch from ${status.branch ?? 'here'}`, button: 'Make and switch' },
    renameBranch: { label: `Rename ${status.branch ?? 'branch'}`, button: 'Rename' },
    shelve: {
      label: some
        ? `Shelve ${ticked.length} ticked of ${status.changes.length} changes`
        : 'Shelve all changes',
      button: 'Shelve',
    },
  }[ask.kind]
  const submit = async () => {
    const wanted = name.trim()
    if (busy || wanted === '') return
    setBusy(true)
    const done =
      ask.kind === 'newBranch'
        ? await createBranch(wanted, status.branch)
        : ask.kind === 'renameBranch'
          ? await renameBranch(ask.name, wanted)
          : await shelve(wanted, some ? ticked : null)
    setBusy(false)
    if (done) askGit(null)
  }
  const nothing = ask.kind === 'shelve' && status.changes.length === 0
  return (
    <fieldset
      className={css.nameForm}
      aria-label={words.label}
      onKeyDown={(event) => event.key === 'Escape' && askGit(null)}
    >
      <TextField
        label={words.label}
        autoFocus
        mono={ask.kind !== 'shelve'}
        placeholder={ask.kind === 'shelve' ? 'Try medians' : 'median-delay'}
        value={name}
        onChange={setName}
        onSubmit={() => void submit()}
      />
      <span className={css.nameActions}>
        <Button
          kind="primary"
          busy={busy}
          disabledReason={nothing ? 'Nothing changed since the last commit' : undefined}
          onPress={() => void submit()}
        >
          {words.button}
        </Button>
        <Button kind="quiet" onPress={() => askGit(null)}>
          Cancel
        </Button>
      </span>
    </fieldset>
  )
}

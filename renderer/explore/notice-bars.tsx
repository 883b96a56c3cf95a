import { useState } from 'react'
import { toAppError } from '#shared/errors.ts'
import { CodeDiff } from '../ui/code-editor/index.ts'
import { X } from '../ui/icons.ts'
import { Button, IconButton, StateView, TextField } from '../ui/index.ts'
import { showToast } from '../ui/toast.tsx'
import { useEngineNotice } from './engine-notice.ts'
import css from './explore.module.css'
import { keepNow, settleConflict, writeAgain } from './keep.ts'
import { partsOf } from './parts.ts'
import { nameProblem, queryPath } from './query-name.ts'
import { saveAs } from './save.ts'
import { updateTab } from './store.ts'
import type { QueryTabState } from './types.ts'

/** What the user should know before going on: an engine that came back, a file that changed, a name to give. */
export function NoticeBars({ id, state }: { id: string; state: QueryTabState }) {
  const { message, dismiss } = useEngineNotice()
  return (
    <>
      {state.naming && <NameBar id={id} />}
      {message && (
        <StateView
          state="partial"
          title={message}
          actions={<IconButton icon={X} label="Dismiss" onPress={dismiss} />}
        />
      )}
      {state.conflict && (
        <ConflictBar id={id} mine={state.text} theirs={state.conflict.text} path={state.path} />
      )}
      {state.saveError && !state.conflict && (
        <StateView
          state="partial"
          title={`Not saved: ${state.saveError.message} Your text is kept here.`}
          actions={
            state.saveError.code === 'FILE_MISSING' ? (
              <Button onPress={() => writeAgain(id)}>Write it again</Button>
            ) : (
              <Button onPress={() => void keepNow(id)}>Try again</Button>
            )
          }
        />
      )}
    </>
  )
}

/** Gives a draft its name, in place. */
function NameBar({ id }: { id: string }) {
  const [name, setName] = useState('')
  const [refused, setRefused] = useState<string | null>(null)
  const problem = name === '' ? null : nameProblem(name)
  const submit = () => {
    if (nameProblem(name) !== null) {
      setRefused(nameProblem(name))
      return
    }
    saveAs(id, name).then(
      () => showToast({ message: `Saved ${queryPath(name)}` }),
      (thrown: unknown) => setRefused(toAppError(thrown).message),
    )
  }
  const cancel = () => {
    updateTab(id, { naming: false })
    partsOf(id).editor?.focus()
  }
  return (
    <fieldset
      className={css.nameBar}
      aria-label="Save as"
      onKeyDown={({ key }) => key === 'Escape' && cancel()}
    >
      <span className={css.prefix}>queries/</span>
      <TextField
        label="Name of the query"
        hideLabel
        autoFocus
        mono
        placeholder="late_flights"
        value={name}
        invalid={refused ?? problem ?? undefined}
        onChange={(next) => {
          setName(next)
          setRefused(null)
        }}
        onSubmit={submit}
      />
      <span className={css.prefix}>.sql</span>
      <Button kind="primary" onPress={submit}>
        Save
      </Button>
      <Button kind="quiet" onPress={cancel}>
        Cancel
      </Button>
    </fieldset>
  )
}

/** The file changed elsewhere while it was edited here: both texts are kept until the user chooses. */
function ConflictBar({
  id,
  mine,
  theirs,
  path,
}: {
  id: string
  mine: string
  theirs: string
  path: string | null
}) {
  const [shown, setShown] = useState(false)
  return (
    <>
      <StateView
        state="partial"
        title={`${path ?? 'The file'} changed on disk while you edited it. Nothing is overwritten.`}
        actions={
          <>
            <Button onPress={() => setShown(!shown)}>{shown ? 'Hide comparison' : 'Compare'}</Button>
            <Button onPress={() => settleConflict(id, 'mine')}>Keep mine</Button>
            <Button onPress={() => settleConflict(id, 'theirs')}>Take theirs</Button>
          </>
        }
      />
      {shown && (
        <div className={css.conflict}>
          <CodeDiff before={theirs} after={mine} language="sql" label="On disk and here" />
        </div>
      )}
    </>
  )
}

import type { AppError } from '#shared/errors.ts'
import { useFileDraft } from '../client/file-drafts.ts'
import { FileConflict } from '../ui/code-editor/index.ts'
import { Button, Problem, StateView } from '../ui/index.ts'
import { openAsText } from './open.ts'

/** What keeps a file from being shown or saved, each with the way out. */
export function FileNotices({ path, problem }: { path: string; problem: AppError | null }) {
  const { draft, state } = useFileDraft(path)
  const { conflict, saveError } = state
  return (
    <>
      {conflict && (
        <FileConflict
          language="yaml"
          path={path}
          mine={state.text}
          theirs={conflict.text}
          onSettle={(keep) => void draft.settle(keep)}
        />
      )}
      {saveError && !conflict && (
        <StateView
          state="partial"
          title={`Not saved: ${saveError.message} Your change is kept here.`}
          actions={<Button onPress={() => void draft.save()}>Try again</Button>}
        />
      )}
      {problem && (
        <Problem
          error={problem.toData()}
          action={
            <Button kind="quiet" onPress={() => openAsText(path, problem.place.line)}>
              Open as text
            </Button>
          }
        />
      )}
    </>
  )
}

import { Undo2 } from '../ui/icons.ts'
import { Button, CommitChip, cx, Heading, StateView } from '../ui/index.ts'
import type { TabProps } from '../ui/workbench.ts'
import { ChangeMark } from './change-mark.tsx'
import { resultsOf } from './compare-results.ts'
import { useFileDiff, useFreshGit, useRefreshGit, useStatus } from './data.ts'
import { DiffActions } from './diff-actions.tsx'
import { DiffPane } from './diff-pane.tsx'
import { discard } from './discard.ts'
import css from './git.module.css'
import { useDiffLayout } from './layout.ts'
import { openFile } from './open.ts'

/** A changed file: as it was committed, and as it stands now. */
export default function DiffTab({ tab }: TabProps) {
  useFreshGit()
  const path = tab.params.path ?? ''
  const diff = useFileDiff(path)
  const status = useStatus()
  const refresh = useRefreshGit()
  const { inline } = useDiffLayout()
  const file = diff.data
  const sided = file !== undefined && file.before !== null && file.after !== null
  const equal = file !== undefined && file.before === file.after && file.before !== null
  const results = file ? resultsOf(path, file.before, file.after) : null
  return (
    <div className={css.tab}>
      <Heading
        title={path}
        mono
        chips={
          <>
            {file && !equal && <ChangeMark state={file.state} />}
            {status.data?.commit && <CommitChip commit={status.data.commit} />}
            <span className={cx(css.arrow, css.roomy)}>→ working copy</span>
          </>
        }
        actions={
          <>
            {sided && !equal && <DiffActions tab={tab.id} />}
            {results && (
              <Button
                kind="quiet"
                hint="The rows in which its result differs from the committed query's"
                onPress={results}
              >
                Compare results
              </Button>
            )}
            {file?.after != null && (
              <Button kind="quiet" onPress={() => openFile(path)}>
                Open
              </Button>
            )}
            {!equal && (
              <Button icon={Undo2} onPress={() => void discard(path, refresh)}>
                Discard
              </Button>
            )}
          </>
        }
      />
      {diff.isPending ? (
        <StateView state="loading" title={`Comparing ${path} with the last commit`} />
      ) : diff.isError ? (
        <StateView state="error" error={diff.error} onRetry={() => void diff.refetch()} />
      ) : equal ? (
        <StateView
          state="empty"
          title={`${path} is as it was committed.`}
          actions={<Button onPress={() => openFile(path)}>Open it</Button>}
        />
      ) : (
        <DiffPane tab={tab.id} file={diff.data} inline={inline} />
      )}
    </div>
  )
}

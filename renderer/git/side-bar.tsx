import { useEffect, useState } from 'react'
import { AppError } from '#shared/errors.ts'
import { useWorkspaceInfo } from '../client/index.ts'
import { GitBranch } from '../ui/icons.ts'
import { Button, Heading, Icon, StateView } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import { ChangesList } from './changes-list.tsx'
import { loadMessage } from './commit-draft.ts'
import { CommitForm } from './commit-form.tsx'
import { useFreshGit, useLog, useRefreshGit, useStatus } from './data.ts'
import css from './git.module.css'
import { HistoryList } from './history-list.tsx'
import { MergeBar } from './merge-bar.tsx'
import { NameForm } from './name-form.tsx'
import { RemoteBar } from './remote-bar.tsx'
import { useMergeState, useRemoteState } from './remote-data.ts'
import { useRemoteWork } from './remote-work.ts'
import { ShelvesList } from './shelves-list.tsx'
import { StaleLocks } from './stale-locks.tsx'

/** Changes to commit above, what was committed below. */
export function GitSideBar() {
  useFreshGit()
  useEffect(() => void loadMessage(), [])
  const status = useStatus()
  const log = useLog(status.data?.commit)
  const remote = useRemoteState()
  const merge = useMergeState()
  const refresh = useRefreshGit()
  const working = useRemoteWork(({ running }) => running !== null)
  // What was asked of a remote has ended: the branch may have moved.
  useEffect(() => {
    if (!working) refresh()
  }, [working, refresh])
  const noGit = status.error instanceof AppError && status.error.code === 'NO_GIT'
  return (
    <div className={css.sideBar}>
      <Heading
        title="Source control"
        level={2}
        actions={
          status.data && (
            <span className={css.branch} title="The branch that a commit is made on">
              <Icon of={GitBranch} tone="muted" label="Branch" />
              {status.data.branch ?? 'no branch'}
            </span>
          )
        }
      />
      {noGit ? (
        <PlainFolder />
      ) : status.isPending ? (
        <StateView state="loading" title="Reading what changed" />
      ) : status.isError ? (
        <StateView state="error" error={status.error} onRetry={() => void status.refetch()} />
      ) : (
        <>
          <StaleLocks locks={status.data.staleLocks} />
          {remote.data && <RemoteBar state={remote.data} />}
          <NameForm status={status.data} />
          {merge.data ? <MergeBar merge={merge.data} /> : <CommitForm status={status.data} />}
          <ChangesList status={status.data} />
          <ShelvesList branch={status.data.branch} />
          <HistoryList log={log} unborn={status.data.commit === null} />
        </>
      )}
    </div>
  )
}

/** A folder without git opens without versions, and says how to get them. */
function PlainFolder() {
  const { data } = useWorkspaceInfo()
  const [copied, setCopied] = useState(false)
  const command = `git init ${quoted(data?.root ?? '.')}`
  return (
    <StateView
      state="empty"
      title="This folder has no versions: it is no git repository."
      actions={
        <Button
          onPress={() => {
            void navigator.clipboard.writeText(command).then(() => {
              setCopied(true)
              frame().toast({ message: 'Copied. Run it in a terminal; the changes then stand here.' })
            })
          }}
        >
          {copied ? 'Copied' : 'Copy the command'}
        </Button>
      }
    >
      <p>Make it one, and each number can be tied to a commit. No file of yours changes:</p>
      <code className={css.command}>{command}</code>
    </StateView>
  )
}

/** A path as a shell takes it whole. */
function quoted(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

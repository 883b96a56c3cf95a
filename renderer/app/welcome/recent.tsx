import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RecentWorkspace } from '#shared/contract/workspace.ts'
import { client, useWorkspaceInfo } from '../../client/index.ts'
import { FolderGit2, FolderX, X } from '../../ui/icons.ts'
import {
  CutMiddle,
  formatInstant,
  Icon,
  IconButton,
  List,
  SearchField,
  StateView,
  showToast,
} from '../../ui/index.ts'
import { recentKey, showWorkspace } from '../workspace.ts'
import css from './welcome.module.css'

/** As long as its Undo is offered, a removed entry is only hidden. */
const undoable = 10_000

/** The workspaces opened last: Enter opens, Delete takes from the list. */
export function Recent({
  recent,
  onLocate,
}: {
  recent: UseQueryResult<RecentWorkspace[]>
  /** Asks where a folder is now that is not found. */
  onLocate: (workspace: RecentWorkspace) => void
}) {
  const queries = useQueryClient()
  const here = useWorkspaceInfo().data?.id
  const [find, setFind] = useState('')
  const [hidden, setHidden] = useState<Set<string>>(new Set())
  const all = (recent.data ?? []).filter(({ id }) => !hidden.has(id))
  const shown = all.filter(({ name, root }) => `${name} ${root}`.toLowerCase().includes(find.toLowerCase()))

  const hide = (id: string, hide: boolean) =>
    setHidden((before) => {
      const after = new Set(before)
      if (hide) after.add(id)
      else after.delete(id)
      return after
    })
  const forget = ({ id, name }: RecentWorkspace) => {
    hide(id, true)
    const timer = setTimeout(() => {
      void client.workspace.forget({ id }).then(() => queries.invalidateQueries({ queryKey: recentKey }))
    }, undoable)
    showToast({
      message: `${name} is out of the list. Its folder is untouched.`,
      undo: () => {
        clearTimeout(timer)
        hide(id, false)
      },
    })
  }

  return (
    <section className={css.section}>
      <div className={css.recentHead}>
        <h2>Recent</h2>
        {all.length > 5 && (
          <div className={css.find}>
            <SearchField label="Find in recent workspaces" value={find} onChange={setFind} />
          </div>
        )}
      </div>
      {recent.isPending && <StateView state="loading" title="Reading the recent workspaces" />}
      {recent.isError && (
        <StateView state="error" error={recent.error} onRetry={() => void recent.refetch()} />
      )}
      {recent.isSuccess && (
        <div className={css.recent}>
          <List
            label="Recent workspaces"
            items={shown}
            idOf={({ id }) => id}
            textOf={({ name }) => name}
            onAction={(one) => (one.found ? void showWorkspace(one.id) : onLocate(one))}
            onRemove={forget}
            selected={here}
            empty={
              all.length > 0
                ? 'None is called that.'
                : 'No workspace yet. Open a git folder, or try the demo: four sources and an evaluation, no network needed.'
            }
          >
            {(workspace) => (
              <>
                <Icon of={workspace.found ? FolderGit2 : FolderX} tone={workspace.found ? 'muted' : 'warn'} />
                <span className={css.title}>{workspace.name}</span>
                <span className={css.root}>
                  <CutMiddle text={workspace.root} />
                </span>
                <span className={css.when}>
                  {workspace.found ? formatInstant(workspace.openedAt).slice(0, 10) : 'not found. Locate…'}
                </span>
                <IconButton
                  icon={X}
                  label={`Take ${workspace.name} from the list`}
                  hint="Take from the list"
                  keys="Delete"
                  onPress={() => forget(workspace)}
                />
              </>
            )}
          </List>
        </div>
      )}
    </section>
  )
}

import { short } from '#shared/names.ts'
import { Undo2 } from '../ui/icons.ts'
import { Checkbox, IconButton, List } from '../ui/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { ChangeMark } from './change-mark.tsx'
import { setIncluded, useCommitDraft } from './commit-draft.ts'
import { type Status, useRefreshGit } from './data.ts'
import { discard } from './discard.ts'
import css from './git.module.css'
import { openDiff } from './open.ts'
import { splitPath } from './words.ts'

/** Each changed file with its mark: tick what the commit takes, Enter shows the diff, Delete discards (Undo). */
export function ChangesList({ status }: { status: Status }) {
  const { changes, commit } = status
  const left = useCommitDraft((draft) => draft.left)
  const refresh = useRefreshGit()
  const active = useWorkbench(({ tabs, activeTab }) => {
    const tab = tabs.find(({ id }) => id === activeTab)
    return tab?.kind === 'git.diff' ? (tab.params.path ?? null) : null
  })
  const paths = changes.map(({ path }) => path)
  const included = paths.filter((path) => !left.has(path)).length
  return (
    <section className={css.changes} aria-label="Changes">
      <div className={css.sectionHead}>
        {changes.length > 0 && (
          <Checkbox
            label="All changes"
            isSelected={included === changes.length}
            isIndeterminate={included > 0 && included < changes.length}
            onChange={(all) => setIncluded(paths, all)}
          />
        )}
        <h3>Changes</h3>
        <span className={css.count}>{changes.length}</span>
      </div>
      <List
        label="Changed files"
        items={changes}
        idOf={({ path }) => path}
        textOf={({ path, state, from }) => `${path}, ${from === undefined ? state : `renamed from ${from}`}`}
        onAction={({ path }) => openDiff(path)}
        onRemove={({ path }) => void discard(path, refresh)}
        selected={active}
        empty={commit ? `No changes since ${short(commit)}.` : 'Nothing to commit yet.'}
      >
        {({ path, state, from }) => {
          const { name, folder } = splitPath(path)
          return (
            <span className={css.change} title={path}>
              <Checkbox
                label={`Commit ${path}`}
                isSelected={!left.has(path)}
                onChange={(on) => setIncluded([path], on)}
              />
              <span className={css.file}>
                <span className={css.name}>{name}</span>
                <span className={css.folder}>{folder}</span>
              </span>
              <IconButton
                icon={Undo2}
                label={`Discard changes of ${name}`}
                keys="Delete"
                onPress={() => void discard(path, refresh)}
              />
              <ChangeMark state={state} from={from} />
            </span>
          )
        }}
      </List>
    </section>
  )
}

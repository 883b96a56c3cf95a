import { useState } from 'react'
import type { Shelf } from '#shared/contract/git-local.ts'
import { ArchiveRestore, Trash2 } from '../ui/icons.ts'
import { Button, IconButton, List, plural, StateView } from '../ui/index.ts'
import { applyShelf, dropShelf, useGitAsk } from './branch-verbs.ts'
import { useShelves } from './data.ts'
import css from './git.module.css'
import { openShelf } from './open.ts'
import { ago } from './words.ts'

/** Work that was put aside: Enter shows what is in it, Delete deletes it (Undo). */
export function ShelvesList({ branch }: { branch: string | null }) {
  const shelves = useShelves()
  const kept = useGitAsk((state) => state.kept)
  const [now] = useState(() => Date.now())
  const all = shelves.data ?? []
  if (all.length === 0) return null
  const offered = all.find(
    ({ commit, kind, branch: of }) => kind === 'switch' && (commit === kept || of === branch),
  )
  return (
    <section className={css.shelves} aria-label="Shelves">
      {offered && (
        <StateView
          state="partial"
          title={`Your work on ${offered.branch ?? 'a commit'} is kept.`}
          actions={
            <Button onPress={() => void applyShelf(offered.commit, offered.name)}>Bring it here</Button>
          }
        />
      )}
      <div className={css.sectionHead}>
        <h3>Shelves</h3>
        <span className={css.count}>{all.length}</span>
      </div>
      <List
        label="Shelves"
        items={all}
        idOf={({ commit }) => commit}
        textOf={({ name }) => name}
        onAction={openShelf}
        onRemove={({ commit, name }) => void dropShelf(commit, name)}
      >
        {(shelf) => <ShelfRow shelf={shelf} now={now} />}
      </List>
    </section>
  )
}

function ShelfRow({ shelf, now }: { shelf: Shelf; now: number }) {
  const { commit, name, branch, at, paths } = shelf
  return (
    <span className={css.change} title={`${name}\n${paths.join('\n')}`}>
      <span className={css.file}>
        <span className={css.name}>{name}</span>
        <span className={css.folder}>
          {[branch, plural(paths.length, 'file'), ago(at, now)].filter(Boolean).join(', ')}
        </span>
      </span>
      <IconButton
        icon={ArchiveRestore}
        label={`Bring ${name} here`}
        onPress={() => void applyShelf(commit, name)}
      />
      <IconButton
        icon={Trash2}
        label={`Delete the shelf ${name}`}
        keys="Delete"
        onPress={() => void dropShelf(commit, name)}
      />
    </span>
  )
}

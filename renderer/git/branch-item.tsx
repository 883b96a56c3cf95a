import { useState } from 'react'
import { GitBranch, GitBranchPlus, Layers2, Pencil, Trash2 } from '../ui/icons.ts'
import { Menu, type MenuEntry, PointMenu } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import { askGit, deleteBranch, switchBranch } from './branch-verbs.ts'
import { useBranches } from './data.ts'

/** The menu of branches under the status bar's item: go to one, make, rename or delete one. `children` opens it. */
export function BranchMenu({ branch, children }: { branch: string | null; children: React.ReactElement }) {
  const branches = useBranches()
  const [deleting, setDeleting] = useState<{ x: number; y: number } | null>(null)
  const all = branches.data ?? []
  // The branch is known before the list of all is read again.
  const isCurrent = ({ name, remote }: (typeof all)[number]) => !remote && name === branch
  const others = all.filter((one) => !one.remote && !isCurrent(one))
  const choices = (remote: boolean) =>
    all
      .filter((one) => one.remote === remote)
      .map((one) => ({
        id: one.name,
        label: one.name,
        detail: one.message,
        checked: isCurrent(one),
        run: () => void switchBranch(one.name),
      }))
  const items: MenuEntry[] = [
    { heading: 'Branches', items: choices(false) },
    ...(all.some(({ remote }) => remote) ? [{ heading: 'Of remotes', items: choices(true) }] : []),
    { separator: 'verbs' },
    { id: ':new', label: 'New branch…', icon: GitBranchPlus, run: () => askGit({ kind: 'newBranch' }) },
    {
      id: ':rename',
      label: `Rename ${branch ?? 'branch'}…`,
      icon: Pencil,
      run: () => branch !== null && askGit({ kind: 'renameBranch', name: branch }),
      ...(branch === null && { disabledReason: 'You are at a commit, on no branch' }),
    },
    {
      id: ':delete',
      label: 'Delete a branch…',
      icon: Trash2,
      run: () => void setTimeout(() => setDeleting({ x: 72, y: innerHeight - 120 })),
      ...(others.length === 0 && { disabledReason: 'There is no other branch' }),
    },
    {
      id: ':shelve',
      label: 'Shelve changes…',
      icon: Layers2,
      keys: 'Mod+K H',
      run: () => askGit({ kind: 'shelve' }),
    },
    {
      id: ':show',
      label: 'Source control',
      icon: GitBranch,
      keys: 'Mod+Shift+G',
      run: () => frame().showFeature('git'),
    },
  ]
  return (
    <>
      <Menu label="Branches" items={items} placement="top start">
        {children}
      </Menu>
      <PointMenu
        label="Delete a branch"
        at={deleting}
        items={others.map(({ name, message }) => ({
          id: name,
          label: name,
          detail: message,
          icon: Trash2,
          run: () => void deleteBranch(name),
        }))}
        onClose={() => setDeleting(null)}
      />
    </>
  )
}

import { fileDraft } from '../client/file-drafts.ts'
import { client } from '../client/index.ts'
import { type Command, frame, type Tab, useWorkbench } from '../ui/workbench.ts'
import { askGit } from './branch-verbs.ts'
import { goToChange, settleConflict } from './diff-parts.ts'
import { discard } from './discard.ts'
import { setInline, useDiffLayout } from './layout.ts'
import { openHistory } from './open.ts'
import { remoteOf } from './remote-bar.tsx'
import { askRemote } from './remote-work.ts'
import { showSearch } from './search/store.ts'

function activeTab(): Tab | undefined {
  const { tabs, activeTab } = useWorkbench.getState()
  return tabs.find(({ id }) => id === activeTab)
}

const diffs: Command['when'] = ['git.diff', 'git.commit', 'git.file', 'git.conflict']

/** Asks the remote of the branch; the side bar shows how it goes. */
async function ask(verb: 'fetch' | 'pull' | 'push'): Promise<void> {
  frame().showFeature('git')
  const state = await client.git.remote.state().catch(() => null)
  const remote = state ? remoteOf(state) : ''
  if (remote === '') return
  await askRemote(verb === 'push' ? { verb, remote, lease: null } : { verb, remote })
}

export const commands: Command[] = [
  { id: 'git.push', title: 'Push commits and runs', keys: 'Mod+K U', run: () => void ask('push') },
  { id: 'git.pull', title: 'Pull: fetch, then merge', keys: 'Mod+K G', run: () => void ask('pull') },
  { id: 'git.fetch', title: 'Fetch from the remote', keys: 'Mod+K R', run: () => void ask('fetch') },
  { id: 'git.show', title: 'Source control: show', run: () => frame().showFeature('git') },
  { id: 'git.search', title: 'Search in all files', keys: 'Mod+Shift+F', run: showSearch },
  {
    id: 'git.branches',
    title: 'Switch branch',
    keys: 'Mod+K B',
    run: () => document.querySelector('[data-branch-item]')?.closest('button')?.click(),
  },
  { id: 'git.newBranch', title: 'New branch', run: () => askGit({ kind: 'newBranch' }) },
  { id: 'git.shelve', title: 'Shelve changes', keys: 'Mod+K H', run: () => askGit({ kind: 'shelve' }) },
  {
    id: 'git.fileHistory',
    title: 'History of this file',
    keys: 'Mod+K L',
    when: ['explore.query', 'text', 'git.diff'],
    run: () => {
      const path = activeTab()?.params.path
      if (path !== undefined) openHistory(path)
      else frame().toast({ message: 'This query has no file yet, so it has no history.' })
    },
  },
  {
    id: 'git.nextChange',
    title: 'Next change',
    keys: 'F7',
    when: diffs,
    run: () => goToChange(activeTab()?.id ?? null, 'next'),
  },
  {
    id: 'git.previousChange',
    title: 'Previous change',
    keys: 'Shift+F7',
    when: diffs,
    run: () => goToChange(activeTab()?.id ?? null, 'previous'),
  },
  {
    id: 'git.layout',
    title: 'Diff: side by side or inline',
    when: diffs,
    run: () => setInline(!useDiffLayout.getState().inline),
  },
  ...(['ours', 'theirs', 'both'] as const).map(
    (take): Command => ({
      id: `git.use.${take}`,
      title: `Conflict: use ${take}`,
      keys: { ours: 'Alt+Shift+1', theirs: 'Alt+Shift+2', both: 'Alt+Shift+3' }[take],
      when: ['git.conflict'],
      run: () => settleConflict(activeTab()?.id ?? null, take),
    }),
  ),
  {
    id: 'git.discard',
    title: 'Discard changes of this file',
    when: ['git.diff'],
    run: () => {
      const path = activeTab()?.params.path
      if (path !== undefined) void discard(path, () => undefined)
    },
  },
  {
    id: 'text.save',
    title: 'Save file',
    keys: 'Mod+S',
    when: ['text'],
    run: () => {
      const path = activeTab()?.params.path
      if (path !== undefined) void fileDraft(path).save()
    },
  },
]

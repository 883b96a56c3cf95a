import { useState } from 'react'
import { fileNameProblem } from '#shared/file-name.ts'
import { Copy, FilePlus, Folder, FolderInput, FolderPlus, History, Pencil, Trash2 } from '../ui/icons.ts'
import { Button, type MenuEntry, PointMenu, TextField } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import css from './explore.module.css'
import {
  askFile,
  deleteFile,
  duplicateFile,
  makeFolder,
  makeQuery,
  moveFile,
  renameFile,
  shownName,
  useFileAsk,
} from './file-verbs.ts'

/** What is asked about a file of the tree: its menu, where it goes, or a name, in place above the tree. */
export function FileAsks({ folders, onDone }: { folders: readonly string[]; onDone: () => void }) {
  const ask = useFileAsk((state) => state.ask)
  const close = () => {
    // The menu's own verb may have asked the next question.
    if (useFileAsk.getState().ask === ask) askFile(null)
  }
  if (!ask) return null
  if (ask.kind === 'menu' || ask.kind === 'move') {
    const items = ask.kind === 'menu' ? verbsOf(ask.path, ask.at) : targetsOf(ask.path, folders)
    const label = ask.kind === 'menu' ? `Actions of ${ask.path}` : `Move ${ask.path} to`
    return <PointMenu label={label} at={ask.at} items={items} onClose={close} />
  }
  return <NameForm key={`${ask.kind} ${ask.path}`} kind={ask.kind} path={ask.path} onDone={onDone} />
}

function verbsOf(path: string, at: { x: number; y: number }): MenuEntry[] {
  const isFile = /\.sql$/i.test(path)
  const inFolder: MenuEntry[] = [
    { id: 'query', label: 'New query here…', icon: FilePlus, run: () => askFile({ kind: 'newQuery', path }) },
    { id: 'folder', label: 'New folder…', icon: FolderPlus, run: () => askFile({ kind: 'newFolder', path }) },
  ]
  if (path === 'queries') return inFolder
  return [
    ...(isFile ? [] : [...inFolder, { separator: 'inside' }]),
    {
      id: 'rename',
      label: 'Rename…',
      icon: Pencil,
      keys: 'F2',
      run: () => askFile({ kind: 'rename', path }),
    },
    // The menu closes first, and the focus with it.
    {
      id: 'move',
      label: 'Move to…',
      icon: FolderInput,
      keys: 'M',
      run: () => setTimeout(() => askFile({ kind: 'move', path, at })),
    },
    ...(isFile
      ? [
          { id: 'copy', label: 'Duplicate', icon: Copy, keys: 'Mod+D', run: () => void duplicateFile(path) },
          { id: 'history', label: 'History of this file', icon: History, run: () => openHistoryOf(path) },
        ]
      : []),
    { separator: 'away' },
    { id: 'delete', label: 'Delete', icon: Trash2, keys: 'Delete', run: () => void deleteFile(path) },
  ]
}

function openHistoryOf(path: string): void {
  frame().openTab({ id: `git.file:${path}`, kind: 'git.file', title: shownName(path), params: { path } })
}

function targetsOf(path: string, folders: readonly string[]): MenuEntry[] {
  const parent = path.slice(0, path.lastIndexOf('/'))
  return ['queries', ...folders.filter((folder) => folder.startsWith('queries/'))]
    .filter((folder) => folder !== path && !folder.startsWith(`${path}/`))
    .map((folder) => ({
      id: folder,
      label: folder,
      icon: Folder,
      run: () => void moveFile(path, folder),
      ...(folder === parent && { disabledReason: 'It is here now' }),
    }))
}

const words = {
  rename: { title: 'Rename', button: 'Rename', placeholder: '' },
  newFolder: { title: 'New folder in', button: 'Make folder', placeholder: 'monthly' },
  newQuery: { title: 'New query in', button: 'Make query', placeholder: 'late_flights' },
}

function NameForm({ kind, path, onDone }: { kind: keyof typeof words; path: string; onDone: () => void }) {
  const [name, setName] = useState(kind === 'rename' ? shownName(path) : '')
  const [busy, setBusy] = useState(false)
  const problem = name === '' ? undefined : (fileNameProblem(name.trim()) ?? undefined)
  const { title, button, placeholder } = words[kind]
  const end = () => {
    askFile(null)
    onDone()
  }
  const submit = async () => {
    if (busy || name.trim() === '' || problem) return
    setBusy(true)
    const done =
      kind === 'rename'
        ? await renameFile(path, name)
        : kind === 'newFolder'
          ? await makeFolder(path, name)
          : await makeQuery(path, name)
    setBusy(false)
    if (!done) return
    if (kind === 'newQuery') askFile(null)
    else end()
  }
  return (
    <fieldset
      className={css.fileForm}
      aria-label={`${title} ${path}`}
      onKeyDown={(event) => event.key === 'Escape' && end()}
    >
      <TextField
        label={`${title} ${path}`}
        autoFocus
        mono
        placeholder={placeholder}
        value={name}
        invalid={problem}
        onChange={setName}
        onSubmit={() => void submit()}
      />
      <span className={css.fileFormActions}>
        <Button kind="primary" busy={busy} onPress={() => void submit()}>
          {button}
        </Button>
        <Button kind="quiet" onPress={end}>
          Cancel
        </Button>
      </span>
    </fieldset>
  )
}

import { create } from 'zustand'
import { client } from '../client/index.ts'
import { changeFiles } from '../ui/file-changes.ts'
import { frame } from '../ui/workbench.ts'
import { openQueryFile } from './open.ts'

/** What the side bar asks about a file or folder: a name in place, or where it goes. */
export type FileAsk =
  | { kind: 'rename' | 'newFolder' | 'newQuery'; path: string }
  | { kind: 'move' | 'menu'; path: string; at: { x: number; y: number } }

export const useFileAsk = create<{ ask: FileAsk | null }>(() => ({ ask: null }))

/** Asks in the side bar, which is shown for it. Null: no more. */
export function askFile(ask: FileAsk | null): void {
  if (ask) frame().showFeature('explore')
  useFileAsk.setState({ ask })
}

const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/'))
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** The name as it is typed: a query's without its ending. */
export const shownName = (path: string): string => nameOf(path).replace(/\.sql$/i, '')

/** Gives a file or folder another name where it is. False when it was refused. */
export async function renameFile(path: string, name: string): Promise<boolean> {
  const ending = /\.sql$/i.exec(path)?.[0] ?? ''
  const to = `${parentOf(path)}/${name.trim().replace(/\.sql$/i, '')}${ending}`
  if (to === path) return true
  return (await changeFiles(() => client.files.move({ moves: [{ from: path, to }] }))) !== null
}

/** Moves a file or folder into another folder. */
export async function moveFile(path: string, folder: string): Promise<void> {
  const to = `${folder}/${nameOf(path)}`
  if (to === path || parentOf(path) === folder) return
  await changeFiles(() => client.files.move({ moves: [{ from: path, to }] }))
}

export async function duplicateFile(path: string): Promise<void> {
  let copy: string | null = null
  await changeFiles(async () => {
    const change = await client.files.duplicate({ path })
    copy = change.path
    return change
  })
  if (copy !== null) openQueryFile(copy)
}

export async function deleteFile(path: string): Promise<void> {
  await changeFiles(() => client.files.remove({ paths: [path] }))
}

export async function makeFolder(parent: string, name: string): Promise<boolean> {
  const path = `${parent}/${name.trim()}`
  return (await changeFiles(() => client.files.createFolder({ path }))) !== null
}

/** Makes an empty query in a folder and opens it. */
export async function makeQuery(folder: string, name: string): Promise<boolean> {
  const path = `${folder}/${name.trim().replace(/\.sql$/i, '')}.sql`
  const edits = [{ path, was: null, text: '' }]
  const made = await changeFiles(() => client.files.write({ words: `Made ${nameOf(path)}`, edits }))
  if (made) openQueryFile(path)
  return made !== null
}

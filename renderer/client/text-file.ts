import { useEffect } from 'react'
import { create } from 'zustand'
import type { AppError } from '#shared/errors.ts'
import { appErrorOf, client } from './connection.ts'

/** A text file of the workspace that is being edited. */
export interface TextFileState {
  state: 'loading' | 'ready' | 'failed'
  text: string
  /** What the file holds on disk, and its digest. */
  onDisk: { text: string; digest: string } | null
  /** Why it could not be read or written. */
  error: AppError | null
  /** The file was changed elsewhere since these edits began: both texts are kept. */
  conflict: { text: string; digest: string } | null
}

/** How long after the last key a text is stored. */
const pause = 300

const useFiles = create<Record<string, TextFileState>>(() => ({}))
const timers = new Map<string, ReturnType<typeof setTimeout>>()
const writing = new Map<string, Promise<void>>()
const keyOf = (path: string) => `file.${path}`

function update(path: string, change: Partial<TextFileState>): void {
  useFiles.setState((files) => {
    const file = files[path]
    return file ? { [path]: { ...file, ...change } } : {}
  })
}

/** Reads the file; edits that were kept of it and never written come back. Own edits are never overwritten. */
export async function loadTextFile(path: string): Promise<void> {
  const known = useFiles.getState()[path]
  if (known && (known.state === 'loading' || known.text !== known.onDisk?.text)) return
  if (!known) {
    const state = { state: 'loading' as const, text: '', onDisk: null, error: null, conflict: null }
    useFiles.setState({ [path]: state })
  }
  try {
    const [file, { value }] = await Promise.all([
      client.workspace.read({ path }),
      client.workspace.getState({ key: keyOf(path) }),
    ])
    const onDisk = { text: file.text, digest: file.digest }
    const kept = value === null ? null : parseKept(value)
    if (!kept || kept.text === file.text) {
      update(path, { state: 'ready', text: file.text, onDisk, error: null, conflict: null })
    } else {
      const conflict = kept.was === file.digest ? null : onDisk
      update(path, { state: 'ready', text: kept.text, onDisk, error: null, conflict })
    }
  } catch (thrown) {
    if (!known) update(path, { state: 'failed', error: appErrorOf(thrown) })
  }
}

function parseKept(value: string): { text: string; was: string } | null {
  try {
    const kept: { text?: unknown; was?: unknown } = JSON.parse(value)
    return typeof kept.text === 'string' && typeof kept.was === 'string'
      ? { text: kept.text, was: kept.was }
      : null
  } catch {
    return null
  }
}

/**
 * Changes the text. It is kept on this computer 300 ms after the last key; the file itself is written with it where
 * `whole` says that the text can be used, and else waits for `saveTextFile`.
 */
export function editTextFile(path: string, text: string, whole: (text: string) => boolean): void {
  update(path, { text })
  clearTimeout(timers.get(path))
  timers.set(
    path,
    setTimeout(() => void store(path, whole(text)), pause),
  )
}

/** Writes the text into the file now, whatever it is. Fulfilled when it is durable; problems stand in the state. */
export function saveTextFile(path: string): Promise<void> {
  return store(path, true)
}

function store(path: string, toFile: boolean): Promise<void> {
  clearTimeout(timers.get(path))
  timers.delete(path)
  const now = (writing.get(path) ?? Promise.resolve()).then(() => write(path, toFile))
  writing.set(path, now)
  return now
}

async function write(path: string, toFile: boolean): Promise<void> {
  const file = useFiles.getState()[path]
  if (file?.state !== 'ready' || !file.onDisk) return
  const { text, onDisk } = file
  try {
    const kept = text === onDisk.text ? null : JSON.stringify({ text, was: onDisk.digest })
    await client.workspace.setState({ key: keyOf(path), value: kept })
    if (!toFile || kept === null || file.conflict) return
    const { digest } = await client.workspace.write({ path, text, was: onDisk.digest })
    update(path, { onDisk: { text, digest }, error: null })
    await client.workspace.setState({ key: keyOf(path), value: null })
  } catch (thrown) {
    const error = appErrorOf(thrown)
    if (error.code !== 'FILE_CHANGED') update(path, { error })
    else {
      const now = await client.workspace.read({ path }).catch(() => null)
      if (now) update(path, { conflict: { text: now.text, digest: now.digest } })
      else update(path, { error })
    }
  }
}

/** Ends a conflict: `mine` overwrites what stands on disk, `theirs` takes it over. */
export function settleTextFile(path: string, keep: 'mine' | 'theirs'): Promise<void> {
  const file = useFiles.getState()[path]
  if (!file?.conflict) return Promise.resolve()
  const { conflict } = file
  update(path, { onDisk: conflict, conflict: null, ...(keep === 'theirs' && { text: conflict.text }) })
  return store(path, true)
}

/** The file's text for an editor; read when first shown and again whenever the window gets the focus. Null: no path. */
export function useTextFile(path: string | null): TextFileState | undefined {
  useEffect(() => {
    if (path === null) return
    const load = () => void loadTextFile(path)
    load()
    addEventListener('focus', load)
    return () => removeEventListener('focus', load)
  }, [path])
  return useFiles((files) => (path === null ? undefined : files[path]))
}

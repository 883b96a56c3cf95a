import type { AppError } from '#shared/errors.ts'
import { mergedText } from './merge-text.ts'

interface FileText {
  text: string
  digest: string
}

/** What a screen shows of a file that is being edited. Replaced, never changed, so that React sees each step. */
export interface DraftState {
  state: 'loading' | 'ready' | 'failed'
  text: string
  /** What the file is known to hold. */
  file: FileText | null
  /** The file changed elsewhere while it was edited here: both texts are kept until the user chooses. */
  conflict: FileText | null
  /** Why the last write failed; the text is kept on this computer all the same. */
  saveError: AppError | null
  loadError: AppError | null
  saving: boolean
}

/** What a draft needs of main. */
export interface DraftStorage {
  read(path: string): Promise<FileText>
  write(path: string, text: string, was: string | null): Promise<{ digest: string }>
  getState(key: string): Promise<string | null>
  setState(key: string, value: string | null): Promise<void>
  /** Called when what another program wrote was merged into the text. */
  merged(path: string): void
  asError(thrown: unknown): AppError
}

/** How long after the last key a text is stored, in ms. */
const pause = 300
/** With a longer one beside its text, what is kept of a file could pass what main takes. */
const mostBase = 1_000_000
/** State keys are at most 200 long; the kept value names its path whole. */
const keyOf = (path: string) => `file.${path.slice(-190)}`

/** Takes what was kept of a file along to its new path. */
export async function moveKeptText(from: string, to: string, storage: DraftStorage): Promise<void> {
  const value = await storage.getState(keyOf(from)).catch(() => null)
  if (value === null) return
  const kept: object = JSON.parse(value)
  await storage.setState(keyOf(to), JSON.stringify({ ...kept, path: to }))
  await storage.setState(keyOf(from), null)
}

/**
 * The text of one workspace file while it is edited. What is typed is kept on this computer 300 ms after the last
 * key; the file itself is written by `save` (or as well, with `autosave`), never over what another program wrote.
 */
export class FileDraft {
  readonly path: string
  #storage: DraftStorage
  #listeners = new Set<() => void>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #working: Promise<unknown> = Promise.resolve()
  #autosave = false
  #now: DraftState = {
    state: 'loading',
    text: '',
    file: null,
    conflict: null,
    saveError: null,
    loadError: null,
    saving: false,
  }

  constructor(path: string, storage: DraftStorage) {
    this.path = path
    this.#storage = storage
    void this.load()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly snapshot = (): DraftState => this.#now

  /** True while the text differs from the file's. */
  get dirty(): boolean {
    return this.#now.state === 'ready' && this.#now.text !== this.#now.file?.text
  }

  /** Reads the file, and what was typed into it before and is not in it yet. */
  async load(): Promise<void> {
    this.#set({ state: 'loading', loadError: null })
    try {
      const [file, kept] = await Promise.all([this.#storage.read(this.path), this.#kept()])
      if (kept === null || kept.text === file.text) {
        this.#set({ state: 'ready', text: file.text, file, conflict: null })
        return
      }
      const { text, digest, base } = kept
      const same = digest === file.digest
      if (same || base === undefined) {
        this.#set({ state: 'ready', text, file, conflict: same ? null : file })
        return
      }
      this.#set({ state: 'ready', text, file: { text: base, digest } })
      this.#takeIn(file)
    } catch (thrown) {
      this.#set({ state: 'failed', loadError: this.#storage.asError(thrown) })
    }
  }

  /** What the user typed. With `autosave` it reaches the file as well. */
  edit(text: string, options: { autosave?: boolean } = {}): void {
    if (this.#now.state !== 'ready' || text === this.#now.text) return
    this.#set({ text })
    this.#autosave = options.autosave ?? false
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), pause)
  }

  /** Stores now what a timer waits for. Fulfilled when it is durable. */
  flush(): Promise<void> {
    if (this.#timer === undefined) return this.#working.then(() => undefined)
    clearTimeout(this.#timer)
    this.#timer = undefined
    return this.#next(async () => {
      await this.#keep()
      if (this.#autosave && this.#now.conflict === null) await this.#write()
    })
  }

  /** Writes the text into the file. False when it could not be: the state says why. */
  save(): Promise<boolean> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    return this.#next(async () => {
      if (this.#now.state !== 'ready' || this.#now.conflict) return false
      await this.#keep()
      return this.#write()
    })
  }

  /** Ends a conflict: `mine` overwrites the file, `theirs` takes its text. */
  async settle(keep: 'mine' | 'theirs'): Promise<void> {
    const { conflict } = this.#now
    if (!conflict) return
    this.#set({ file: conflict, conflict: null, ...(keep === 'theirs' && { text: conflict.text }) })
    await this.save()
  }

  /** Gives up what was typed. The text it had is answered, so that it can be brought back. */
  revert(): string {
    const { text, file } = this.#now
    if (file) {
      this.edit(file.text, { autosave: false })
      void this.flush()
    }
    return text
  }

  /** Takes over what another program wrote; own edits make it a conflict instead. */
  async refresh(): Promise<void> {
    if (this.#now.state === 'failed') return this.load()
    if (this.#now.state !== 'ready' || this.#timer !== undefined || this.#now.conflict) return
    await this.#working
    try {
      const file = await this.#storage.read(this.path)
      if (file.digest !== this.#now.file?.digest && this.#timer === undefined) this.#takeIn(file)
    } catch {
      // A file that is gone or unreadable is told when something is written into it.
    }
  }

  /**
   * Brings the text and what the file holds together: without edits of our own the file's text is taken, edits in
   * other lines are merged into it, and else it is a conflict, in which nothing is lost.
   */
  #takeIn(file: FileText): 'taken' | 'merged' | 'conflict' {
    const { text, file: base } = this.#now
    if (text === base?.text || text === file.text) {
      this.#set({ text: file.text, file, conflict: null, saveError: null })
      return 'taken'
    }
    const both = base && mergedText(base.text, text, file.text)
    if (both === null) {
      this.#set({ conflict: file, saveError: null })
      return 'conflict'
    }
    this.#set({ text: both, file, conflict: null, saveError: null })
    this.#storage.merged(this.path)
    this.#timer ??= setTimeout(() => void this.flush(), pause)
    return 'merged'
  }

  #set(change: Partial<DraftState>): void {
    this.#now = { ...this.#now, ...change }
    for (const listener of this.#listeners) listener()
  }

  #next<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.#working.then(work)
    this.#working = next.catch(() => undefined)
    return next
  }

  async #kept(): Promise<(FileText & { base?: string }) | null> {
    const value = await this.#storage.getState(keyOf(this.path)).catch(() => null)
    if (value === null) return null
    try {
      const kept: { v?: number; path?: string; base?: string } & Partial<FileText> = JSON.parse(value)
      const { text, digest, base } = kept
      if (kept.v !== 1 || kept.path !== this.path) return null
      if (typeof text !== 'string' || typeof digest !== 'string') return null
      return { text, digest, ...(typeof base === 'string' && { base }) }
    } catch {
      return null
    }
  }

  /** The draft first: it holds the text even when the file cannot be written. */
  async #keep(): Promise<void> {
    const { path } = this
    const { text, file } = this.#now
    const base = file && file.text.length <= mostBase ? { base: file.text } : {}
    const value =
      text === file?.text ? null : JSON.stringify({ v: 1, path, text, digest: file?.digest, ...base })
    try {
      await this.#storage.setState(keyOf(this.path), value)
    } catch (thrown) {
      this.#set({ saveError: this.#storage.asError(thrown) })
    }
  }

  async #write(): Promise<boolean> {
    const { text, file } = this.#now
    if (text === file?.text) {
      this.#set({ saveError: null })
      return true
    }
    this.#set({ saving: true })
    try {
      const { digest } = await this.#storage.write(this.path, text, file?.digest ?? null)
      this.#set({ file: { text, digest }, saveError: null })
      await this.#keep()
      return true
    } catch (thrown) {
      const error = this.#storage.asError(thrown)
      if (error.code === 'FILE_CHANGED') return await this.#writeMerged()
      this.#set({ saveError: error })
      return false
    } finally {
      this.#set({ saving: false })
    }
  }

  /** True when the text is in the file after all. */
  async #writeMerged(): Promise<boolean> {
    try {
      const found = this.#takeIn(await this.#storage.read(this.path))
      return found === 'merged' ? this.#write() : found === 'taken'
    } catch (thrown) {
      this.#set({ saveError: this.#storage.asError(thrown) })
      return false
    }
  }
}

import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { comparePaths } from '#shared/format/manifest.ts'
import { writeAll } from '../disk/index.ts'
import { readLines } from './lines.ts'

/** What is remembered of an object that was read: unchanged size and time mean unchanged bytes. */
export interface Seen {
  path: string
  size: number
  /** Milliseconds since 1970; -1 when the time was too fresh to be relied on. */
  mtime: number
  sha256: string
  /** What the remote says of these bytes, such as an ETag. */
  tag?: string | null
}

/** `<sha256> <size> <mtime> <path as JSON>`, then the tag as JSON where there is one; sorted by path like a manifest. */
export function seenLine({ path, size, mtime, sha256, tag }: Seen): string {
  const end = tag ? ` ${JSON.stringify(tag)}` : ''
  return `${sha256} ${size} ${mtime} ${JSON.stringify(path)}${end}\n`
}

const line = /^([0-9a-f]{64}) (\d+) (-1|\d+(?:\.\d+)?) ("(?:[^"\\]|\\.)*")(?: ("(?:[^"\\]|\\.)*"))?$/s

function parseSeen(text: string): Seen | null {
  const [, sha256, size, mtime, json, tag] = line.exec(text) ?? []
  if (!sha256 || !json) return null
  try {
    return {
      sha256,
      size: Number(size),
      mtime: Number(mtime),
      path: JSON.parse(json) as string,
      ...(tag && { tag: JSON.parse(tag) as string }),
    }
  } catch {
    return null
  }
}

/** Entries of a seen file or journal. What cannot be read is as if never seen: its object is read again. */
export function* readSeen(file: string): Generator<Seen, void, void> {
  if (!existsSync(file)) return
  let last: string | undefined
  for (const text of readLines(file)) {
    const seen = parseSeen(text)
    if (!seen || (last !== undefined && comparePaths(last, seen.path) >= 0)) continue
    last = seen.path
    yield seen
  }
}

export const journalOf = (seen: string): string => `${seen}.journal`

/** Remembers what an unfinished sync fetched. */
export function appendJournal(seen: string, entries: readonly Seen[]): void {
  if (entries.length > 0) appendFileSync(journalOf(seen), entries.map(seenLine).join(''))
}

/** Takes a broken-off sync's journal into the seen file. */
export function mergeJournal(seen: string): void {
  const journal = journalOf(seen)
  if (!existsSync(journal)) return
  const writer = writeSeen(seen)
  try {
    for (const entry of merged(readSeen(seen), readSeen(journal))) writer.add(entry)
    writer.publish()
  } catch (thrown) {
    writer.drop()
    throw thrown
  }
  rmSync(journal, { force: true })
}

function* merged(older: Iterator<Seen>, newer: Iterator<Seen>): Generator<Seen> {
  let a = older.next()
  let b = newer.next()
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : comparePaths(a.value.path, b.value.path)
    if (!a.done && order < 0) {
      yield a.value
      a = older.next()
      continue
    }
    if (order === 0) a = older.next()
    if (!b.done) {
      yield b.value
      b = newer.next()
    }
  }
}

export interface SeenWriter {
  add(seen: Seen): void
  /** Puts it in the place of the old one; `snapshot` is what a sync made of these very entries. */
  publish(snapshot?: string): void
  drop(): void
}

/** Writes a new seen file beside the old one, which stays until `publish`. */
export function writeSeen(file: string): SeenWriter {
  const temporary = `${file}.${process.pid}.tmp`
  const fd = openSync(temporary, 'w')
  let pending: string[] = []
  let open = true
  const flush = () => {
    writeAll(fd, Buffer.from(pending.join(''), 'utf8'))
    pending = []
  }
  return {
    add(seen) {
      pending.push(seenLine(seen))
      if (pending.length >= 1000) flush()
    },
    publish(snapshot) {
      if (snapshot) pending.push(`= ${snapshot}\n`)
      flush()
      fsyncSync(fd)
      closeSync(fd)
      open = false
      renameSync(temporary, file)
    },
    drop() {
      if (open) closeSync(fd)
      rmSync(temporary, { force: true })
    },
  }
}

import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode, isAlive, makeFolderSync, writeAll } from '../../disk/index.ts'
import { splitLines } from './lines.ts'

/** A process with this id may be another one by now: after an hour its journal is anybody's. */
const staleMs = 3_600_000

/** Own journals of this thread, by folder: what is written and not yet in the ledger. */
interface Open {
  file: string
  fd: number
  lines: string[]
}
const open = new Map<string, Open>()
/** Closed journals of this thread whose lines are being put into the ledger. */
const closed = new Map<string, { file: string; lines: string[] }[]>()

/** Makes lines durable in this thread's journal in `folder`: a kill at any later moment loses none of them. */
export function writeJournal(folder: string, lines: readonly string[]): void {
  let journal = open.get(folder)
  if (!journal) {
    makeFolderSync(folder)
    const file = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}.ndjson`)
    journal = { file, fd: openSync(file, 'ax', 0o600), lines: [] }
    open.set(folder, journal)
  }
  writeAll(journal.fd, Buffer.from(lines.map((line) => `${line}\n`).join(''), 'utf8'))
  fsyncSync(journal.fd)
  journal.lines.push(...lines)
}

/** Lines of this thread that are not in the ledger yet. */
export function pendingLines(folder: string): string[] {
  return [
    ...(closed.get(folder) ?? []).flatMap((journal) => journal.lines),
    ...(open.get(folder)?.lines ?? []),
  ]
}

/**
 * Lines to put into the ledger now: this thread's, and those of processes that died. `done` removes their journals
 * and is to be called once they are in; new lines go to a new journal meanwhile.
 */
export function takeJournals(folder: string): { lines: string[]; done: () => void } {
  const own = closed.get(folder) ?? []
  const current = open.get(folder)
  if (current) {
    closeSync(current.fd)
    open.delete(folder)
    own.push({ file: current.file, lines: current.lines })
    closed.set(folder, own)
  }
  const orphans = findOrphans(folder, new Set(own.map((journal) => journal.file)))
  return {
    lines: [...own.flatMap((journal) => journal.lines), ...orphans.flatMap((orphan) => orphan.lines)],
    done() {
      const files = [...own, ...orphans].map((journal) => journal.file)
      closed.set(
        folder,
        (closed.get(folder) ?? []).filter((journal) => !files.includes(journal.file)),
      )
      for (const file of files) removeFile(file)
    },
  }
}

function findOrphans(folder: string, own: ReadonlySet<string>): { file: string; lines: string[] }[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return []
    throw thrown
  }
  return names.flatMap((name) => {
    const file = join(folder, name)
    const pid = Number(/^(\d+)-[0-9a-f]+\.ndjson$/.exec(name)?.[1] ?? Number.NaN)
    if (Number.isNaN(pid) || own.has(file)) return []
    try {
      // A second git thread of this very process has journals of its own; they are as alive as the process.
      if (isAlive(pid) && Date.now() - statSync(file).mtimeMs < staleMs) return []
      return [{ file, lines: splitLines(readFileSync(file, 'utf8')) }]
    } catch (thrown) {
      // another process adopted it meanwhile
      if (errorCode(thrown) === 'ENOENT') return []
      throw thrown
    }
  })
}

function removeFile(file: string): void {
  try {
    unlinkSync(file)
  } catch (thrown) {
    if (errorCode(thrown) !== 'ENOENT') throw thrown
  }
}

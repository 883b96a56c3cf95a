import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import { isAlive, replaceFileSync } from '../disk/index.ts'
import { indexAfter, writeWorking } from './checkout.ts'
import { identityOf } from './identity.ts'
import { indexBytes, readIndex } from './index-file.ts'
import { takeLock } from './lock.ts'
import { momentOf, zoneOf } from './moment.ts'
import { addReflog, headRef, lockedError, readHead, readRef } from './refs.ts'
import type { Repository } from './repository.ts'
import type { Leaf } from './trees.ts'
import { blobId, normalisesLineEnds, readWorking, withLf } from './worktree.ts'

const LeafData = z.object({ oid: z.string(), mode: z.string() }).nullable()

/** What a change of the working tree is at, so that the next process can finish it. */
const Journal = z.object({
  v: z.literal(1),
  pid: z.number().int(),
  /** The branch that HEAD is to name, null: HEAD stays. */
  head: z.string().nullable(),
  staged: z.boolean(),
  files: z.array(z.object({ path: z.string(), was: z.string().nullable(), to: LeafData })),
})
type Journal = z.infer<typeof Journal>

export interface Transition {
  /** Files to write (null: to remove), by repository path. */
  files: ReadonlyMap<string, Leaf | null>
  /** Full ref of the branch to be on after, null to stay. */
  head: string | null
  /** What files were found to hold (blob ids; null: none): one that holds something else by now stops it. */
  found?: ReadonlyMap<string, string | null>
  /** False: the index stays as it is. */
  staged?: boolean
}

/** This thread is at one: its journal is nobody's to finish. */
let active = false

const journalFile = ({ gitdir }: Repository) => join(gitdir, 'lakebench-transition.json')

/**
 * Brings working files, index and HEAD to another state. What the files hold must be safe in an object before. A
 * process that is killed in the middle leaves a journal by which the next one goes on; files that somebody wrote
 * meanwhile stay as they are, and show as changed.
 */
export async function transit(
  repository: Repository,
  { files, head, found, staged = true }: Transition,
): Promise<void> {
  const lock = await takeLock(join(repository.gitdir, 'index'))
  if (!lock) throw lockedError('index')
  active = true
  const journal: Journal = {
    v: 1,
    pid: process.pid,
    head,
    staged,
    files: [...files].map(([path, to]) => ({ path, was: workingId(repository, path), to })),
  }
  try {
    for (const { path, was } of journal.files) {
      if (found?.has(path) && found.get(path) !== was) {
        throw inTheWay(path, 'was written just now. Try again')
      }
    }
    replaceFileSync(journalFile(repository), JSON.stringify(journal))
    const changes = [...files].map(([path, leaf]) => ({ path, leaf }))
    await writeWorking(repository, changes)
    if (staged) lock.publish(indexBytes(indexAfter(repository, readIndex(repository), changes)))
    if (head !== null) await pointHead(repository, head)
    rmSync(journalFile(repository), { force: true })
  } finally {
    active = false
    lock.release()
  }
}

/** Goes on with what a process that was ended left in the middle. */
export async function finishTransition(repository: Repository): Promise<void> {
  const file = journalFile(repository)
  if (!existsSync(file)) return
  const journal = readJournal(file)
  if (active || (journal && journal.pid !== process.pid && isAlive(journal.pid))) return
  // Its lock: nobody else can have taken it since.
  rmSync(join(repository.gitdir, 'index.lock'), { force: true })
  if (journal) removeHalfWritten(repository, journal)
  if (journal) await transit(repository, toFinish(repository, journal))
  rmSync(file, { force: true })
}

function readJournal(file: string): Journal | null {
  try {
    return Journal.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null
  } catch {
    return null
  }
}

/** What `replaceFileSync` of the ended process left beside a file. */
function removeHalfWritten({ dir }: Repository, { pid, files }: Journal): void {
  const names = new RegExp(`\\.${pid}\\.[0-9a-f]{12}\\.tmp$`)
  for (const folder of new Set(files.map(({ path }) => join(dir, dirname(path))))) {
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder)) if (names.test(name)) rmSync(join(folder, name), { force: true })
  }
}

/** Files that still are what they were, or are there already. */
function toFinish(repository: Repository, { head, staged, files }: Journal): Transition {
  const left = files.filter(({ path, was, to }) => {
    const now = workingId(repository, path)
    return now === was || now === (to?.oid ?? null)
  })
  return { head, staged, files: new Map(left.map(({ path, to }) => [path, to])) }
}

/** The blob id that git would give a working file; null when there is none. */
export function workingId(repository: Repository, path: string): string | null {
  const bytes = readWorking(repository, path)
  if (!bytes) return null
  const link = lstatSync(join(repository.dir, path)).isSymbolicLink()
  return blobId(!link && normalisesLineEnds(repository) ? withLf(bytes) : bytes)
}

/** Makes HEAD name a branch, and says so in its reflog, as `git switch` does. */
async function pointHead(repository: Repository, ref: string): Promise<void> {
  const before = readHead(repository)
  const from = headRef(repository)?.replace(/^refs\/heads\//, '') ?? before.commit ?? ''
  const lock = await takeLock(join(repository.gitdir, 'HEAD'))
  if (!lock) throw lockedError('HEAD')
  lock.publish(`ref: ${ref}\n`)
  const { name, email } = identityOf(repository.config)
  const { timestamp, timezoneOffset } = momentOf()
  addReflog(
    repository,
    {
      from: before.commit,
      to: readRef(repository, ref) ?? '0'.repeat(40),
      who: `${name} <${email}> ${timestamp} ${zoneOf(timezoneOffset)}`,
      message: `checkout: moving from ${from} to ${ref.replace(/^refs\/heads\//, '')}`,
    },
    'HEAD',
  )
}

/** Throws when a file of the working tree would be lost by writing over it. */
export function inTheWay(path: string, why: string): AppError {
  return new AppError({
    code: 'GIT_IN_THE_WAY',
    kind: 'input',
    message: `${path} ${why}. Nothing was changed.`,
    place: { file: path },
  })
}

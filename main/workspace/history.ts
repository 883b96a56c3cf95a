import { createReadStream } from 'node:fs'
import { appendFile, open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ZodType } from 'zod'
import type { Move } from '#shared/contract/files.ts'
import { HistoryEntry } from '#shared/contract/workspace.ts'
import { Digest } from '#shared/names.ts'
import { errorCode, makeFolder } from '../disk/index.ts'
import { writeDurable, writeError } from './durable.ts'
import { stateFolder } from './state.ts'

/** Entries that are kept; the file is cut back to them when it holds a quarter more. */
const kept = 10_000
/** A line is about 500 bytes: below this the file cannot hold too many. */
const smallBytes = 2_000_000

const fileOf = (home: string, workspace: string) => join(stateFolder(home, workspace), 'history.ndjson')

/** Appends one executed statement, durable on return. */
export const addHistory = (home: string, workspace: string, entry: HistoryEntry): Promise<void> =>
  addLine(home, workspace, JSON.stringify(entry))

/** Appends the result digest of a statement that stands in history. */
export const addHistoryDigest = (
  home: string,
  workspace: string,
  { id, digest }: { id: string; digest: string },
): Promise<void> =>
  addLine(home, workspace, `${digestLine}${JSON.stringify(digest)},"id":${JSON.stringify(id)}}`)

const digestLine = '{"digest":'

const addLine = (home: string, workspace: string, line: string): Promise<void> =>
  inOrder(fileOf(home, workspace), async (file) => {
    try {
      await makeFolder(stateFolder(home, workspace))
      // The leading line end parts it from a line that a crash has cut off.
      await appendFile(file, `\n${line}\n`, { flush: true })
    } catch (thrown) {
      throw writeError(thrown, file)
    }
    if ((await stat(file)).size > smallBytes) await cutBack(file)
  })

async function cutBack(file: string): Promise<void> {
  const lines = await linesOf(file)
  if (lines.length > kept * 1.25) await writeLines(file, lines.slice(-kept))
}

/** Lets the entries of files that were moved, or lay in a folder that was, name the new paths. Durable on return. */
export const moveHistory = (home: string, workspace: string, moves: readonly Move[]): Promise<void> =>
  inOrder(fileOf(home, workspace), async (file) => {
    const before = moves.length > 0 ? await linesOf(file) : []
    const after = before.map((line) => {
      const move = moves.find(({ from }) => line.includes(JSON.stringify(from).slice(0, -1)))
      const entry = move && parseLine(HistoryEntry, line)
      const tab = entry && movedPath(entry.tab, moves)
      return tab && tab !== entry.tab ? JSON.stringify({ ...entry, tab }) : line
    })
    if (after.some((line, at) => line !== before[at])) await writeLines(file, after)
  })

function movedPath(path: string, moves: readonly Move[]): string {
  const move = moves.find(({ from }) => path === from || path.startsWith(`${from}/`))
  return move ? move.to + path.slice(move.from.length) : path
}

async function linesOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((thrown) => {
    if (errorCode(thrown) === 'ENOENT') return ''
    throw thrown
  })
  return text.split('\n').filter((line) => line !== '')
}

const writeLines = (file: string, lines: readonly string[]) => writeDurable(file, `${lines.join('\n')}\n`)

/** Writes of one file, one after another: none is lost while the whole file is written anew. */
const writing = new Map<string, Promise<unknown>>()

async function inOrder(file: string, write: (file: string) => Promise<void>): Promise<void> {
  const now = (writing.get(file) ?? Promise.resolve()).catch(() => undefined).then(() => write(file))
  writing.set(file, now)
  try {
    await now
  } finally {
    if (writing.get(file) === now) writing.delete(file)
  }
}

/**
 * The newest entries whose statement or tab holds `find` (in any case), newest first. The file is read as a stream,
 * so that main's event loop stays free; a line that was cut off by a crash is left out.
 */
export async function readHistory(
  home: string,
  workspace: string,
  { find, limit }: { find: string; limit: number },
): Promise<HistoryEntry[]> {
  const file = fileOf(home, workspace)
  const handle = await open(file, 'r').catch(() => null)
  if (!handle) return []
  await handle.close()
  const wanted = find.toLowerCase()
  // As it stands inside a JSON string: most lines are passed over without parsing them.
  const escaped = JSON.stringify(wanted).slice(1, -1)
  const found: HistoryEntry[] = []
  const digests = new Map<string, string>()
  for await (const line of createInterface({ input: createReadStream(file, 'utf8') })) {
    if (line.startsWith(digestLine)) {
      const known = parseLine(DigestLine, line)
      if (known) digests.set(known.id, known.digest)
      continue
    }
    if (line === '' || !line.toLowerCase().includes(escaped)) continue
    const entry = parseLine(HistoryEntry, line)
    if (!entry || !`${entry.sql}\n${entry.tab}`.toLowerCase().includes(wanted)) continue
    found.push(entry)
    if (found.length > limit * 2) found.splice(0, found.length - limit)
  }
  return found
    .slice(-limit)
    .reverse()
    .map((entry) => ({ ...entry, ...(digests.has(entry.id) && { digest: digests.get(entry.id) }) }))
}

const DigestLine = HistoryEntry.pick({ id: true }).extend({ digest: Digest })

function parseLine<Line>(shape: ZodType<Line>, line: string): Line | null {
  try {
    return shape.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

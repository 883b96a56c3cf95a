import { createHash } from 'node:crypto'
import type { FoundFile, Match, Replacement, UnsavedText } from '#shared/contract/search.ts'
import { columnMatcher, fieldMatcher } from './column-matcher.ts'
import { pathFilter } from './globs.ts'
import { createMatcher, type Hit, type Matcher, replacementOf } from './matcher.ts'
import { textFiles, textOf } from './texts.ts'
import type { SearchHandlers, SearchStep } from './types.ts'

/** Matches that are told of one file, and in all. */
const mostInFile = 500
const mostInAll = 10_000
/** Characters of a line that are shown around a match. */
const shownChars = 240
/** One step takes about so long, in ms: the first results are at the window while the rest is looked for. */
const stepMs = 25

interface Running {
  /** What matches in a file, by its path or, of a draft, its tab. */
  matcherOf: (id: string) => Matcher
  root: string
  unsaved: UnsavedText[]
  paths: string[]
  at: number
  found: number
  left: number
}

const running = new Map<number, Running>()
let next = 1

/** See `SearchHandlers.begin`. */
export const begin: SearchHandlers['begin'] = async ({ root, find, unsaved }) => {
  const matcher = createMatcher(find)
  return start(root, unsaved, pathFilter(find.include, find.exclude), () => matcher)
}

/** See `SearchHandlers.beginColumns`. */
export const beginColumns: SearchHandlers['beginColumns'] = async ({ root, unsaved, tables, ...column }) => {
  const [inSql, inContract] = [columnMatcher(column, tables), fieldMatcher(column)]
  const isContract = (path: string) => /^contracts\/[^/]+\.ya?ml$/.test(path)
  const wanted = (path: string) => path.endsWith('.sql') || isContract(path)
  return start(root, unsaved, wanted, (id) => (isContract(id) ? inContract : inSql))
}

function start(
  root: string,
  unsaved: UnsavedText[],
  wanted: (path: string) => boolean,
  matcherOf: Running['matcherOf'],
): SearchStep & { id: number } {
  const held = new Set(unsaved.flatMap(({ id, draft }) => (draft ? [] : [id])))
  const paths = textFiles(root).filter((path) => wanted(path) && !held.has(path))
  const id = next++
  const texts = unsaved.filter((one) => one.draft || wanted(one.id))
  running.set(id, { matcherOf, root, unsaved: texts, paths, at: 0, found: 0, left: 0 })
  return { id, ...step(id) }
}

/** See `SearchHandlers.more`. */
export const more: SearchHandlers['more'] = async ({ id }) => step(id)

/** See `SearchHandlers.stop`. */
export const stop: SearchHandlers['stop'] = async ({ id }) => {
  running.delete(id)
}

function step(id: number): SearchStep {
  const search = running.get(id)
  if (!search) return { files: [], done: { searched: 0, more: false, left: 0 } }
  const until = performance.now() + stepMs
  const files: FoundFile[] = []
  const { unsaved, paths, matcherOf, root } = search
  const all = unsaved.length + paths.length
  while (search.at < all && search.found < mostInAll) {
    const own = unsaved[search.at]
    const path = paths[search.at - unsaved.length] ?? ''
    search.at++
    const text = own ? own.text : textOf(root, path)
    if (text === null) {
      search.left++
      continue
    }
    const { matches, more } = matchesIn(
      text,
      matcherOf(own?.id ?? path),
      Math.min(mostInFile, mostInAll - search.found),
    )
    search.found += matches.length
    if (matches.length > 0) {
      files.push(
        own
          ? { id: own.id, title: own.title, draft: own.draft, matches, more }
          : { id: path, title: path, draft: false, matches, more },
      )
    }
    if (performance.now() > until) break
  }
  if (search.at < all && search.found < mostInAll) return { files, done: null }
  running.delete(id)
  return {
    files,
    done: { searched: search.at - search.left, more: search.found >= mostInAll, left: search.left },
  }
}

/** The first matches of a text, and whether there are more. */
export function matchesIn(text: string, matcher: Matcher, most: number): { matches: Match[]; more: boolean } {
  const matches: Match[] = []
  let more = false
  let line = 1
  let counted = 0
  matcher(text, ({ from, to, perhaps }) => {
    if (matches.length >= most) {
      more = true
      return false
    }
    for (let at = text.indexOf('\n', counted); at !== -1 && at < from; at = text.indexOf('\n', at + 1)) {
      line++
      counted = at + 1
    }
    matches.push({ line, from, to, ...shownPart(text, from, to), ...(perhaps && { perhaps }) })
    return true
  })
  return { matches, more }
}

/** The match's first line, cut where it is long so that the match is in it. */
function shownPart(text: string, from: number, to: number): Pick<Match, 'shown' | 'shownFrom' | 'shownTo'> {
  const begin = text.lastIndexOf('\n', from - 1) + 1
  const lineEnd = text.indexOf('\n', from)
  const end = (lineEnd === -1 ? text.length : lineEnd) - (text[lineEnd - 1] === '\r' ? 1 : 0)
  const start = from - begin > 60 && end - begin > shownChars ? from - 60 : begin
  const shown = text.slice(start, Math.min(end, start + shownChars))
  return {
    shown,
    shownFrom: Math.min(from - start, shown.length),
    shownTo: Math.min(to - start, shown.length),
  }
}

/** See `SearchHandlers.replacements`. */
export const replacements: SearchHandlers['replacements'] = async ({ root, find, replacement, paths }) => {
  const matcher = createMatcher(find)
  return paths.flatMap((path) => {
    const text = textOf(root, path)
    const found =
      text === null ? null : replaced(text, matcher, (hit) => replacementOf(hit, replacement, find.regex))
    if (text === null || !found || found.text === text) return []
    const was = createHash('sha256').update(text).digest('hex')
    return [{ path, was, ...found }]
  })
}

/** The text with every match replaced, and the lines that change. */
function replaced(
  text: string,
  matcher: Matcher,
  by: (hit: Hit) => string,
): Pick<Replacement, 'text' | 'lines' | 'count'> | null {
  const edits: { from: number; to: number; text: string }[] = []
  matcher(text, (hit) => {
    edits.push({ from: hit.from, to: hit.to, text: by(hit) })
    return true
  })
  return edits.length === 0 ? null : withEdits(text, edits)
}

/** The text after edits that are in order, and the lines that change. */
export function withEdits(
  text: string,
  edits: readonly { from: number; to: number; text: string }[],
): Pick<Replacement, 'text' | 'lines' | 'count'> {
  let out = ''
  let at = 0
  for (const edit of edits) {
    out += text.slice(at, edit.from) + edit.text
    at = edit.to
  }
  return { text: out + text.slice(at), lines: changedLines(text, edits), count: edits.length }
}

/** Each line that a match begins on, before and after: of a match over several lines the first. */
function changedLines(
  text: string,
  edits: readonly { from: number; to: number; text: string }[],
): Replacement['lines'] {
  const lines: Replacement['lines'] = []
  let line = 1
  let begin = 0
  let index = 0
  while (index < edits.length && lines.length < mostInFile) {
    const lineEnd = text.indexOf('\n', begin)
    const end = lineEnd === -1 ? text.length : lineEnd
    let after = ''
    let at = begin
    let touched = false
    for (let edit = edits[index]; edit && edit.from <= end; edit = edits[++index]) {
      after += text.slice(at, edit.from) + edit.text
      at = Math.min(edit.to, end)
      touched = true
    }
    if (touched)
      lines.push({ line, before: cut(text.slice(begin, end)), after: cut(after + text.slice(at, end)) })
    if (lineEnd === -1) break
    begin = lineEnd + 1
    line++
  }
  return lines
}

const cut = (line: string): string => (line.length > shownChars ? `${line.slice(0, shownChars)}…` : line)

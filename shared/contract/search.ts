import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { Digest, WorkspacePath } from '../names.ts'

/** What is looked for. */
export const Find = z.object({
  text: z.string().min(1).max(2_000),
  /** Upper and lower case are different. */
  matchCase: z.boolean().default(false),
  wholeWord: z.boolean().default(false),
  /** `text` is a regular expression of RE2: linear time, so no look-around and no back reference. */
  regex: z.boolean().default(false),
  /** Globs of paths, separated by commas; a name alone stands for it in any folder. */
  include: z.string().max(1_000).default(''),
  exclude: z.string().max(1_000).default(''),
})
export type Find = z.infer<typeof Find>

/** A text of the window that is another than on disk, or is no file yet. */
export const UnsavedText = z.object({
  /** The file's path, or a draft's tab. */
  id: z.string().max(1_000),
  title: z.string().max(1_000),
  draft: z.boolean(),
  text: z.string().max(4_000_000),
})
export type UnsavedText = z.infer<typeof UnsavedText>

/** One match: its line from 1, and where it stands in the shown part of that line (UTF-16). */
export const Match = z.object({
  line: z.number().int(),
  /** Offsets in the whole text. */
  from: z.number().int(),
  to: z.number().int(),
  /** The line, cut around the match where it is long. */
  shown: z.string(),
  shownFrom: z.number().int(),
  shownTo: z.number().int(),
  /** It may be something else of the same name. */
  perhaps: z.boolean().optional(),
})
export type Match = z.infer<typeof Match>

export const FoundFile = z.object({
  /** The file's path, or a draft's tab. */
  id: z.string(),
  title: z.string(),
  draft: z.boolean(),
  matches: z.array(Match),
  /** There are more in this file than are told. */
  more: z.boolean(),
})
export type FoundFile = z.infer<typeof FoundFile>

export const SearchEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('found'), files: z.array(FoundFile) }),
  z.object({
    type: z.literal('done'),
    /** Files that were looked through. */
    searched: z.number().int(),
    /** The search ended at its most matches. */
    more: z.boolean(),
    /** Files that are too large, or no text. */
    left: z.number().int(),
  }),
])
export type SearchEvent = z.infer<typeof SearchEvent>

/** A column of a source or of a table macro. */
export const TableColumn = z.object({ table: z.string().max(200), column: z.string().max(1_000) })
export type TableColumn = z.infer<typeof TableColumn>

export const Replacement = z.object({
  path: WorkspacePath,
  /** What the file held when it was searched. */
  was: Digest,
  text: z.string(),
  /** Lines that change, as they are and as they would be. */
  lines: z.array(z.object({ line: z.number().int(), before: z.string(), after: z.string() })),
  count: z.number().int(),
})
export type Replacement = z.infer<typeof Replacement>

/** Search over all text of the workspace, .gitignore honoured. */
export const search = {
  find: oc
    .input(z.object({ find: Find, unsaved: z.array(UnsavedText).max(500).default([]) }))
    .output(eventIterator(SearchEvent)),
  /** Where SQL files, and unsaved texts, name a column; the line that defines it too. */
  columns: oc
    .input(TableColumn.extend({ unsaved: z.array(UnsavedText).max(500).default([]) }))
    .output(eventIterator(SearchEvent)),
  /** What replacing every match in these files would write. With `regex`, `$1` and `$&` stand for what was matched. */
  replacements: oc
    .input(
      z.object({
        find: Find,
        replacement: z.string().max(10_000),
        paths: z.array(WorkspacePath).min(1).max(5_000),
      }),
    )
    .output(z.array(Replacement)),
}

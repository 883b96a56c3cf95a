import type { FileChange } from '#shared/contract/files.ts'
import type { RenamePlan } from '#shared/contract/toolbox.ts'
import { inputError, type Place } from '#shared/errors.ts'
import { knownTables } from '#shared/known-tables.ts'
import { Name } from '#shared/names.ts'
import { inTime } from '../search/index.ts'
import { renamedFiles, unknownTransform } from '../toolbox/index.ts'
import { type Workspace, writeTexts } from '../workspace/index.ts'
import type { App } from './app.ts'
import { catalogueNow } from './engine/catalogue.ts'
import { vocabularyOf } from './engine/vocabulary.ts'
import { callingFiles, checkedToolbox } from './toolbox-files.ts'

interface NewName {
  name: string
  to: string
  /** The column of the table macro that is renamed; without one it is the transform itself. */
  column?: string | undefined
}

/** Reading every text that calls a macro takes no longer, in ms. */
const patience = 30_000

/** What another name of a transform changes. Throws `TRANSFORM_STANDARD`, `TRANSFORM_NAME`, and for an unknown one. */
export async function planRename(app: App, workspace: Workspace, names: NewName): Promise<RenamePlan> {
  const { from, to, files } = await planned(app, workspace, names)
  return { from, to, files: files.map(({ path, was, lines }) => ({ path, was, lines })) }
}

/** Renames a transform in all files as one step. `files` are those that the plan showed. Throws `FILE_CHANGED`. */
export async function renameTransform(
  app: App,
  workspace: Workspace,
  { files: shown, ...names }: NewName & { files: readonly { path: string; was: string }[] },
): Promise<FileChange> {
  const { from, to, files } = await planned(app, workspace, names)
  const asText = (all: readonly { path: string; was: string }[]) =>
    all.map(({ path, was }) => `${was} ${path}`)
  if (asText(files).join('\n') !== asText(shown).join('\n')) {
    throw inputError(
      'FILE_CHANGED',
      'Files that use it were changed since they were listed. Nothing was done; look at the list again.',
    )
  }
  const others = files.length - 1
  const follow = others === 1 ? '; 1 file follows' : others > 1 ? `; ${others} files follow` : ''
  const { name, column } = names
  return writeTexts(app.home, workspace, {
    words: `Renamed ${column === undefined ? name : `${column} of ${name}`} to ${names.to}${follow}`,
    edits: files,
    moves: from === to ? [] : [{ from, to }],
  })
}

async function planned(app: App, workspace: Workspace, { name, to, column }: NewName) {
  const { transforms } = await checkedToolbox(app, workspace)
  const transform = transforms.find((one) => one.name === name)
  if (!transform) throw unknownTransform(name)
  const { file, standard } = transform
  if (standard) {
    throw inputError(
      'TRANSFORM_STANDARD',
      `\`${name}\` comes with the app, so it keeps its name. Write a macro of your own that calls it.`,
    )
  }
  const refuse = (why: string) => inputError('TRANSFORM_NAME', `\`${to}\` ${why}. Choose another name.`)
  const checked = Name.safeParse(to)
  if (!checked.success) throw refuse(`is no name for a transform: ${checked.error.issues[0]?.message}`)
  if (column !== undefined) return plannedColumn(app, workspace, { name, file, column, to })
  if (to === name) throw refuse('is its name already')
  if (transforms.some((one) => one.name === to)) throw refuse('is a transform already')
  const { functions } = await vocabularyOf(app)
  if (functions.some((one) => one.name.toLowerCase() === to)) throw refuse('is a function of DuckDB')
  const texts = await callingFiles(workspace)
  const digests = new Map(texts.map(({ path, digest }) => [path, digest]))
  const files = renamedFiles(name, to, texts).map((one) => ({ ...one, was: digests.get(one.path) ?? '' }))
  return { from: file, to: file.replace(/[^/]+$/, `${to}.sql`), files }
}

/** What another name of a table macro's column changes. Throws `COLUMN_RENAME` with the place that keeps it. */
async function plannedColumn(
  app: App,
  workspace: Workspace,
  { name, file, column, to }: { name: string; file: string; column: string; to: string },
) {
  const tables = knownTables(await catalogueNow({ app, workspace }, {}))
  const columns = tables.find((table) => table.call && table.name === name)?.columns ?? []
  const refuse = (message: string, place: Place) => inputError('COLUMN_RENAME', message, place)
  if (!columns.includes(column)) throw refuse(`\`${name}\` gives no column \`${column}\`.`, { file })
  if (columns.includes(to))
    throw refuse(`\`${name}\` gives a column \`${to}\` already. Choose another name.`, { file })
  const { search } = app
  const wanted = { root: workspace.root, macro: name, file, column, to, tables }
  const found = await inTime(search, search.call('renamedColumn', wanted), patience)
  if (!Array.isArray(found)) throw refuse(found.message, { file: found.path, line: found.line })
  return { from: file, to: file, files: found }
}

import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { inputError } from '#shared/errors.ts'
import { freePath, importPath, importQuery, lineColumn } from '#shared/sql/index.ts'
import type { Session } from '../session.ts'
import { type Run, text } from './run.ts'

/** import DIR. */
export function addImportCommand(program: Command, run: Run): void {
  program
    .command('import')
    .argument('<dir>', 'a folder with .sql files')
    .option('--dry-run', 'say what would change, and write nothing')
    .description('import a folder of .sql files as queries of the workspace; no file is written over')
    .action(
      run(async (session, { args: [dir], options }) => {
        await session.open()
        const folder = resolve(text(dir))
        const files = await sqlFiles(folder)
        if (files.length === 0)
          throw inputError('IMPORT_EMPTY', 'There is no .sql file in this folder.', { file: folder })
        const taken = new Set((await session.client.workspace.files()).map(({ path }) => path.toLowerCase()))
        const results = []
        for (const file of files)
          results.push(await importFile(session, folder, file, taken, options.dryRun === true))
        const written = results.filter(({ skipped }) => skipped === null).length
        session.say(`${options.dryRun ? 'Would import' : 'Imported'} ${written} of ${files.length}`)
        session.result(results)
        return 0
      }),
    )
}

async function sqlFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw inputError('IMPORT_EMPTY', 'There is no such folder.', { file: folder })
  })
  const hidden = /(^|[\\/])\./
  return entries
    .filter((entry) => entry.isFile() && /\.sql$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !hidden.test(path))
    .sort()
}

async function importFile(
  { client, say }: Session,
  folder: string,
  from: string,
  taken: Set<string>,
  dryRun: boolean,
) {
  const original = await readFile(join(folder, from), 'utf8')
  const { text: query, changes, left } = importQuery(original)
  const wanted = importPath(from)
  const there = taken.has(wanted.toLowerCase())
    ? await client.workspace.read({ path: wanted }).catch(() => null)
    : null
  if (there?.text === query) {
    say(`${from}: there already`)
    return { from, path: wanted, changes, problems: [], skipped: 'there already' }
  }
  const path = freePath(wanted, taken)
  const found = await client.engine.diagnose({ text: query, at: {} })
  const problems = [
    ...left,
    ...found
      .filter(({ severity }) => severity === 'error')
      .map(({ from: at, message }) => ({ line: lineColumn(query, at).line, what: message })),
  ]
  say(`${from} -> ${path}`)
  for (const { line, what } of changes) say(`  line ${line}: ${what}`)
  for (const { line, what } of problems) say(`  line ${line}! ${what}`)
  if (!dryRun) await client.workspace.write({ path, text: query, was: null })
  return { from, path, changes, problems, skipped: null }
}

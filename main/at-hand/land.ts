import { constants } from 'node:fs'
import { copyFile, lstat, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { AppError, inputError } from '#shared/errors.ts'
import { parsePathPattern } from '#shared/format/path-pattern.ts'
import { quoteIdent } from '#shared/sql/index.ts'
import { makeFolder, syncPath } from '../disk/index.ts'
import { engineSet, nativeSet } from '../engine/index.ts'
import { parseContract } from '../lake/index.ts'
import { imageFile, layout, objectFile } from '../store/index.ts'
import { writeText } from '../workspace/index.ts'
import type { HandContext } from './context.ts'
import { type Landing, landingOf, objectName } from './draft.ts'

/**
 * Puts a table at hand into the lake: its bytes become an object of the contract's remote, then the contract is
 * written. Throws `LAND_OBJECT` when another object has that place, and what the contract's text has wrong.
 */
export async function landInLake(
  ctx: HandContext,
  { id, table, source, text }: { id: string; table: string | null; source: string; text: string },
): Promise<{ path: string; object: string; remote: string }> {
  const path = `contracts/${source}.yml`
  const { contract } = parseContract(path, text)
  if (contract.source !== source)
    throw inputError(
      'LAND_NAME',
      `The contract is of \`${contract.source}\`, and its file would be ${path}. Let both have one name.`,
      { file: path, field: 'source' },
    )
  const landing = await landingOf(ctx, id, table)
  const object = objectName(landing, source)
  if (parsePathPattern(contract.path).match(object) === null) {
    throw inputError(
      'LAND_PATH',
      `The contract's path does not match ${object}, where the bytes go. Let it match.`,
      { file: path, field: 'path' },
    )
  }
  const config = Object.hasOwn(ctx.workspace.remotes, contract.remote)
    ? ctx.workspace.remotes[contract.remote]
    : undefined
  if (!config) {
    throw inputError(
      'REMOTE_UNKNOWN',
      `lakebench.yml has no remote \`${contract.remote}\`. Add it under \`remotes\`, or name another.`,
      { file: path, field: 'remote' },
    )
  }
  if (config.type !== 'folder') {
    throw inputError(
      'REMOTE_READ_ONLY',
      `The remote \`${contract.remote}\` is no folder, and Lakebench only reads from others. Name a folder.`,
      { file: path, field: 'remote' },
    )
  }
  if (await lstat(join(ctx.workspace.root, path)).catch(() => null)) {
    throw inputError('LAND_NAME', `${path} is there already. Give the source another name.`, {
      file: path,
      field: 'source',
    })
  }
  const root = resolve(ctx.workspace.root, config.path)
  await writeObject(ctx, landing, root, object)
  await writeText(ctx.workspace, { path, text, was: null })
  return { path, object, remote: contract.remote }
}

async function writeObject(ctx: HandContext, landing: Landing, root: string, object: string): Promise<void> {
  const place = join(root, ...object.split('/'))
  if (!(await lstat(root).catch(() => null))?.isDirectory()) {
    throw new AppError({
      code: 'REMOTE_MISSING',
      kind: 'remote',
      message: 'The folder of the remote is not there. Mount it, or correct its path in lakebench.yml.',
      place: { file: root },
    })
  }
  const folder = await lstat(dirname(place)).catch(() => null)
  if (folder?.isSymbolicLink() || (await lstat(place).catch(() => null))) {
    throw inputError(
      'LAND_OBJECT',
      `The remote has ${object} already. Rename the source, or take that object away.`,
      { object },
    )
  }
  await makeFolder(dirname(place))
  const temporary = join(dirname(place), `.${Date.now().toString(36)}.lakebench.tmp`)
  try {
    if (landing.format === null) await writeRows(ctx, landing, temporary)
    else await copyFile(objectFile(ctx.home, landing.file.sha256), temporary, constants.COPYFILE_EXCL)
    syncPath(temporary)
    await rename(temporary, place)
    syncPath(dirname(place))
  } finally {
    await rm(temporary, { force: true })
  }
}

/** The rows as Parquet, in the types of the contract. */
async function writeRows(
  { home, native }: HandContext,
  { file, table, fields }: Landing,
  to: string,
): Promise<void> {
  const { image: key, bytes, rows, rejects } = table
  const ref = {
    source: 'landing',
    snapshot: file.sha256,
    key,
    bytes,
    rows,
    rejects,
    partial: false,
    file,
    path: imageFile(home, key),
  }
  const set = nativeSet(engineSet([ref], []), () => ref.path, layout(home).tmp)
  const list = fields.map(
    ({ name, column, type }) => `CAST(${quoteIdent(column)} AS ${type}) AS ${quoteIdent(name)}`,
  )
  await native.call('exportRows', {
    set,
    sql: `SELECT ${list.join(', ')} FROM landing`,
    format: 'parquet',
    to,
  })
}

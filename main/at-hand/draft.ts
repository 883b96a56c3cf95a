import { closeSync, openSync, readSync } from 'node:fs'
import type { HandFile, HandTable, LakeDraft } from '#shared/contract/hand.ts'
import { inputError } from '#shared/errors.ts'
import { storedType } from '#shared/format/contract.ts'
import { isReserved } from '#shared/reserved.ts'
import { readContracts } from '../lake/index.ts'
import { objectFile } from '../store/index.ts'
import type { HandContext } from './context.ts'
import { listHand } from './verbs.ts'

/** How a table gets into the lake: its bytes as they are, or its rows as Parquet where no contract reads such a file. */
export interface Landing {
  file: HandFile
  table: HandTable
  /** Null: rows are written as Parquet. */
  format: string | null
  gzip: boolean
  ending: string
  fields: { name: string; column: string; type: string }[]
}

/** A table of a file at hand. Throws `HAND_GONE`. */
export async function landingOf(ctx: HandContext, id: string, table: string | null): Promise<Landing> {
  const file = (await listHand(ctx)).find((one) => one.id === id)
  const found = file?.tables.find((one) => table === null || one.table === table)
  if (!file || !found)
    throw inputError('HAND_GONE', 'This file is not at hand any more. Drop it again, or undo its removal.')
  const fields = fieldsOf(found)
  const plain = fields.every(
    ({ name, column, type }, place) => name === column && type === found.columns[place]?.type,
  )
  const head = headOf(objectFile(ctx.home, file.sha256))
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  const format = plain ? formatOf(file, head, gzip) : null
  const ending =
    format === null ? 'parquet' : (/(\.[a-z0-9]+)(\.gz)?$/i.exec(file.file)?.[0].slice(1) ?? file.format)
  return { file, table: found, format, gzip: gzip && format !== null, ending, fields }
}

/** The format that a contract reads these very bytes by; null where it cannot. */
function formatOf({ format, used }: HandFile, head: Buffer, gzip: boolean): string | null {
  if (format === 'parquet') return '{type: parquet}'
  if (format === 'json')
    return gzip || /^[\s\uFEFF]*\[/.test(head.toString('utf8'))
      ? gzip
        ? null
        : '{type: json}'
      : '{type: ndjson}'
  if (format !== 'csv') return null
  const { delimiter = ',', quote = '"', header, encoding = 'utf-8', decimal, allText, dates } = used
  const foreign =
    decimal === ',' || allText || !header || quote === '' || (dates && !/^%Y-%m-%d(T| |$)/.test(dates))
  if (foreign) return null
  const named = encoding === 'windows-1252' ? 'latin-1' : encoding
  const more = [
    ...(delimiter === ',' ? [] : [`delimiter: ${JSON.stringify(delimiter)}`]),
    ...(quote === '"' ? [] : [`quote: ${JSON.stringify(quote)}`]),
    ...(named === 'utf-8' ? [] : [`encoding: ${named}`]),
  ]
  return `{${['type: csv', ...more].join(', ')}}`
}

function headOf(path: string): Buffer {
  const fd = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(4096)
    return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, 0))
  } finally {
    closeSync(fd)
  }
}

/** Fields as a contract may have them: a name does not begin with _, and a type is one that images hold. */
function fieldsOf({ columns }: HandTable): Landing['fields'] {
  return columns.map(({ name: column, type }) => ({
    column,
    name: column.startsWith('_') ? `field${column}` : column,
    type: typeOf(type),
  }))
}

function typeOf(type: string): string {
  try {
    return storedType(type)
  } catch {
    return 'VARCHAR'
  }
}

/** The contract of a table with the types that were found, and what is missing to land it. */
export async function draftContract(ctx: HandContext, id: string, table: string | null): Promise<LakeDraft> {
  const landing = await landingOf(ctx, id, table)
  const { workspace } = ctx
  const { contracts } = await readContracts(workspace)
  const source = sourceName(landing.table.name, (name) => contracts.some((one) => one.source === name))
  // Others are read only.
  const [remote = null] = Object.entries(workspace.remotes).flatMap(([name, { type }]) =>
    type === 'folder' ? [name] : [],
  )
  const missing = [
    ...(remote === null
      ? [
          'lakebench.yml names no folder to put it into. Add one under `remotes`, e.g. `lake: {type: folder, path: ../lake}`.',
        ]
      : []),
    ...(workspace.restricted
      ? ['This workspace is restricted. Review trust, then its remotes can be written to.']
      : []),
  ]
  return {
    source,
    path: `contracts/${source}.yml`,
    text: contractText(landing, source, remote ?? 'lake'),
    remote,
    object: remote === null ? null : objectName(landing, source),
    missing,
  }
}

/** The object's path in the remote. */
export function objectName({ file, ending }: Landing, source: string): string {
  const stem =
    file.file
      .replace(/(\.[A-Za-z0-9]{1,8}){1,2}$/, '')
      .replace(/[^\p{Letter}\p{Number}._-]+/gu, '_')
      .replace(/^\.+/, '') || source
  return `${source}/${stem}.${ending}`
}

function sourceName(name: string, taken: (name: string) => boolean): string {
  const plain =
    name
      .normalize('NFKD')
      .replace(/[^a-z0-9_]+/g, '_')
      .replace(/^[^a-z]+|_+$/g, '')
      .slice(0, 58) || 'source'
  const base = isReserved(plain) ? `${plain}_file` : plain
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? base : `${base}_${n}`
    if (!taken(candidate)) return candidate
  }
}

function contractText(landing: Landing, source: string, remote: string): string {
  const { file, format, gzip, ending, fields } = landing
  const day = file.at.slice(0, 10)
  return `version: 1
source: ${source}
description: ${JSON.stringify(`Rows of ${file.file}, put into the lake on ${day}`)}
remote: ${remote}
path: ${JSON.stringify(`${source}/*.${ending}`)}
format: ${format ?? '{type: parquet}'}
${gzip ? 'compression: gzip\n' : ''}cadence: irregular
fields:
${fields.map(({ name, type }) => `  ${JSON.stringify(name)}: {type: ${JSON.stringify(type)}}`).join('\n')}
`
}

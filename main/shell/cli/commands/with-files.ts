import { resolve } from 'node:path'
import type { HandFile } from '#shared/contract/hand.ts'
import { formatCount } from '#shared/quantity.ts'
import { follow } from '../connect.ts'
import type { Session } from '../session.ts'

/** Puts files at hand while `use` works; those that were not at hand before are taken away after it. */
export async function withFiles<Result>(
  { client, signal, onProgress, say }: Session,
  paths: readonly string[],
  use: (files: HandFile[]) => Promise<Result>,
): Promise<Result> {
  const before = new Set((await client.hand.list()).map(({ id }) => id))
  const files: HandFile[] = []
  try {
    for (const path of paths) {
      const file = await follow(client.hand.addPath({ path: resolve(path) }, { signal }), onProgress)
      files.push(file)
      const tables = file.tables.map(({ name, rows }) => `${name} (${formatCount(rows)} rows)`)
      say(`${file.file}, not of the lake: ${tables.join(', ')}`)
      say(...file.notes)
    }
    return await use(files)
  } finally {
    for (const { id } of files) if (!before.has(id)) await client.hand.remove({ id })
  }
}

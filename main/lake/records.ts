import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SyncRecord } from '#shared/format/sync-record.ts'
import { errorCode, makeFolderSync } from '../disk/index.ts'
import { layout } from '../store/index.ts'
import type { LakeContext } from './context.ts'

const folderOf = (ctx: Pick<LakeContext, 'home' | 'workspace'>) =>
  join(layout(ctx.home).syncs, ctx.workspace.id)

/** Remembers a sync: one line in `syncs/<workspace>/<source>.ndjson`, durable when this returns. */
export async function addRecord(ctx: LakeContext, record: SyncRecord): Promise<void> {
  const folder = folderOf(ctx)
  makeFolderSync(folder)
  const file = await open(join(folder, `${record.source}.ndjson`), 'a+')
  try {
    const { size } = await file.stat()
    const last = Buffer.alloc(1)
    if (size > 0) await file.read(last, 0, 1, size - 1)
    // A line that a crash cut off stays a line of its own.
    const start = size > 0 && last[0] !== 10 ? '\n' : ''
    await file.appendFile(`${start}${JSON.stringify(record)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The syncs of one source by this workspace, oldest first. */
export async function readRecords(ctx: LakeContext, source: string): Promise<SyncRecord[]> {
  let text: string
  try {
    text = await readFile(join(folderOf(ctx), `${source}.ndjson`), 'utf8')
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return []
    throw thrown
  }
  const records: SyncRecord[] = []
  for (const line of text.split('\n')) {
    if (line === '') continue
    try {
      const parsed = SyncRecord.safeParse(JSON.parse(line))
      if (parsed.success && parsed.data.source === source) records.push(parsed.data)
    } catch {
      // cut off by a crash
    }
  }
  return records.sort((a, b) => (a.ended < b.ended ? -1 : a.ended > b.ended ? 1 : 0))
}

/** Names of the sources that this workspace has synced. */
export async function recordedSources(ctx: LakeContext): Promise<string[]> {
  try {
    const names = await readdir(folderOf(ctx))
    return names
      .filter((name) => name.endsWith('.ndjson'))
      .map((name) => name.slice(0, -'.ndjson'.length))
      .sort()
  } catch {
    return []
  }
}

import type { HandFile, HandTable } from '#shared/contract/hand.ts'
import type { Work } from '#shared/progress.ts'
import type { ImageFile } from '../engine/index.ts'
import { imageFile } from '../store/index.ts'
import type { HandContext } from './context.ts'
import { presentImages } from './tables.ts'
import { listHand, restoreImages } from './verbs.ts'

/** A table at hand as queries see it. */
export interface HandSource {
  file: HandFile
  table: HandTable
  /** Null while its image has to be made anew. */
  image: ImageFile | null
}

/** Every table at hand with its image. `restore` makes images anew that are gone; without it they are null. */
export async function handSources(ctx: HandContext, restore: Work | null): Promise<HandSource[]> {
  const sources: HandSource[] = []
  for (const file of await listHand(ctx)) {
    let present = await presentImages(ctx.home, file.tables)
    if (!present && restore) {
      // One that cannot be read any more says so itself, and every other source is read.
      await restoreImages(ctx, file, restore).catch((thrown) => {
        if (restore.signal?.aborted) throw thrown
      })
      present = await presentImages(ctx.home, file.tables)
    }
    for (const table of file.tables)
      sources.push({ file, table, image: present ? imageOf(ctx, file, table) : null })
  }
  return sources
}

function imageOf({ home }: HandContext, file: HandFile, table: HandTable): ImageFile {
  const { name, image: key, bytes, rows, rejects } = table
  return {
    source: name,
    snapshot: file.sha256,
    key,
    bytes,
    rows,
    rejects,
    partial: false,
    file: { file: file.file, bytes: file.bytes, sha256: file.sha256, at: file.at },
    path: imageFile(home, key),
  }
}

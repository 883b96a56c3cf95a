import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import type { EngineSet, ExportInput } from '#shared/contract/engine.ts'
import { ExportProvenance } from '#shared/format/export-provenance.ts'
import type { Work } from '#shared/progress.ts'
import { listSnapshots } from '../../lake/index.ts'
import { lakeContext } from '../lake-context.ts'
import { asNative, type EngineContext, setOf } from './context.ts'
import { dropDownload, newDownload } from './downloads.ts'
import { vocabularyOf } from './vocabulary.ts'

/**
 * Writes a result to a file with its provenance beside it; both are downloads. It is the importer's process that
 * writes, so that what the user looks at meanwhile stays quick.
 */
export async function exportResult(
  ctx: EngineContext,
  { set: id, sql, format, about }: ExportInput,
  work: Work,
): Promise<{ download: string; provenance: string; bytes: number; rows: number }> {
  const set = setOf(ctx, id)
  const known = await provenanceOf(ctx, { set, format, about })
  const file = await newDownload(ctx.app, about.file)
  try {
    const { columns, ...written } = await ctx.app.importer.call(
      'exportRows',
      { set: asNative(ctx, set), sql, format, to: file.path, about: JSON.stringify(known) },
      work,
    )
    const whole = ExportProvenance.parse({ ...known, columns, rows: written.rows })
    const beside = await newDownload(ctx.app, `${about.file}.provenance.json`)
    await writeFile(beside.path, `${JSON.stringify(whole, null, 2)}\n`)
    return { download: file.id, provenance: beside.id, ...written }
  } catch (thrown) {
    await dropDownload(ctx.app, file.id)
    throw thrown
  }
}

/** What is known before the first row is written. */
async function provenanceOf(
  ctx: EngineContext,
  { set, format, about }: Pick<ExportInput, 'format' | 'about'> & { set: EngineSet },
): Promise<ExportProvenance> {
  const { app, workspace } = ctx
  const { reads, ...said } = about
  const [snapshots, captured, { version }] = await Promise.all([
    listSnapshots(lakeContext(app, workspace)).catch(() => []),
    // Uncommitted work is captured, as for a run, so that the macros of this very moment can be found again.
    workspace.git ? app.git.call('captureWip', { repo: workspace.git }).catch(() => null) : null,
    vocabularyOf(app),
  ])
  return {
    version: 1,
    format,
    ...said,
    // Only what the set of the statement holds can have been read.
    snapshots: reads
      .filter((read) => set.images.some((image) => sameSnapshot(image, read)))
      .map(({ source, snapshot }) => ({
        source,
        snapshot,
        takenAt:
          snapshots.find((one) => sameSnapshot({ ...one, snapshot: one.id }, { source, snapshot }))
            ?.syncedAt ?? null,
      })),
    commit: captured && { id: captured.commit, dirty: captured.dirty },
    engine: { name: 'native', version, threads: availableParallelism() },
    exportedAt: app.now().toISOString(),
  }
}

interface Read {
  source: string
  snapshot: string
}
const sameSnapshot = (one: Read, other: Read): boolean =>
  one.source === other.source && one.snapshot === other.snapshot

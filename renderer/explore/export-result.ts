import type { ExportInput } from '#shared/contract/engine.ts'
import { type ExportFormat, excelLimits, exportEndings } from '#shared/export-format.ts'
import { appErrorOf, client, follow, saveDownload } from '../client/index.ts'
import { formatBytes, formatCount } from '../ui/index.ts'
import { showToast } from '../ui/toast.tsx'
import { useWorkbench } from '../ui/workbench.ts'
import { queryText } from './edit-as-query.ts'
import { resolvedOf } from './run.ts'
import { shownSql } from './shown-sql.ts'
import { chosenOf, tabState } from './store.ts'
import type { Execution } from './types.ts'

/** The files that a result can be written to, as menus name them. */
export const exportFiles: { format: ExportFormat; label: string; detail: string }[] = [
  { format: 'csv', label: 'CSV', detail: 'Text with a head; NULL is empty, an empty text is ""' },
  { format: 'parquet', label: 'Parquet', detail: 'Every type, small, quick' },
  { format: 'arrow', label: 'Arrow', detail: 'IPC file (Feather 2) for pandas, polars, R' },
  { format: 'json', label: 'JSON', detail: 'A list of objects; big numbers keep their digits' },
  { format: 'excel', label: 'Excel', detail: 'A workbook; the second sheet says where it is from' },
]

/** Why a result cannot become such a file, as a sentence; undefined when it can. */
export function cannotExport(format: ExportFormat, { shown }: Execution): string | undefined {
  if (format !== 'excel' || !shown) return undefined
  if (shown.rows >= excelLimits.rows) return `A sheet holds ${formatCount(excelLimits.rows - 1)} rows`
  if (shown.columns.length > excelLimits.columns)
    return `A sheet holds ${formatCount(excelLimits.columns)} columns`
  return undefined
}

/** Writes the shown result to a file of the user's choice, with its provenance beside it; a job that can be stopped. */
export async function exportResult(id: string, format: ExportFormat): Promise<void> {
  const tab = tabState(id)
  const execution = chosenOf(tab)
  const controller = new AbortController()
  const job = `export:${execution?.id ?? id}`
  const { setJob, dropJob } = useWorkbench.getState()
  const startedAt = Date.now()
  try {
    const resolved = resolvedOf(execution)
    if (!execution) return
    const refused = cannotExport(format, execution)
    if (refused) return showToast({ message: `${refused}. Filter it, or export Parquet.`, tone: 'error' })
    const base = (tab?.path?.split('/').at(-1) ?? 'result.sql').replace(/\.sql$/, '')
    const file = `${base}.${exportEndings[format]}`
    const row = (done: number, total: number | null, phase: string, unit: 'rows' | 'bytes') =>
      setJob({
        id: job,
        name: `Export ${file}`,
        phase,
        done,
        total,
        unit,
        startedAt,
        cancel: () => controller.abort(),
        state: 'running',
      })
    const rows = execution.shown?.rows ?? null
    row(0, rows, 'Write', 'rows')
    const { signal } = controller
    const input: ExportInput = {
      set: resolved.set.id,
      sql: shownSql(resolved.sql, execution),
      format,
      about: { file, ...(await aboutOf(tab?.path ?? null, execution, signal)) },
    }
    const made = await follow((options) => client.engine.export(input, options), {
      signal,
      onProgress: ({ done, total, phase, unit }) =>
        unit === 'bytes' ? row(done, total, phase, unit) : row(done, total ?? rows, phase, 'rows'),
    })
    await saveDownload(made.download, file)
    await saveDownload(made.provenance, `${file}.provenance.json`)
    showToast({
      message: `Exported ${file}: ${formatCount(made.rows)} rows, ${formatBytes(made.bytes)}; its provenance is beside it`,
    })
  } catch (thrown) {
    if (!controller.signal.aborted) showToast({ message: appErrorOf(thrown).message, tone: 'error' })
  } finally {
    dropJob(job)
  }
}

/** Cells whose digest is quick enough to wait for it. */
const quickDigest = 2_000_000

async function aboutOf(
  path: string | null,
  execution: Execution,
  signal: AbortSignal,
): Promise<Omit<ExportInput['about'], 'file'>> {
  const { sql, base, filters, sort, params, resolved } = execution
  const whole = filters.length + sort.length === 0
  const digest =
    base?.engine === 'wasm' && whole && base.rows * base.columns.length <= quickDigest
      ? await base.digest(signal).catch(() => undefined)
      : undefined
  return {
    query: whole || !base ? sql : queryText(sql, execution, base.columns),
    path,
    params,
    reads: resolved?.reads ?? [],
    ...(digest !== undefined && { resultDigest: digest }),
  }
}

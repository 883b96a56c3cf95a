import type { z } from 'zod'
import type { ExportFormat } from '#shared/contract/engine.ts'
import { appErrorOf, client, follow, saveDownload } from '../client/index.ts'
import { formatBytes, formatCount } from '../ui/index.ts'
import { showToast } from '../ui/toast.tsx'
import { useWorkbench } from '../ui/workbench.ts'
import { namedParams, paramTypes } from './params.ts'
import { resolvedOf } from './run.ts'
import { shownSql } from './shown-sql.ts'
import { chosenOf, tabState } from './store.ts'

type Format = z.infer<typeof ExportFormat>

const failed = (thrown: unknown) => showToast({ message: appErrorOf(thrown).message, tone: 'error' })

/** Writes the shown result to a file of the user's choice, as a job that can be stopped. */
export async function exportResult(id: string, format: Format): Promise<void> {
  const tab = tabState(id)
  const execution = chosenOf(tab)
  const controller = new AbortController()
  const job = `export:${execution?.id ?? id}`
  const { setJob, dropJob } = useWorkbench.getState()
  const startedAt = Date.now()
  try {
    const resolved = resolvedOf(execution)
    const sql = execution ? shownSql(resolved.sql, execution) : resolved.sql
    const name = `${(tab?.path?.split('/').at(-1) ?? 'result.sql').replace(/\.sql$/, '')}.${format}`
    const row = (done: number, total: number | null, phase: string) =>
      setJob({
        id: job,
        name: `Export ${name}`,
        phase,
        done,
        total,
        unit: 'rows',
        startedAt,
        cancel: () => controller.abort(),
        state: 'running',
      })
    row(0, execution?.shown?.rows ?? null, 'Write')
    const made = await follow(
      (options) => client.engine.export({ set: resolved.set.id, sql, format }, options),
      {
        signal: controller.signal,
        onProgress: ({ done, total, phase }) => row(done, total, phase),
      },
    )
    await saveDownload(made.download, name)
    showToast({ message: `Exported ${name}: ${formatCount(made.rows)} rows, ${formatBytes(made.bytes)}` })
  } catch (thrown) {
    if (!controller.signal.aborted) failed(thrown)
  } finally {
    dropJob(job)
  }
}

/** Copies a snippet that opens the same snapshots and runs the same statement in Python or R. */
export async function copySnippet(id: string, language: 'python' | 'r'): Promise<void> {
  const tab = tabState(id)
  if (!tab) return
  const execution = chosenOf(tab)
  const at = execution?.resolved
    ? Object.fromEntries(execution.resolved.reads.map(({ source, snapshot }) => [source, snapshot]))
    : tab.at
  try {
    const { text } = await client.workspace.snippet({
      sql: execution?.sql ?? tab.text,
      at,
      language,
      params: execution?.params ?? {},
      types: paramTypes(namedParams(tab.text)),
    })
    await navigator.clipboard.writeText(text)
    showToast({
      message: `Copied a ${language === 'python' ? 'Python' : 'R'} snippet that opens the same snapshots`,
    })
  } catch (thrown) {
    failed(thrown)
  }
}

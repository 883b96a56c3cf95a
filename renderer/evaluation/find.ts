import { short } from '#shared/names.ts'
import { client } from '../client/index.ts'
import { type FindItem, frame } from '../ui/workbench.ts'
import { snapshotText } from './columns.ts'
import { foldLedger } from './ledger.ts'
import { updateScreen } from './store.ts'

/** Most runs that are offered at once. */
const most = 40

/** Evaluations by name or description, and runs by key, algorithm, version or snapshot, for "go to anything". */
export async function findRuns(text: string): Promise<FindItem[]> {
  const wanted = text.trim().toLowerCase()
  const evaluations = await client.evaluation.list()
  const items: FindItem[] = evaluations
    .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
    .map(({ name, description }) => ({
      id: `evaluation:${name}`,
      title: name,
      detail: description,
      group: 'Runs',
      open: () => openEvaluation(name),
    }))
  if (wanted.length < 2) return items
  for (const { name, problem } of evaluations) {
    if (problem || items.length >= most) continue
    const runs = await client.evaluation.runs({ evaluation: name, limit: 1000 })
    for (const { id, run } of foldLedger(runs)) {
      if (items.length >= most) break
      const where = `${run.key} ${run.algorithm} ${run.ref} ${run.commit} ${snapshotText(run)}`
      if (!where.toLowerCase().includes(wanted)) continue
      items.push({
        id: `run:${id}`,
        title: `${run.algorithm} ${short(run.key)}`,
        detail: `${name}, at ${short(run.commit)}`,
        group: 'Runs',
        open: () => {
          updateScreen(name, ({ table }) => ({ opened: id, table: { ...table, filter: '' } }))
          openEvaluation(name, 'runs')
        },
      })
    }
  }
  return items
}

/** Shows the evaluation in its tab. */
export function openEvaluation(name: string, view?: string): void {
  frame().openTab({
    kind: 'evaluation',
    title: name,
    params: { name, ...(view && { view }) },
  })
}

/** Shows runs side by side in a tab of their own. Keys are whole or cut to 7 digits or more. */
export function openComparison(baseline: string, candidates: readonly string[]): void {
  const title = `${short(baseline)} with ${candidates.length === 1 ? short(candidates[0] ?? '') : `${candidates.length} runs`}`
  frame().openTab({
    kind: 'evaluation.compare',
    title,
    params: { baseline, candidates: candidates.join(',') },
  })
}

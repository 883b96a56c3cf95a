import { client } from '../client/index.ts'
import { type FindItem, frame } from '../ui/workbench.ts'

/** Evaluations whose name or description holds `text`, for "go to anything". */
export async function findRuns(text: string): Promise<FindItem[]> {
  const wanted = text.toLowerCase()
  const evaluations = await client.evaluation.list()
  return evaluations
    .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
    .map(({ name, description }) => ({
      id: `evaluation:${name}`,
      title: name,
      detail: description,
      group: 'Runs',
      open: () => openEvaluation(name),
    }))
}

/** Shows the evaluation in its tab. */
export function openEvaluation(name: string, view?: string): void {
  frame().openTab({ kind: 'evaluation', title: name, params: { name, ...(view && { view }) } })
}

import { appErrorOf, client } from '../client/index.ts'
import { showToast } from '../ui/toast.tsx'
import { namedParams, paramTypes } from './params.ts'
import { pinnedAt } from './pinned-at.ts'
import { chosenOf, tabState } from './store.ts'

const failed = (thrown: unknown) => showToast({ message: appErrorOf(thrown).message, tone: 'error' })

/** Copies a snippet that opens the same snapshots and runs the same statement in Python or R. */
export async function copySnippet(id: string, language: 'python' | 'r'): Promise<void> {
  const tab = tabState(id)
  if (!tab) return
  const execution = chosenOf(tab)
  const at = execution?.resolved ? pinnedAt(execution.resolved) : tab.at
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

import type { Progress } from '#shared/progress.ts'
import { client, follow } from '../../client/index.ts'
import { runJob } from '../../ui/index.ts'
import { showWorkspace } from '../workspace.ts'

/** Makes the demo (or opens the one that was made) and shows it, its first query open. Throws AppError. */
export async function tryDemo(signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<void> {
  const { id } = await runJob({ name: 'Make the demo', signal, onProgress }, (work) =>
    follow((options) => client.workspace.demo({ root: null }, options), work),
  )
  await showWorkspace(id, 'demo')
}

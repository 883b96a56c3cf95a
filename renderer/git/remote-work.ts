import { create } from 'zustand'
import type { PullResult, PushResult } from '#shared/contract/git-remote.ts'
import { AppError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import { appErrorOf, client, follow } from '../client/index.ts'
import { plural, runJob } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import { openConflict } from './open.ts'

/** What is asked of a remote. */
export type RemoteVerb =
  | { verb: 'fetch'; remote: string }
  | { verb: 'pull'; remote: string }
  | { verb: 'push'; remote: string; lease: string | null }

interface RemoteWork {
  running: { asked: RemoteVerb; progress: Progress | undefined; cancel: () => void } | null
  /** What the last one came to, until the next. */
  failed: { asked: RemoteVerb; error: AppError } | null
}

/** One at a time in a window: each moves the same branch. */
export const useRemoteWork = create<RemoteWork>(() => ({ running: null, failed: null }))

const titles = { fetch: 'Fetch from', pull: 'Pull from', push: 'Push to' }

/** Does it as a job, and says what came of it. */
export async function askRemote(asked: RemoteVerb): Promise<void> {
  if (useRemoteWork.getState().running) return
  const controller = new AbortController()
  const show = (progress: Progress | undefined) =>
    useRemoteWork.setState({ running: { asked, progress, cancel: () => controller.abort() } })
  useRemoteWork.setState({ failed: null })
  show(undefined)
  try {
    await runJob(
      {
        name: `${titles[asked.verb]} ${asked.remote}`,
        told: (sentence: string) => sentence,
        signal: controller.signal,
        onProgress: show,
      },
      (work) => doIt(asked, work),
    ).then((message) => frame().toast({ message }))
  } catch (thrown) {
    const error = thrown instanceof AppError ? thrown : appErrorOf(thrown)
    if (error.kind !== 'cancelled') useRemoteWork.setState({ failed: { asked, error } })
  } finally {
    useRemoteWork.setState({ running: null })
  }
}

async function doIt(
  asked: RemoteVerb,
  work: { signal: AbortSignal; onProgress: (progress: Progress) => void },
): Promise<string> {
  switch (asked.verb) {
    case 'fetch': {
      const { remote } = asked
      const { runs } = await follow((options) => client.git.remote.fetch({ remote }, options), work)
      return `Fetched from ${remote}${runs > 0 ? `: ${plural(runs, 'run')} new` : ''}`
    }
    case 'pull': {
      const pulled = await follow((options) => client.git.remote.pull(undefined, options), work)
      const [first] = pulled.conflicts
      if (first) openConflict(first)
      return pulledSentence(pulled)
    }
    case 'push': {
      const { remote, lease } = asked
      return pushedSentence(
        await follow((options) => client.git.remote.push({ remote, lease }, options), work),
      )
    }
  }
}

function pulledSentence({ outcome, commits, runs, conflicts }: PullResult): string {
  const came = amounts(commits, runs)
  if (outcome === 'conflicts')
    return `${plural(conflicts.length, 'file')} to solve before the merge is complete`
  if (outcome === 'current') return runs > 0 ? `Pulled ${came}` : 'Nothing new to pull'
  return outcome === 'merged' ? `Pulled and merged ${came}` : `Pulled ${came}`
}

function pushedSentence({ to, commits, runs }: PushResult): string {
  return commits + runs > 0 ? `Pushed ${amounts(commits, runs)} to ${to}` : `${to} has all of it already`
}

/** `2 commits and 14 runs`; empty when there are none. */
export function amounts(commits: number, runs: number): string {
  return [commits > 0 && plural(commits, 'commit'), runs > 0 && plural(runs, 'run')]
    .filter(Boolean)
    .join(' and ')
}

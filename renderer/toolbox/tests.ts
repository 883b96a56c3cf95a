import { create } from 'zustand'
import type { TestResult } from '#shared/contract/toolbox.ts'
import type { AppError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import { appErrorOf, client, follow } from '../client/index.ts'
import { frame, type Problem, useWorkbench } from '../ui/workbench.ts'
import type { Tested } from './test-count.ts'

interface TestsState {
  tested: Record<string, Tested>
  running: { names: string[]; progress: Progress | null; startedAt: number; cancel: () => void } | null
  error: AppError | null
}

/** Results of tests, and the tests that run now. They outlive the screens. */
export const useTests = create<TestsState>(() => ({ tested: {}, running: null, error: null }))

/** Tells that a transform was changed: what its tests said before may not hold. */
export function staleTests(name: string): void {
  useTests.setState(({ tested }) => {
    const known = tested[name]
    return known ? { tested: { ...tested, [name]: { ...known, stale: true } } } : {}
  })
}

/** Runs the tests of the named transforms, or of all when there is no name. Failures also stand in Problems. */
export async function runTests(names: string[]): Promise<void> {
  if (useTests.getState().running) return
  const controller = new AbortController()
  const cancel = () => controller.abort()
  const startedAt = Date.now()
  const { setJob, dropJob, setProblems } = useWorkbench.getState()
  const id = 'toolbox:test'
  const show = (progress: Progress | null) => {
    useTests.setState({ running: { names, progress, startedAt, cancel } })
    setJob({
      id,
      name: names.length === 1 ? `Test ${names[0]}` : 'Test all transforms',
      phase: progress?.phase ?? 'Test',
      done: progress?.done ?? 0,
      total: progress?.total ?? null,
      unit: 'steps',
      startedAt,
      cancel,
      state: 'running',
    })
  }
  useTests.setState({ error: null })
  show(null)
  try {
    const results = await follow((options) => client.toolbox.test({ names }, options), {
      signal: controller.signal,
      onProgress: show,
    })
    const at = new Date().toISOString()
    const grouped = new Map<string, TestResult[]>(names.map((name) => [name, []]))
    for (const result of results) {
      grouped.set(result.transform, [...(grouped.get(result.transform) ?? []), result])
    }
    const fresh = Object.fromEntries(
      [...grouped].map(([name, own]) => [name, { results: own, at, stale: false }]),
    )
    useTests.setState(({ tested }) => ({ tested: { ...(names.length > 0 && tested), ...fresh } }))
    for (const [name, own] of grouped) setProblems(`toolbox:${name}`, problemsOf(own))
  } catch (thrown) {
    const error = appErrorOf(thrown)
    if (!controller.signal.aborted && error.kind !== 'cancelled') useTests.setState({ error })
  } finally {
    useTests.setState({ running: null })
    dropJob(id)
  }
}

function problemsOf(results: readonly TestResult[]): Problem[] {
  return results
    .filter(({ passed }) => !passed)
    .map(({ transform, name, message }) => ({
      id: `${transform}:${name}`,
      severity: 'error',
      message: `Test “${name}” of ${transform} failed: ${message ?? 'the rows differ'}`,
      open: () =>
        frame().openTab({
          kind: 'toolbox.transform',
          title: transform,
          params: { name: transform, view: 'tests' },
        }),
    }))
}

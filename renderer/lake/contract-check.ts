import { useCallback, useRef, useState } from 'react'
import type { z } from 'zod'
import type { ContractCheck } from '#shared/contract/lake.ts'
import { AppError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import { appErrorOf, client, follow } from '../client/index.ts'

type Check = z.infer<typeof ContractCheck>

export type CheckState =
  | { state: 'none' }
  | { state: 'running'; progress: Progress | null; startedAt: number }
  /** `text` is what was checked: another text has not been. */
  | { state: 'done'; text: string; result: Check }
  | { state: 'failed'; error: AppError }

const noProblems: AppError[] = []

/** Checks a contract's text on the latest snapshot, without saving it. */
export function useContractCheck(source: string) {
  const [state, setState] = useState<CheckState>({ state: 'none' })
  const abort = useRef<AbortController | null>(null)
  const problems = useRef<{ result: Check; problems: AppError[] } | null>(null)

  const run = useCallback(
    async (text: string) => {
      abort.current?.abort()
      const controller = new AbortController()
      abort.current = controller
      const startedAt = Date.now()
      setState({ state: 'running', progress: null, startedAt })
      try {
        const result = await follow<Check>(
          (options) => client.lake.contractCheck({ source, text }, options),
          {
            signal: controller.signal,
            onProgress: (progress) => setState({ state: 'running', progress, startedAt }),
          },
        )
        setState({ state: 'done', text, result })
      } catch (thrown) {
        const error = appErrorOf(thrown)
        const cancelled = controller.signal.aborted || error.kind === 'cancelled'
        if (abort.current === controller) setState(cancelled ? { state: 'none' } : { state: 'failed', error })
      }
    },
    [source],
  )
  const cancel = useCallback(() => abort.current?.abort(), [])
  const dismiss = useCallback(() => setState({ state: 'none' }), [])

  /** What the check found wrong with this very text. */
  const problemsOf = (text: string): AppError[] => {
    if (state.state !== 'done' || state.text !== text) return noProblems
    if (problems.current?.result !== state.result) {
      problems.current = { result: state.result, problems: state.result.problems.map(AppError.fromData) }
    }
    return problems.current.problems
  }
  return { state, run, cancel, dismiss, problemsOf }
}

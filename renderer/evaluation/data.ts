import { keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { Comparison, EvaluationInfo, Plan, Run } from '#shared/contract/evaluation.ts'
import type { LogEntry } from '#shared/contract/git.ts'
import { client, useSnapshots } from '../client/index.ts'
import { type PlanChoice, useEvaluation } from './store.ts'

/** Most ledger lines that are read at once. */
const limit = 20_000

export function useEvaluations(): UseQueryResult<EvaluationInfo[]> {
  return useQuery({
    queryKey: ['evaluation', 'list'],
    queryFn: ({ signal }) => client.evaluation.list(undefined, { signal }),
    retry: false,
  })
}

/** Ledger lines of an evaluation, newest first. */
export function useRuns(evaluation: string): UseQueryResult<Run[]> {
  return useQuery({
    queryKey: ['evaluation', 'runs', evaluation],
    queryFn: ({ signal }) => client.evaluation.runs({ evaluation, limit }, { signal }),
    staleTime: 5_000,
    retry: false,
  })
}

/** Newest ledger lines of all evaluations, for the marks of the side bar. */
export function useNewestRuns(evaluations: readonly EvaluationInfo[]): UseQueryResult<Map<string, Run[]>> {
  const names = evaluations.filter(({ problem }) => !problem).map(({ name }) => name)
  return useQuery({
    queryKey: ['evaluation', 'newest', names],
    queryFn: async ({ signal }) => {
      const found = await Promise.all(
        names.map((evaluation) => client.evaluation.runs({ evaluation, limit: 400 }, { signal })),
      )
      return new Map(names.map((name, index) => [name, found[index] ?? []]))
    },
    enabled: names.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** What a run would do; asked again whenever the choice or the definition changes. */
export function usePlan(evaluation: string, choice: PlanChoice, enabled: boolean): UseQueryResult<Plan> {
  const { refs, snapshots, params } = choice
  return useQuery({
    queryKey: ['evaluation', 'plan', evaluation, refs, snapshots, params],
    queryFn: ({ signal }) => client.evaluation.plan({ evaluation, refs, snapshots, params }, { signal }),
    placeholderData: keepPreviousData,
    enabled,
    retry: false,
  })
}

export function useComparison(baseline: string, candidates: readonly string[]): UseQueryResult<Comparison> {
  return useQuery({
    queryKey: ['evaluation', 'compare', baseline, candidates],
    queryFn: ({ signal }) => client.evaluation.compare({ baseline, candidates: [...candidates] }, { signal }),
    enabled: candidates.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  })
}

export function useLog(): UseQueryResult<LogEntry[]> {
  return useQuery({
    queryKey: ['git', 'log', 50],
    queryFn: ({ signal }) => client.git.log({ limit: 50 }, { signal }),
    staleTime: 10_000,
    retry: false,
  })
}

/** Ids of the latest snapshot of each source; a chip that is none of them says that it is pinned. */
export function useLatest(): ReadonlyMap<string, string> {
  const { data } = useSnapshots()
  return useMemo(
    () => new Map((data ?? []).filter(({ latest }) => latest).map(({ source, id }) => [source, id])),
    [data],
  )
}

/** Reads lists, the ledger and the plan again after each change that this window makes. */
export function useFreshRuns(): void {
  const queries = useQueryClient()
  const changes = useEvaluation((state) => state.changes)
  useEffect(() => {
    if (changes > 0) void queries.invalidateQueries({ queryKey: ['evaluation'] })
  }, [queries, changes])
}

import { keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { z } from 'zod'
import type {
  ExtractPlan,
  ExtractPreview,
  RenamePlan,
  TransformDetail,
  TransformSummary,
} from '#shared/contract/toolbox.ts'
import { client } from '../client/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { staleTests } from './tests.ts'

export type ExtractPlanData = z.infer<typeof ExtractPlan>

/** What is extracted: a part of a query's text, and at which snapshots it is proved. */
export interface Selection {
  text: string
  from: number
  to: number
  at: Record<string, string>
}

export interface ExtractChoice extends Selection {
  name: string
  description: string
  params: { from: number; to: number; name: string }[]
}

/** Transforms of the workspace and of the standard library. */
export function useTransforms(): UseQueryResult<TransformSummary[]> {
  return useQuery({
    queryKey: ['toolbox', 'list'],
    queryFn: ({ signal }) => client.toolbox.list(undefined, { signal }),
    retry: false,
  })
}

export function useTransform(name: string): UseQueryResult<TransformDetail> {
  return useQuery({
    queryKey: ['toolbox', 'show', name],
    queryFn: ({ signal }) => client.toolbox.show({ name }, { signal }),
    retry: false,
  })
}

export function useExtractPlan(selection: Selection): UseQueryResult<ExtractPlanData> {
  return useQuery({
    queryKey: ['toolbox', 'extractPlan', selection],
    queryFn: ({ signal }) => client.toolbox.extractPlan(selection, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

/** What extracting would write and replace, with its proof; the last one stays while another is made. */
export function useExtractPreview(choice: ExtractChoice | null): UseQueryResult<ExtractPreview> {
  return useQuery({
    queryKey: ['toolbox', 'extractPreview', choice],
    queryFn: ({ signal }) => client.toolbox.extractPreview(choice as ExtractChoice, { signal }),
    enabled: choice !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

/** What another name would change; the last one stays while another is asked for. */
export function useRenamePlan(
  names: { name: string; to: string; column?: string | undefined } | null,
): UseQueryResult<RenamePlan> {
  return useQuery({
    queryKey: ['toolbox', 'renamePlan', names],
    queryFn: ({ signal }) => client.toolbox.renamePlan(names ?? { name: '', to: '' }, { signal }),
    enabled: names !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  })
}

/** What a changed transform changes elsewhere: the list, its own page, and what queries can call. */
export function useToolboxRefresh(): (name?: string) => void {
  const queries = useQueryClient()
  return (name) => {
    if (name !== undefined) staleTests(name)
    void queries.invalidateQueries({ queryKey: ['toolbox', 'list'] })
    void queries.invalidateQueries({ queryKey: ['toolbox', 'show'] })
    void queries.invalidateQueries({ queryKey: ['engine'] })
  }
}

/** Reads the list again when the user comes back to the tool box after other work. */
export function useFreshTransforms(): void {
  const queries = useQueryClient()
  const active = useWorkbench((state) => state.activeTab)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another tab is shown
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['toolbox', 'list'] })
  }, [queries, active])
}

import { useQuery } from '@tanstack/react-query'
import type { At } from '#shared/contract/engine.ts'
import { AppError } from '#shared/errors.ts'
import { paramText } from '#shared/format/param.ts'
import { client } from '../client/index.ts'
import { runStatement } from '../engine/index.ts'

/** The first column of a query as the choices of a parameter; as many as a preview shows. */
export function useChoices(sql: string, at: At) {
  return useQuery({
    queryKey: ['engine', 'choices', sql, at],
    queryFn: async ({ signal }) => {
      const plan = await client.engine.preview({ sql, at }, { signal })
      if ('error' in plan) throw AppError.fromData(plan.error)
      const handle = await runStatement(plan.whole, { signal, preview: true })
      try {
        const { columns } = await handle.page(0, plan.rows, signal)
        return [...new Set((columns[0] ?? []).filter((cell) => cell !== null).map(paramText))]
      } finally {
        void handle.close()
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

import { useQuery } from '@tanstack/react-query'
import { runStatement } from '../engine/index.ts'
import { StateView } from '../ui/index.ts'
import { explained } from './explain.ts'
import css from './explore.module.css'
import type { Execution } from './types.ts'

/** How the engine that answered goes about the statement: EXPLAIN, as it prints it. */
export function PlanPane({ id, execution }: { id: string; execution: Execution }) {
  const { resolved, base } = execution
  const plan = useQuery({
    queryKey: ['explore', 'plan', execution.id],
    queryFn: async ({ signal }) => {
      if (!resolved || !base) return ''
      const handle = await runStatement(
        { ...resolved, sql: explained(resolved.sql), wholeTable: null, yieldsRows: true },
        { signal, engine: base.engine, owner: `${id}:plan` },
      )
      try {
        const page = await handle.page(0, handle.rows, signal)
        const place = Math.max(
          0,
          handle.columns.findIndex(({ name }) => name === 'explain_value'),
        )
        return (page.columns[place] ?? []).map(String).join('\n')
      } finally {
        await handle.close()
      }
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (plan.isPending) return <StateView state="loading" title="Reading the plan" />
  if (plan.isError) return <StateView state="error" error={plan.error} onRetry={() => void plan.refetch()} />
  return (
    <section className={css.planBox} aria-label="Plan">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a plan wider than its place is scrolled by the keyboard */}
      <pre className={css.plan} tabIndex={0}>
        {plan.data}
      </pre>
    </section>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { explainedPart } from '#shared/sql/index.ts'
import { Button, StateView } from '../../ui/index.ts'
import { useCatalogue } from '../data.ts'
import type { Execution } from '../types.ts'
import { PlanView } from './plan-view.tsx'
import { readPlan } from './read-plan.ts'

/** How the engine that answered goes about the statement: a tree of steps, on request with the time of each. */
export function PlanPane({ id, execution }: { id: string; execution: Execution }) {
  const [measure, setMeasure] = useState(explainedPart(execution.sql)?.analyze ?? false)
  const [startedAt, setStartedAt] = useState(0)
  const sources = useCatalogue(execution.at).data?.sources ?? []
  const plan = useQuery({
    queryKey: ['explore', 'plan', execution.id, measure],
    queryFn: ({ signal }) => {
      setStartedAt(Date.now())
      return readPlan(execution, { sources, measure, owner: `${id}:plan`, signal })
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const asPlanned = () => setMeasure(false)
  if (plan.isPending) {
    return measure ? (
      <StateView
        state="loading"
        title="Running the statement again to measure each step"
        startedAt={startedAt}
        onCancel={asPlanned}
      />
    ) : (
      <StateView state="loading" title="Reading the plan" />
    )
  }
  if (plan.isError) {
    return (
      <StateView
        state="error"
        error={plan.error}
        onRetry={() => void plan.refetch()}
        actions={measure && <Button onPress={asPlanned}>Show the plan without times</Button>}
      />
    )
  }
  return <PlanView plan={plan.data} onMeasure={() => (measure ? void plan.refetch() : setMeasure(true))} />
}

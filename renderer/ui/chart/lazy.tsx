import { lazy, Suspense } from 'react'
import type { Column } from '#shared/value.ts'
import css from './chart.module.css'
import type { ChartData, ChartSpec } from './types.ts'

const Drawing = lazy(() => import('./chart.tsx'))

export interface ChartProps {
  spec: ChartSpec
  data: ChartData
  /** Columns of the result that the spec names, with their units. */
  columns: (Column & { unit?: string | undefined })[]
}

/** A chart that fills its place. The drawing library is fetched when the first one is shown. */
export function Chart(props: ChartProps) {
  return (
    <Suspense fallback={<div className={css.chart} />}>
      <Drawing {...props} />
    </Suspense>
  )
}

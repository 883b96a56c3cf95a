import { lazy, Suspense } from 'react'
import css from './chart.module.css'
import type { Plan } from './plan.ts'
import type { Drawn, Selection } from './types.ts'

const Drawing = lazy(() => import('./drawing.tsx'))

export interface ChartProps {
  drawn: Drawn
  plan: Plan
  /** What is marked in this chart. */
  selection?: Selection | null | undefined
  /** Something else is marked: by pointer, or by keyboard. Without it the chart can only be read. */
  onSelect?: ((selection: Selection | null) => void) | undefined
  /** Pointer or focus came to the chart. */
  onArm?: (() => void) | undefined
  /** Hears the drawing each time it was made, for exports. */
  onPicture?: ((svg: SVGSVGElement) => void) | undefined
}

/** A chart that fills its place. The drawing library is fetched when the first one is shown. */
export function Chart(props: ChartProps) {
  return (
    <Suspense fallback={<div className={css.chart} />}>
      <Drawing {...props} />
    </Suspense>
  )
}

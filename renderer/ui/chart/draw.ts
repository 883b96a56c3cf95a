import { drawHistogram } from './draw-histogram.ts'
import { drawLines } from './draw-lines.ts'
import { drawPlane } from './draw-plane.ts'
import { drawRegions } from './draw-regions.ts'
import { drawWords } from './draw-words.ts'
import type { Ink } from './ink.ts'
import type { Ground, Picture } from './picture.ts'
import type { Plan } from './plan.ts'
import type { Drawn } from './types.ts'

/** Draws marks as the kind of the chart says. */
export function draw(drawn: Drawn, plan: Plan, ink: Ink, ground: Ground): Picture {
  const { spec } = drawn
  const picture =
    spec.kind === 'map' && plan.axes.x.as === 'words'
      ? drawRegions(drawn, ink, ground)
      : plan.axes.y
        ? drawPlane(drawn, plan.axes, ink, ground)
        : spec.kind === 'line' || spec.kind === 'area'
          ? drawLines(drawn, plan, ink)
          : spec.kind === 'histogram'
            ? drawHistogram(drawn, plan, ink)
            : drawWords(drawn, ink)
  const defs = ink.patterns()
  if (defs) picture.svg.prepend(defs)
  // Plot names its groups, which have no role to bear a name: the figure as a whole is the picture.
  for (const group of picture.svg.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label')
  picture.svg.setAttribute('aria-hidden', 'true')
  return picture
}

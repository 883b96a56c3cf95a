import { inputError } from '#shared/errors.ts'
import { nearest } from '#shared/nearest.ts'
import type { Column, Page } from '#shared/value.ts'
import { factsOf, isContinuous, type Plan, planOf, probes } from './plan.ts'
import type { ChartSpec, Drawn, Facts } from './types.ts'
import { numberText } from './words.ts'

/** Asks a SELECT of the result, which it sees as `result`. */
type Over = (sql: string, signal?: AbortSignal) => Promise<{ columns: Column[]; page: Page }>

/** Throws `CHART_COLUMN` for a column that the result lacks or that cannot be drawn this way. */
function checkSpec(spec: ChartSpec, columns: readonly Column[]): void {
  const names = columns.map(({ name }) => name)
  for (const name of [spec.x, spec.y, spec.color]) {
    if (name === null || names.includes(name)) continue
    const near = nearest(name, names)
    throw inputError(
      'CHART_COLUMN',
      `The rows have no column ${name}. ${near ? `Did you mean ${near}?` : `Choose one of ${names.slice(0, 8).join(', ')}.`}`,
    )
  }
  const typeOf = (name: string) => columns.find((column) => column.name === name)?.type ?? ''
  const places = spec.kind === 'map' && (spec.map ?? 'points') === 'points'
  const words = spec.kind === 'bar' || spec.kind === 'box' || (spec.kind === 'map' && !places)
  const continuous = [
    ...(words ? [] : [spec.x]),
    ...(spec.y !== null && (spec.aggregate !== 'count' || !words) ? [spec.y] : []),
  ]
  const wrong = continuous.find((name) => !isContinuous(typeOf(name)))
  if (wrong !== undefined) {
    throw inputError(
      'CHART_COLUMN',
      `${wrong} is ${typeOf(wrong)}, and this chart needs a number or a time there. Choose another column or kind.`,
    )
  }
}

/** What a chart needs to know of its rows, and how it is asked for. Throws AppError. */
export async function askPlan(
  over: Over,
  spec: ChartSpec,
  columns: Column[],
  signal?: AbortSignal,
): Promise<{ facts: Facts; plan: Plan }> {
  checkSpec(spec, columns)
  const { ends, words, colors } = probes(spec, columns)
  const [first, second, third] = [
    await over(ends, signal),
    words === null ? null : await over(words, signal),
    colors === null ? null : await over(colors, signal),
  ]
  const facts = factsOf(spec, first, second, third)
  return { facts, plan: planOf(spec, columns, facts) }
}

/** What a chart leaves out or sums up, as a sentence; null when every row stands in it by itself. */
export function noteOf(
  { spec, facts }: Pick<Drawn, 'spec' | 'facts'>,
  { single, axes }: Plan,
): string | null {
  if (facts.moreWords)
    return `The first ${axes.x.as === 'words' ? axes.x.words.length : 0} values of ${spec.x}`
  return spec.kind === 'point' && !single ? `Density of ${numberText(facts.rows)} rows` : null
}

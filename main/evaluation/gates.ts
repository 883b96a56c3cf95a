import type { GateResult } from '#shared/contract/evaluation.ts'
import { type Evaluation, type Gate, parseGateRule } from '#shared/format/evaluation.ts'
import { holds } from '#shared/format/gates.ts'
import { short } from '#shared/names.ts'

/** Values of the metrics of one algorithm, null where the metric has none. */
export type Measured = Readonly<Record<string, number | null>>

/** The cells of equal ref, snapshots and params, by algorithm; one that failed or could not be planned is absent. */
export interface Group {
  commit: string
  /** Words that tell the group from others: `b81d0c4, cut = 2001-06-01`. */
  label: string
  measured: ReadonlyMap<string, Measured>
}

type Evaluated = Pick<Evaluation, 'gates' | 'baseline' | 'metrics' | 'algorithms'>

/** One result for each gate, group and algorithm that it holds for. */
export function judge(evaluation: Evaluated, groups: readonly Group[]): GateResult[] {
  return groups.flatMap((group) =>
    evaluation.gates.flatMap((gate) =>
      algorithmsOf(evaluation, gate).map((algorithm) => judgeOne(evaluation, gate, algorithm, group)),
    ),
  )
}

function algorithmsOf({ algorithms, baseline }: Evaluated, gate: Gate): string[] {
  return gate.algorithm ? [gate.algorithm] : Object.keys(algorithms).filter((name) => name !== baseline)
}

function judgeOne(evaluation: Evaluated, gate: Gate, algorithm: string, group: Group): GateResult {
  const value = (name: string | undefined) =>
    (name === undefined ? undefined : group.measured.get(name)?.[gate.metric]) ?? null
  const baseline = value(evaluation.baseline)
  const candidate = value(algorithm)
  const rule = parseGateRule(gate.is) ?? { kind: 'equal' }
  const better = evaluation.metrics[gate.metric]?.better ?? 'none'
  const passed = holds(rule, { baseline, candidate, better })
  const shown = (number: number | null) => (number === null ? 'no value' : String(number))
  const against = rule.kind === 'bound' ? '' : `, baseline ${shown(baseline)}`
  return {
    name: gate.name,
    passed,
    algorithm,
    metric: gate.metric,
    is: gate.is,
    baseline,
    candidate,
    commit: group.commit,
    group: group.label,
    message: `${passed ? 'Passed' : 'Failed'}: ${gate.metric} of ${algorithm} is ${shown(candidate)}, should be ${gate.is}${against}, at ${short(group.commit)} on ${group.label}.`,
  }
}

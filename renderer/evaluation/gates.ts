import type { EvaluationInfo, GateResult, PlanCell, Run } from '#shared/contract/evaluation.ts'
import { parseGateRule } from '#shared/format/evaluation.ts'
import { holds } from '#shared/format/gates.ts'
import { short } from '#shared/names.ts'
import { agree } from './ledger.ts'
import { decimalsFor, metricText } from './metrics.ts'

type Gated = Pick<EvaluationInfo, 'gates' | 'baseline' | 'metrics' | 'algorithms'>

/** How many ledger lines are looked through for a group that can be judged. */
const recent = 2_000

/**
 * The gates of the newest group of runs that can be judged: runs of one commit that agree on snapshots and params,
 * among them the baseline and an algorithm that a gate asks for. Runs on the `latest` snapshots go first. Empty while
 * there is none. `runs` are ledger lines, newest first.
 */
export function newestGates(
  evaluation: Gated,
  runs: readonly Run[],
  latest: ReadonlyMap<string, string> = new Map(),
): GateResult[] {
  const asked = new Set(evaluation.gates.map(({ algorithm }) => algorithm))
  const isAsked = ({ algorithm }: Run) =>
    asked.has(algorithm) || (asked.has(null) && algorithm !== evaluation.baseline)
  const tried = new Set<string>()
  const some = runs.slice(0, recent)
  for (const run of [...some.filter((one) => onLatest(one, latest)), ...some]) {
    const id = JSON.stringify([run.commit, run.snapshots, run.params])
    if (tried.has(id)) continue
    tried.add(id)
    const group = runs.filter(
      (other) =>
        other.commit === run.commit &&
        agree(other.snapshots, run.snapshots) &&
        agree(other.params, run.params),
    )
    const based =
      evaluation.baseline === null || group.some(({ algorithm }) => algorithm === evaluation.baseline)
    if (based && group.some(isAsked)) return judge(evaluation, group, run.commit)
    if (tried.size >= 20) break
  }
  return []
}

/** Whether all that a run read was the latest; sources that are not known count as it. */
export function onLatest(run: Pick<Run, 'snapshots'>, latest: ReadonlyMap<string, string>): boolean {
  return Object.entries(run.snapshots).every(([source, id]) => (latest.get(source) ?? id) === id)
}

/**
 * The gates of what is planned, as far as the ledger holds its cells: one result for each gate, algorithm and group of
 * cells that agree on commit, snapshots and params. A group without a run of the baseline or of an algorithm that a
 * gate asks for is left out.
 */
export function plannedGates(
  evaluation: Gated,
  cells: readonly PlanCell[],
  runOf: (cell: PlanCell) => Run | null,
): GateResult[] {
  const width = (cell: PlanCell) => Object.keys(cell.snapshots).length + Object.keys(cell.params).length
  const widest = cells.reduce((most, cell) => Math.max(most, width(cell)), 0)
  const seen = new Set<string>()
  return cells.flatMap((cell) => {
    // An algorithm that reads less stands in several groups; those that read most tell the groups apart.
    const id = JSON.stringify([cell.commit, cell.ref, cell.snapshots, cell.params])
    if (width(cell) < widest || seen.has(id)) return []
    seen.add(id)
    const group = cells.flatMap((other) =>
      other.commit === cell.commit &&
      other.ref === cell.ref &&
      agree(other.snapshots, cell.snapshots) &&
      agree(other.params, cell.params)
        ? (runOf(other) ?? [])
        : [],
    )
    const { baseline, gates } = evaluation
    const based = baseline === null || group.some(({ algorithm }) => algorithm === baseline)
    const asked = group.some((run) =>
      gates.some(({ algorithm }) =>
        algorithm === null ? run.algorithm !== baseline : algorithm === run.algorithm,
      ),
    )
    const label = Object.values(cell.snapshots).map(short).join(', ')
    return based && asked ? judge(evaluation, group, cell.commit, label) : []
  })
}

function judge(evaluation: Gated, group: readonly Run[], commit: string, label = ''): GateResult[] {
  const measured = (algorithm: string | null, metric: string) => {
    const run = group.find((one) => one.algorithm === algorithm)
    return run && run.error === null ? (run.metrics[metric] ?? null) : null
  }
  return evaluation.gates.flatMap((gate) => {
    const algorithms = gate.algorithm
      ? [gate.algorithm]
      : evaluation.algorithms.filter((name) => name !== evaluation.baseline)
    const rule = parseGateRule(gate.is) ?? { kind: 'equal' as const }
    const better = evaluation.metrics.find(({ name }) => name === gate.metric)?.better ?? 'none'
    return algorithms.map((algorithm) => {
      const baseline = measured(evaluation.baseline, gate.metric)
      const candidate = measured(algorithm, gate.metric)
      const passed = holds(rule, { baseline, candidate, better })
      const result = { ...gate, algorithm, passed, baseline, candidate, commit, group: label }
      return { ...result, message: gateWords(result) }
    })
  })
}

/** `Gate failed: mae of median 17.9 min, should be < 17.5, at 4d2e1f0`: what a gate asked and what it got. */
export function gateWords(gate: Omit<GateResult, 'message'>, unit?: string): string {
  const decimals = decimalsFor([gate.baseline, gate.candidate])
  const number = (value: number) => `${metricText(value, decimals)}${unit ? ` ${unit}` : ''}`
  const where = `at ${short(gate.commit)}${gate.group ? ` on ${gate.group}` : ''}`
  const rule = parseGateRule(gate.is)
  const against =
    rule?.kind === 'bound'
      ? ''
      : gate.baseline === null
        ? ', which has no value'
        : `, baseline ${number(gate.baseline)}`
  const is = gate.candidate === null ? 'has no value' : `is ${number(gate.candidate)}`
  return `Gate ${gate.passed ? 'passed' : 'failed'}: ${gate.metric} of ${gate.algorithm} ${is}, should be ${ruleWords(gate.is)}${against}, ${where}`
}

/** A gate's bound as people say it: `better than baseline`, `< 17.5`. */
export function ruleWords(is: string): string {
  const rule = parseGateRule(is)
  switch (rule?.kind) {
    case 'better':
      return 'better than baseline'
    case 'not_worse':
      return 'no worse than baseline'
    case 'equal':
      return 'equal to baseline'
    case 'within':
      return `${is.trim()} of baseline`
    default:
      return is.trim()
  }
}

/** `3 of 4`, and whether all passed; null without gates. */
export function gateCount(gates: readonly GateResult[]): { text: string; passed: boolean } | null {
  if (gates.length === 0) return null
  const passed = gates.filter((gate) => gate.passed).length
  return { text: `${passed} of ${gates.length}`, passed: passed === gates.length }
}

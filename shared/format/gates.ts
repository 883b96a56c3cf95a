import type { GateRule } from './evaluation.ts'

/** Whether a candidate's value satisfies a gate; a missing value satisfies none. */
export function holds(
  rule: GateRule,
  values: { baseline: number | null; candidate: number | null; better: 'lower' | 'higher' | 'none' },
): boolean {
  const { baseline, candidate, better } = values
  if (candidate === null) return false
  if (rule.kind === 'bound') {
    const { operator, value } = rule
    if (operator === '<') return candidate < value
    if (operator === '<=') return candidate <= value
    if (operator === '>') return candidate > value
    if (operator === '>=') return candidate >= value
    return candidate === value
  }
  if (baseline === null) return false
  const gain = better === 'lower' ? baseline - candidate : candidate - baseline
  switch (rule.kind) {
    case 'better':
      return better !== 'none' && gain > 0
    case 'not_worse':
      return better !== 'none' && gain >= 0
    case 'equal':
      return candidate === baseline
    case 'within':
      return Math.abs(candidate - baseline) <= (rule.share ? rule.amount * Math.abs(baseline) : rule.amount)
  }
}

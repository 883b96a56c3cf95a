import type { GateResult } from '#shared/contract/evaluation.ts'
import { CircleAlert, CircleCheck } from '../ui/icons.ts'
import { Icon } from '../ui/index.ts'
import css from './evaluation.module.css'
import { gateCount, gateWords } from './gates.ts'

/** `gates 3 of 3`, by icon, word and colour; opens them. Nothing while there are none. */
export function GateChip({ gates, onPress }: { gates: readonly GateResult[]; onPress: () => void }) {
  const count = gateCount(gates)
  if (!count) return null
  const failed = gates.filter((gate) => !gate.passed).map((gate) => gateWords(gate))
  return (
    <button
      type="button"
      className={css.gateChip}
      data-passed={count.passed}
      title={failed.join('\n') || 'All gates passed'}
      onClick={onPress}
    >
      <Icon of={count.passed ? CircleCheck : CircleAlert} />
      {`gates ${count.text}${count.passed ? '' : ' passed'}`}
    </button>
  )
}

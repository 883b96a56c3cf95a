import { CircleAlert, CircleCheck, RotateCcw } from '../ui/icons.ts'
import { Icon } from '../ui/index.ts'
import { type Tested, testCount } from './test-count.ts'
import css from './toolbox.module.css'

/** `tests 5 of 6`, by icon, word and colour; opens them. Nothing before they ran. */
export function TestChip({ tested, onPress }: { tested: Tested | undefined; onPress: () => void }) {
  const count = testCount(tested)
  if (!count) return null
  const state = tested?.stale ? 'stale' : count.passed ? 'passed' : 'failed'
  const icons = { stale: RotateCcw, passed: CircleCheck, failed: CircleAlert }
  return (
    <button type="button" className={css.testChip} data-state={state} onClick={onPress}>
      <Icon of={icons[state]} />
      {state === 'stale' ? 'changed since the last test' : `tests ${count.text}`}
    </button>
  )
}

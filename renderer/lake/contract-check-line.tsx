import { CircleAlert, CircleCheck, CircleDashed, X } from '../ui/icons.ts'
import { Button, describeProgress, Icon, IconButton, Problem, plural } from '../ui/index.ts'
import { sentenceOf, verdictOf } from './check-words.ts'
import type { useContractCheck } from './contract-check.ts'
import css from './lake.module.css'

/** What the check says of the contract's text, and whether it was this text. */
export function CheckLine({ check, text }: { check: ReturnType<typeof useContractCheck>; text: string }) {
  const { state } = check
  if (state.state === 'none') return null
  if (state.state === 'running') {
    return (
      <div className={css.outcome} role="status">
        <Icon of={CircleDashed} tone="info" />
        <span className={css.grow}>
          Checking the latest snapshot{state.progress && `: ${describeProgress(state.progress)}`}
        </span>
        <Button onPress={check.cancel}>Cancel</Button>
      </div>
    )
  }
  const dismiss = <IconButton icon={X} label="Dismiss" onPress={check.dismiss} />
  if (state.state === 'failed') return <Problem error={state.error} action={dismiss} />
  const { problems } = state.result
  const old = state.text !== text ? ' The text was changed since; check again.' : ''
  if (problems.length > 0) {
    return (
      <div className={css.outcome} role="status">
        <Icon of={CircleAlert} tone="error" />
        <span className={css.grow}>
          {`${plural(problems.length, 'problem')}: ${problems[0]?.message}${old}`}
        </span>
        {dismiss}
      </div>
    )
  }
  const verdict = verdictOf(state.result)
  const words =
    sentenceOf(state.result) ?? 'The contract reads well. There is no snapshot yet to check it on.'
  return (
    <div className={css.outcome} role="status">
      <Icon of={verdict === 'more' ? CircleAlert : CircleCheck} tone={verdict === 'more' ? 'warn' : 'ok'} />
      <span className={css.grow}>
        {words}
        {verdict === 'fewer' && <span className={css.better}> Fewer than now.</span>}
        {verdict === 'more' && <span className={css.warnText}> More than now.</span>}
        <span className={css.faint}>{old}</span>
      </span>
      {dismiss}
    </div>
  )
}

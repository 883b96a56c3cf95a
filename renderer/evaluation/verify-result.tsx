import { CircleAlert, CircleCheck } from '../ui/icons.ts'
import { Icon, NullMark, Problem, SmallTable, StateView } from '../ui/index.ts'
import css from './evaluation.module.css'
import { useEvaluation } from './store.ts'

/** What came of running a run again: equal bit for bit, or what was and what is. */
export function VerifyResult({ runKey }: { runKey: string }) {
  const verifying = useEvaluation((state) => state.verifications[runKey])
  if (!verifying) return null
  if (verifying.state === 'running')
    return (
      <StateView
        state="loading"
        title="Running it again from git and its snapshots"
        {...(verifying.progress && { progress: verifying.progress })}
        onCancel={verifying.cancel}
      />
    )
  if (verifying.state === 'failed') return <Problem error={verifying.error} />
  const { equal, was, is } = verifying.result
  const shown = (value: string | number | null) => (value === null ? <NullMark /> : String(value))
  const rows = [
    { name: 'result', was: was.resultDigest, is: is.resultDigest },
    ...[...new Set([...Object.keys(was.metrics), ...Object.keys(is.metrics)])].map((name) => ({
      name,
      was: was.metrics[name] ?? null,
      is: is.metrics[name] ?? null,
    })),
  ]
  const differing = rows.filter((row) => !Object.is(row.was, row.is)).length
  return (
    <section className={css.verified} data-equal={equal} aria-label="Verification">
      <p className={css.verifiedTitle} role="status">
        <Icon of={equal ? CircleCheck : CircleAlert} />
        {equal
          ? 'Equal: the same bits again'
          : `NOT equal: ${differing} of ${rows.length} values differ. Two executions of one run key gave different results: this is a defect, not a difference`}
      </p>
      <SmallTable
        label="What was and what is"
        rows={rows}
        idOf={({ name }) => name}
        columns={[
          { id: 'name', name: 'Value', width: '26%', render: ({ name }) => name },
          {
            id: 'was',
            name: 'was',
            mono: true,
            render: (row) => <span title={String(row.was)}>{shown(row.was)}</span>,
          },
          {
            id: 'is',
            name: 'is',
            mono: true,
            render: (row) => (
              <span title={String(row.is)} className={Object.is(row.was, row.is) ? undefined : css.differs}>
                {shown(row.is)}
              </span>
            ),
          },
        ]}
      />
    </section>
  )
}

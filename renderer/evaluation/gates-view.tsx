import type { GateResult, MetricInfo } from '#shared/contract/evaluation.ts'
import { CircleAlert, CircleCheck } from '../ui/icons.ts'
import { CommitChip, Icon, NullMark, SmallTable, type TableColumn } from '../ui/index.ts'
import css from './evaluation.module.css'
import { gateCount, gateWords, ruleWords } from './gates.ts'
import { decimalsFor, metricText } from './metrics.ts'

const idOf = (gate: GateResult) => `${gate.name}:${gate.algorithm}:${gate.commit}:${gate.message}`

/** Each gate with its bound, both values and what came of it. */
export function GatesView({
  gates,
  metrics,
}: {
  gates: readonly GateResult[]
  metrics: readonly MetricInfo[]
}) {
  const count = gateCount(gates)
  if (!count) return null
  const unitOf = (gate: GateResult) => metrics.find(({ name }) => name === gate.metric)?.unit
  const value = (gate: GateResult, of: number | null) =>
    of === null ? <NullMark /> : metricText(of, decimalsFor([gate.baseline, gate.candidate]))
  const columns: TableColumn<GateResult>[] = [
    {
      id: 'passed',
      name: 'Result',
      width: '96px',
      render: (gate) => (
        <span className={css.verdict} data-passed={gate.passed}>
          <Icon of={gate.passed ? CircleCheck : CircleAlert} />
          {gate.passed ? 'passed' : 'failed'}
        </span>
      ),
      sortBy: (gate) => (gate.passed ? 1 : 0),
    },
    { id: 'name', name: 'Gate', render: (gate) => gate.name, sortBy: (gate) => gate.name },
    { id: 'algorithm', name: 'Algorithm', mono: true, render: (gate) => gate.algorithm },
    {
      id: 'metric',
      name: 'Metric',
      width: '132px',
      render: (gate) => `${gate.metric}${unitOf(gate) ? `, ${unitOf(gate)}` : ''}`,
    },
    { id: 'bound', name: 'Bound', width: '184px', render: (gate) => ruleWords(gate.is) },
    {
      id: 'baseline',
      name: 'Baseline',
      width: '92px',
      align: 'end',
      render: (gate) => value(gate, gate.baseline),
    },
    {
      id: 'candidate',
      name: 'Candidate',
      width: '92px',
      align: 'end',
      render: (gate) => value(gate, gate.candidate),
    },
    { id: 'commit', name: 'At', width: '112px', render: (gate) => <CommitChip commit={gate.commit} /> },
  ]
  const failed = gates.filter((gate) => !gate.passed)
  const ordered = [...failed, ...gates.filter((gate) => gate.passed)]
  return (
    <section className={css.section} aria-label="Gates">
      <h2 className={css.sectionTitle}>
        Gates <span className={css.quiet}>{`${count.text} passed`}</span>
      </h2>
      {failed.map((gate) => (
        <p key={idOf(gate)} className={css.failedGate} role="alert">
          <Icon of={CircleAlert} />
          {`${gateWords(gate, unitOf(gate))}. ${gate.name}`}
        </p>
      ))}
      <div className={css.gatesTable}>
        <SmallTable label="Gates" columns={columns} rows={ordered} idOf={idOf} rowHeader="name" />
      </div>
      <ul className={css.gatesList}>
        {ordered.map((gate) => (
          <li key={idOf(gate)}>
            <span className={css.verdict} data-passed={gate.passed}>
              <Icon of={gate.passed ? CircleCheck : CircleAlert} />
              {gate.passed ? 'passed' : 'failed'}
            </span>
            <p>
              {gate.name}
              <span
                className={css.quiet}
              >{`: ${gateWords(gate, unitOf(gate)).replace(/^Gate \w+: /, '')}`}</span>
            </p>
            <CommitChip commit={gate.commit} />
          </li>
        ))}
      </ul>
    </section>
  )
}

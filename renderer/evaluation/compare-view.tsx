import { useRef, useState } from 'react'
import type { Comparison, Run } from '#shared/contract/evaluation.ts'
import { short } from '#shared/names.ts'
import { CommitChip, NullMark, SnapshotChip, StateView, Switch, useNarrow } from '../ui/index.ts'
import { useComparison } from './data.ts'
import { DiffersView } from './differs-view.tsx'
import css from './evaluation.module.css'
import { decimalsFor, metricText } from './metrics.ts'
import { MetricDelta } from './run-cell.tsx'

type Metric = Comparison['metrics'][number]

/** Baseline and candidates: metrics with their deltas, then what differed between them. */
export function CompareView({ baseline, candidates }: { baseline: string; candidates: string[] }) {
  const comparison = useComparison(baseline, candidates)
  const host = useRef<HTMLDivElement>(null)
  const narrow = useNarrow(host, 880)
  return (
    <div ref={host} className={css.comparison} data-stale={comparison.isPlaceholderData || undefined}>
      {comparison.isPending && (
        <StateView state="loading" title={`Comparing ${candidates.length + 1} runs`} />
      )}
      {comparison.isError && (
        <StateView state="error" error={comparison.error} onRetry={() => void comparison.refetch()} />
      )}
      {comparison.isSuccess && (
        <Compared
          comparison={comparison.data}
          asRows={comparison.data.candidates.length < (narrow ? 2 : 6)}
        />
      )}
    </div>
  )
}

/** `asRows`: metrics are rows and runs columns; else the other way round. */
function Compared({ comparison, asRows }: { comparison: Comparison; asRows: boolean }) {
  const [equalShown, setEqualShown] = useState(false)
  const { metrics, differs, baseline, candidates } = comparison
  const runs = [baseline, ...candidates]
  const equal = metrics.filter(isEqual)
  const shown = equalShown ? metrics : metrics.filter((metric) => !isEqual(metric))
  return (
    <>
      {asRows ? <MetricsAsRows runs={runs} metrics={shown} /> : <RunsAsRows runs={runs} metrics={shown} />}
      {shown.length === 0 && (
        <p className={css.pad}>
          {differs.every(({ sameResult }) => sameResult)
            ? 'All metrics are equal, and so are the results, bit for bit.'
            : 'All metrics are equal, though the results are not.'}
        </p>
      )}
      {equal.length > 0 && (
        <div className={css.pad}>
          <Switch isSelected={equalShown} onChange={setEqualShown}>
            {`Show ${equal.length} equal`}
          </Switch>
        </div>
      )}
      {candidates.map((candidate, index) => {
        const one = differs[index]
        return one ? (
          <DiffersView
            key={`${candidate.key}:${candidate.commit}`}
            baseline={baseline}
            candidate={candidate}
            differs={one}
            open={index === 0}
          />
        ) : null
      })}
    </>
  )
}

const isEqual = ({ deltas }: Metric) => deltas.every(({ verdict }) => verdict === 'equal')

/** Whose numbers stand in this row or column: run, algorithm and where it was made from. */
function RunHead({ run, as }: { run: Run; as: 'baseline' | 'candidate' }) {
  return (
    <span className={css.runHead}>
      <span className={css.runName}>
        <span className={css.tag} data-role={as}>
          {as}
        </span>
        <code title={run.algorithm}>{run.algorithm}</code>
        <span className={css.quiet} title={run.key}>
          {short(run.key)}
        </span>
      </span>
      <span className={css.chipsWrap}>
        <CommitChip commit={run.commit} dirty={run.dirty} />
        {Object.entries(run.snapshots).map(([source, id]) => (
          <SnapshotChip key={source} source={source} id={id} />
        ))}
      </span>
    </span>
  )
}

function Value({ value, decimals }: { value: number | null | undefined; decimals: number }) {
  return value === null || value === undefined ? (
    <NullMark />
  ) : (
    <span title={String(value)}>{metricText(value, decimals)}</span>
  )
}

const headOf = ({ name, unit }: Metric) => (
  <>
    {name}
    {unit && <span className={css.unit}>{`, ${unit}`}</span>}
  </>
)

const directionWords = { lower: 'lower is better', higher: 'higher is better', none: 'no direction' }

function MetricsAsRows({ runs, metrics }: { runs: Run[]; metrics: Metric[] }) {
  const [baseline, ...candidates] = runs
  return (
    <div className={css.scrollX}>
      <table className={css.compareTable} aria-label="Metrics">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            {baseline && (
              <th scope="col" className={css.end}>
                <RunHead run={baseline} as="baseline" />
              </th>
            )}
            {candidates.map((run) => (
              <th key={`${run.key}:${run.commit}`} scope="col" className={css.end}>
                <RunHead run={run} as="candidate" />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => {
            const decimals = decimalsFor(metric.values)
            return (
              <tr key={metric.name}>
                <th scope="row">
                  {headOf(metric)}
                  <span className={css.direction}>{directionWords[metric.better]}</span>
                </th>
                {metric.values.map((value, index) => (
                  <td key={runs[index]?.key ?? index} className={css.end}>
                    <span className={css.valueDelta}>
                      <span className={css.big}>
                        <Value value={value} decimals={decimals} />
                      </span>
                      {index > 0 && (
                        <MetricDelta
                          better={metric.better}
                          from={metric.values[0] ?? null}
                          to={value}
                          decimals={decimals}
                          unit={metric.unit}
                        />
                      )}
                    </span>
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function RunsAsRows({ runs, metrics }: { runs: Run[]; metrics: Metric[] }) {
  return (
    <div className={css.scrollX}>
      <table className={css.compareTable} aria-label="Metrics by run">
        <thead>
          <tr>
            <th scope="col">Run</th>
            {metrics.map((metric) => (
              <th key={metric.name} scope="col" className={css.end}>
                {headOf(metric)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run, index) => (
            <tr key={`${run.key}:${run.commit}`}>
              <th scope="row">
                <RunHead run={run} as={index === 0 ? 'baseline' : 'candidate'} />
              </th>
              {metrics.map((metric) => {
                const decimals = decimalsFor(metric.values)
                return (
                  <td key={metric.name} className={css.end}>
                    <span className={css.valueDelta}>
                      <span className={css.big}>
                        <Value value={metric.values[index]} decimals={decimals} />
                      </span>
                      {index > 0 && (
                        <MetricDelta
                          better={metric.better}
                          from={metric.values[0] ?? null}
                          to={metric.values[index] ?? null}
                          decimals={decimals}
                        />
                      )}
                    </span>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

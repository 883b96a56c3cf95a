import { useMemo, useState } from 'react'
import { Button, cx, formatCount, formatDuration, formatShort, Tree, type TreeNode } from '../../ui/index.ts'
import css from './plan.module.css'
import { misjudged, type PlanStep, stepsOf } from './plan-tree.ts'
import type { Plan } from './read-plan.ts'

/** The steps as a tree with their rows and time, and below all that the engine says of the chosen one. */
export function PlanView({ plan, onMeasure }: { plan: Plan; onMeasure: () => void }) {
  const steps = useMemo(() => stepsOf(plan.steps), [plan])
  const total = steps.reduce((sum, { measured }) => sum + (measured?.ms ?? 0), 0)
  const slowest = plan.measured ? steps.toSorted((a, b) => msOf(b) - msOf(a))[0] : steps[0]
  const [chosen, setChosen] = useState<string | null>(null)
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const step = steps.find(({ id }) => id === chosen) ?? slowest
  const nodes = useMemo(() => plan.steps.map((root) => nodeOf(root, total)), [plan, total])
  const branches = steps.filter(({ children }) => children.length > 0).map(({ id }) => id)
  return (
    <section className={css.plan} aria-label="Plan">
      <div className={css.line}>
        <span>{plan.measured ? measuredLine(total, slowest) : 'As planned: no step was measured.'}</span>
        <Button kind="quiet" onPress={onMeasure}>
          {plan.measured ? 'Measure again' : 'Measure each step'}
        </Button>
      </div>
      <div className={css.tree}>
        <Tree
          label="Steps of the plan"
          nodes={nodes}
          selected={step?.id}
          expanded={branches.filter((id) => !folded.has(id))}
          onExpandedChange={(open) => setFolded(new Set(branches.filter((id) => !open.has(id))))}
          onAction={setChosen}
        />
      </div>
      {step && <Facts step={step} />}
    </section>
  )
}

const msOf = ({ measured }: PlanStep): number => measured?.ms ?? 0

const share = (ms: number, total: number): number => (total > 0 ? ms / total : 0)

function measuredLine(total: number, slowest: PlanStep | undefined): string {
  const work = `${formatDuration(total)} of work over all threads`
  if (!slowest || total === 0) return work
  return `${work} · ${Math.round(100 * share(msOf(slowest), total))} % in ${slowest.name}`
}

function nodeOf(step: PlanStep, total: number): TreeNode {
  const label = step.about === '' ? step.name : `${step.name} · ${step.about}`
  return {
    id: step.id,
    label,
    title: label,
    detail: <Figures step={step} total={total} />,
    ...(step.children.length > 0 && { children: step.children.map((child) => nodeOf(child, total)) }),
  }
}

/** Rows of a step, and its part of the time as a bar. */
function Figures({ step, total }: { step: PlanStep; total: number }) {
  const { measured, expected } = step
  if (!measured) {
    return <span className={css.rows}>{expected === null ? '' : `about ${formatShort(expected)} rows`}</span>
  }
  const part = share(measured.ms, total)
  return (
    <>
      <span className={cx(css.rows, misjudged(step) && css.misjudged)}>
        {misjudged(step) ? `${formatShort(expected ?? 0)} expected, ` : ''}
        {formatShort(measured.rows)} rows
      </span>
      <span className={css.bar} aria-hidden="true">
        <span className={css.fill} style={{ width: `${100 * part}%` }} />
      </span>
      <span className={css.time}>{formatDuration(measured.ms)}</span>
    </>
  )
}

function Facts({ step }: { step: PlanStep }) {
  const { measured, expected } = step
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: facts longer than their place are scrolled by the keyboard
    <section className={css.about} aria-label={step.name} tabIndex={0}>
      <h3 className={css.name}>{step.name}</h3>
      <dl className={css.facts}>
        <dt>Rows</dt>
        <dd>
          {[
            measured && `${formatCount(measured.rows)} delivered`,
            expected !== null && `${formatCount(expected)} expected`,
          ]
            .filter(Boolean)
            .join(', ') || 'not told'}
          {misjudged(step) && ': the planner was wrong by ten times or more'}
        </dd>
        {step.facts
          .filter(({ name }) => name !== 'Estimated Cardinality')
          .map(({ name, values }) => (
            <Fact key={name} name={name} values={values} />
          ))}
      </dl>
    </section>
  )
}

function Fact({ name, values }: { name: string; values: string[] }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={css.values}>{values.join('\n')}</dd>
    </>
  )
}

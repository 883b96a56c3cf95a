import { useState } from 'react'
import type { EvaluationInfo, Plan } from '#shared/contract/evaluation.ts'
import { short } from '#shared/names.ts'
import type { Cell } from '#shared/value.ts'
import { useSnapshots } from '../client/index.ts'
import {
  Button,
  Checkbox,
  formatInstant,
  NumberField,
  Popover,
  Select,
  Switch,
  TextField,
} from '../ui/index.ts'
import { useLog } from './data.ts'
import css from './evaluation.module.css'
import { cellText } from './ledger.ts'
import { chooseForPlan, useScreen } from './store.ts'

/** Which versions, snapshots and params are planned, and how they are run. */
export function PlanControls({
  info,
  plan,
  metric,
  onMetric,
}: {
  info: EvaluationInfo
  plan: Plan | null
  metric: string
  onMetric: (name: string) => void
}) {
  const { choice, live } = useScreen(info.name)
  const reason = live?.state === 'running' ? 'The evaluation is running' : undefined
  const changed = choice.refs.length + choice.snapshots.length + Object.keys(choice.params).length > 0
  return (
    <div className={css.controls}>
      <Versions name={info.name} reason={reason} />
      <Snapshots name={info.name} plan={plan} reason={reason} />
      <Params name={info.name} plan={plan} reason={reason} />
      <NumberField
        label="Jobs"
        hideLabel
        value={choice.jobs}
        min={1}
        max={64}
        unit="at a time"
        onChange={(jobs) => Number.isInteger(jobs) && chooseForPlan(info.name, { jobs })}
      />
      <Switch
        isSelected={choice.force}
        onChange={(force) => chooseForPlan(info.name, { force })}
        label="Run again what the ledger holds"
      >
        Run all again
      </Switch>
      {changed && (
        <Button
          kind="quiet"
          hint="Versions, snapshots and params as the definition says"
          onPress={() => chooseForPlan(info.name, { refs: [], snapshots: [], params: {} })}
        >
          Reset
        </Button>
      )}
      <span className={css.spring} />
      {info.metrics.length > 1 && (
        <Select
          label="Metric in the cells"
          hideLabel
          quiet
          prefix="Show"
          value={metric}
          onChange={onMetric}
          options={info.metrics.map(({ name, unit }) => ({
            id: name,
            label: unit ? `${name}, ${unit}` : name,
          }))}
        />
      )}
    </div>
  )
}

const toggle = (list: readonly string[], item: string, on: boolean) =>
  on ? [...list.filter((one) => one !== item), item] : list.filter((one) => one !== item)

function Versions({ name, reason }: { name: string; reason: string | undefined }) {
  const { refs } = useScreen(name).choice
  const { data: log } = useLog()
  const set = (next: string[]) => chooseForPlan(name, { refs: next })
  const [first, ...others] = refs
  const words =
    first === undefined ? 'as defined' : `${nameOf(first)}${others.length > 0 ? ` +${others.length}` : ''}`
  const row = (id: string, label: string, detail: string) => (
    <Checkbox key={id} isSelected={refs.includes(id)} onChange={(on) => set(toggle(refs, id, on))}>
      <span className={css.option}>
        <code>{label}</code>
        <span className={css.optionDetail}>{detail}</span>
      </span>
    </Checkbox>
  )
  return (
    <Popover
      label="Versions"
      trigger={
        <Button menu disabledReason={reason}>
          <span className={css.prefix}>Versions </span>
          {words}
        </Button>
      }
    >
      <div className={css.choice}>
        <div className={css.choiceActions}>
          <span className={css.quiet}>commits</span>
          {[3, 5, 10].map((count) => (
            <Button
              key={count}
              disabledReason={(log?.length ?? 0) === 0 ? 'No commit yet' : undefined}
              onPress={() => set((log ?? []).slice(0, count).map(({ commit }) => commit))}
            >
              {`Last ${count}`}
            </Button>
          ))}
          <Button kind="quiet" onPress={() => set([])}>
            As defined
          </Button>
        </div>
        {row('HEAD', 'HEAD', 'the last commit of this branch')}
        {row('working', 'working', 'uncommitted work, captured first')}
        <div className={css.choiceList}>
          {(log ?? []).map(({ commit, message, at }) =>
            row(commit, short(commit), `${message.split('\n')[0] ?? ''}, ${formatInstant(at)}`),
          )}
        </div>
      </div>
    </Popover>
  )
}

const nameOf = (ref: string) => (/^[0-9a-f]{40}$/.test(ref) ? short(ref) : ref)

function Snapshots({ name, plan, reason }: { name: string; plan: Plan | null; reason: string | undefined }) {
  const { snapshots } = useScreen(name).choice
  const { data: all } = useSnapshots()
  const sources = [...new Set((plan?.cells ?? []).flatMap((cell) => Object.keys(cell.snapshots)))]
  const words =
    snapshots.length === 0
      ? 'as defined'
      : snapshots.length === 1
        ? (snapshots[0] ?? '').replace(/=([0-9a-f]{7}).*/, ' $1')
        : `${snapshots.length} chosen`
  return (
    <Popover
      label="Snapshots"
      trigger={
        <Button menu disabledReason={reason}>
          <span className={css.prefix}>Snapshots </span>
          {words}
        </Button>
      }
    >
      <div className={css.choice}>
        {sources.length === 0 && <p className={css.quiet}>The planned cells read no source.</p>}
        {sources.map((source) => (
          <div key={source} className={css.choiceGroup}>
            <div className={css.choiceHead}>
              <h3>{source}</h3>
              <span className={css.quiet}>synced, UTC</span>
            </div>
            <div className={css.choiceList}>
              {(all ?? [])
                .filter((one) => one.source === source)
                .map(({ id, syncedAt, rows, latest, partial }) => {
                  const spec = `${source}=${id}`
                  const facts = [
                    formatInstant(syncedAt),
                    rows !== null && `${rows.toLocaleString('en-US')} rows`,
                    latest && 'latest',
                    partial && 'partial',
                  ]
                  return (
                    <Checkbox
                      key={id}
                      isSelected={snapshots.includes(spec)}
                      onChange={(on) => chooseForPlan(name, { snapshots: toggle(snapshots, spec, on) })}
                    >
                      <span className={css.option}>
                        <code>{short(id)}</code>
                        <span className={css.optionDetail}>{facts.filter(Boolean).join(', ')}</span>
                      </span>
                    </Checkbox>
                  )
                })}
            </div>
          </div>
        ))}
        {snapshots.length > 0 && (
          <Button kind="quiet" onPress={() => chooseForPlan(name, { snapshots: [] })}>
            As defined
          </Button>
        )}
      </div>
    </Popover>
  )
}

function Params({ name, plan, reason }: { name: string; plan: Plan | null; reason: string | undefined }) {
  const { params } = useScreen(name).choice
  const planned = new Map<string, Set<string>>()
  for (const cell of plan?.cells ?? []) {
    for (const [param, value] of Object.entries(cell.params)) {
      planned.set(param, (planned.get(param) ?? new Set()).add(cellText(value)))
    }
  }
  if (planned.size === 0) return null
  const words = Object.keys(params).length === 0 ? 'as defined' : `${Object.keys(params).length} changed`
  return (
    <Popover
      label="Params"
      trigger={
        <Button menu disabledReason={reason}>
          <span className={css.prefix}>Params </span>
          {words}
        </Button>
      }
    >
      <div className={css.choice}>
        {[...planned].map(([param, values]) => (
          <ParamField
            key={param}
            param={param}
            start={[...values].join(', ')}
            onSet={(cells) => chooseForPlan(name, { params: { ...params, [param]: cells } })}
          />
        ))}
      </div>
    </Popover>
  )
}

function ParamField({
  param,
  start,
  onSet,
}: {
  param: string
  start: string
  onSet: (values: Cell[]) => void
}) {
  const [text, setText] = useState(start)
  const use = () => {
    const values = text
      .split(',')
      .map((value) => value.trim())
      .filter(Boolean)
    if (values.length > 0 && text !== start) onSet(values)
  }
  return (
    <TextField
      label={param}
      mono
      value={text}
      onChange={setText}
      onSubmit={use}
      onBlur={use}
      description="Several values, split by commas, make a dimension"
    />
  )
}

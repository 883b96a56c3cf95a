import { useMemo, useState } from 'react'
import type { EvaluationInfo, Run } from '#shared/contract/evaluation.ts'
import { short } from '#shared/names.ts'
import { Button, Checkbox, Popover, Select, StateView } from '../ui/index.ts'
import { CompareView } from './compare-view.tsx'
import { useLatest } from './data.ts'
import css from './evaluation.module.css'
import { openComparison } from './find.ts'
import { onLatest } from './gates.ts'
import { agree, foldLedger, type LedgerRow } from './ledger.ts'
import { useScreen } from './store.ts'

/** Most runs that are compared at once. */
const most = 12

/** The newest run of the baseline with the other algorithms of its group, or whatever is chosen instead. */
export function CompareChoice({ info, runs }: { info: EvaluationInfo; runs: readonly Run[] }) {
  const { selected, table } = useScreen(info.name)
  const latest = useLatest()
  const rows = useMemo(() => foldLedger(runs).filter(({ run }) => run.error === null), [runs])
  const start = useMemo(
    () => suggested(rows, info.baseline, selected, table.baseline, latest),
    [rows, info.baseline, selected, table.baseline, latest],
  )
  const byKey = useMemo(() => {
    const found = new Map<string, LedgerRow>()
    // A run that many commits share is named by the commit that is looked at.
    for (const row of [...start.rows, ...rows]) if (!found.has(row.run.key)) found.set(row.run.key, row)
    return found
  }, [rows, start])
  const [chosen, setChosen] = useState<{ baseline?: string; candidates?: string[] }>({})
  const baseline = chosen.baseline ?? start.baseline
  const candidates = (chosen.candidates ?? start.candidates).filter((key) => key !== baseline)
  if (byKey.size < 2 || baseline === null)
    return (
      <StateView
        state="empty"
        title="Nothing to compare yet. Two finished runs are needed: run the evaluation, or select runs in Runs."
      />
    )
  const options = [...byKey.values()].slice(0, 200)
  const words = ({ run }: LedgerRow) => `${run.algorithm} at ${run.dirty ? 'wip ' : ''}${short(run.commit)}`
  return (
    <div className={css.compare}>
      <div className={css.controls}>
        <Select
          label="Baseline"
          hideLabel
          prefix="Baseline"
          value={baseline}
          onChange={(key) => setChosen((was) => ({ ...was, baseline: key }))}
          options={options.map((row) => ({
            id: row.run.key,
            label: words(row),
            detail: `run ${short(row.run.key)}`,
          }))}
        />
        <Popover
          label="Candidates"
          trigger={
            <Button menu>
              <span className={css.prefix}>With </span>
              {candidates.length === 1
                ? words(byKey.get(candidates[0] ?? '') ?? (options[0] as LedgerRow))
                : `${candidates.length} runs`}
            </Button>
          }
        >
          <div className={css.choice}>
            <div className={css.choiceList}>
              {options
                .filter(({ run }) => run.key !== baseline)
                .map((row) => {
                  const { key } = row.run
                  const on = candidates.includes(key)
                  return (
                    <Checkbox
                      key={key}
                      isSelected={on}
                      disabledReason={!on && candidates.length >= most ? `${most} at most` : undefined}
                      onChange={(next) =>
                        setChosen((was) => ({
                          ...was,
                          candidates: next ? [...candidates, key] : candidates.filter((one) => one !== key),
                        }))
                      }
                    >
                      <span className={css.option}>
                        <span>{words(row)}</span>
                        <span className={css.optionDetail}>{`run ${short(key)}`}</span>
                      </span>
                    </Checkbox>
                  )
                })}
            </div>
          </div>
        </Popover>
        <span className={css.spring} />
        <Button kind="quiet" onPress={() => openComparison(baseline, candidates)}>
          Open as a tab
        </Button>
      </div>
      {candidates.length === 0 ? (
        <StateView state="empty" title="Choose a run to compare the baseline with." />
      ) : (
        <CompareView baseline={baseline} candidates={candidates} />
      )}
    </div>
  )
}

/** What is compared before anything is chosen: selected runs, else the newest group. */
function suggested(
  rows: readonly LedgerRow[],
  algorithm: string | null,
  selected: readonly string[],
  pinned: string | null,
  latest: ReadonlyMap<string, string>,
): { baseline: string | null; candidates: string[]; rows: LedgerRow[] } {
  const picked = selected.flatMap((id) => rows.find((row) => row.id === id) ?? [])
  const fixed = rows.find((row) => row.id === pinned)
  const groupOf = (near: LedgerRow) =>
    rows.filter(
      ({ run }) =>
        run.commit === near.run.commit &&
        agree(run.snapshots, near.run.snapshots) &&
        agree(run.params, near.run.params),
    )
  // The newest run may stand alone, e.g. of an evaluation that was stopped: the newest that has company counts.
  const some = rows.slice(0, 100)
  const near =
    picked[0] ??
    [...some.filter(({ run }) => onLatest(run, latest)), ...some].find((row) => groupOf(row).length > 1)
  const group = near ? groupOf(near) : []
  const base = fixed ?? group.find(({ run }) => run.algorithm === algorithm) ?? picked[0] ?? group[0]
  const others = picked.length > 0 ? picked : group
  return {
    rows: [...(base ? [base] : []), ...others],
    baseline: base?.run.key ?? null,
    candidates: [...new Set(others.map(({ run }) => run.key))]
      .filter((key) => key !== base?.run.key)
      .slice(0, most),
  }
}

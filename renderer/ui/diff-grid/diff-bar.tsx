import { useState } from 'react'
import type { ComparedSides, KeyProposal, RowDifference } from '#shared/contract/difference.ts'
import { hasDelta, measureOf, type Tolerance } from '#shared/sql/index.ts'
import { Button } from '../button.tsx'
import { TextField } from '../field.tsx'
import { formatCount } from '../format.ts'
import { Popover } from '../popover.tsx'
import { Select } from '../select.tsx'
import { Checkbox } from '../toggle.tsx'
import css from './diff-grid.module.css'
import { type DiffView, goToChange, setDiffView, useDiffView } from './view.ts'

const kinds = { added: '+ added', changed: '~ changed', gone: '− gone' }

/** Counts, and what is looked at: the key, kinds of change, a column, and when numbers count as equal. */
export function DiffBar({
  id,
  sides,
  chosen,
  facts,
}: {
  id: string
  sides: ComparedSides
  chosen: string[]
  facts: RowDifference | undefined
}) {
  const view = useDiffView(id)
  const inexact = sides.shared.some(
    (column) => hasDelta(column) && [column.before, column.after].some((type) => measureOf(type) === 'float'),
  )
  const again = facts ? facts.repeated.before + facts.repeated.after : 0
  return (
    <div className={css.bar} role="toolbar" aria-label="Difference">
      <KeyChoice id={id} sides={sides} chosen={chosen} />
      {facts && (
        <>
          <Select
            label="Show"
            hideLabel
            quiet
            prefix="Show"
            value={view.kind}
            onChange={(kind) => setDiffView(id, { kind: kind as DiffView['kind'] })}
            options={[
              {
                id: 'any',
                label: 'all changes',
                detail: `${formatCount(facts.added + facts.changed + facts.gone)} rows`,
              },
              ...(['added', 'changed', 'gone'] as const).map((kind) => ({
                id: kind,
                label: kinds[kind],
                detail: `${formatCount(facts[kind])} rows`,
              })),
            ]}
          />
          {facts.changed > 0 && (
            <Select
              label="Column that differs"
              hideLabel
              quiet
              prefix="in"
              value={view.column ?? ''}
              onChange={(column) => setDiffView(id, { column: column === '' ? null : column })}
              options={[
                { id: '', label: 'any column' },
                ...facts.columns
                  .filter(({ rows }) => rows > 0)
                  .sort((a, b) => b.rows - a.rows)
                  .map(({ name, rows }) => ({ id: name, label: name, detail: `${formatCount(rows)} rows` })),
              ]}
            />
          )}
          <span className={css.counts}>
            {(['added', 'changed', 'gone'] as const).map((kind) => (
              <span key={kind}>{`${kinds[kind][0]}${formatCount(facts[kind])}`}</span>
            ))}
            <span>{`${formatCount(facts.equal)} equal`}</span>
          </span>
          {again > 0 && (
            <span className={css.why}>
              {`${formatCount(again)} rows share their key: compared as whole values`}
            </span>
          )}
        </>
      )}
      <span className={css.spring} />
      {inexact && <ToleranceChoice id={id} tolerance={view.tolerance} />}
      {facts && facts.changed > 0 && (
        <Checkbox isSelected={view.onlyChanged} onChange={(onlyChanged) => setDiffView(id, { onlyChanged })}>
          Only changed columns
        </Checkbox>
      )}
      <Button kind="quiet" keys="F7" hint="Next change" onPress={() => goToChange(id, 1)}>
        Next
      </Button>
    </div>
  )
}

const reasons: Record<KeyProposal['why'], string> = {
  contract: "the contract's key",
  group: 'what the query groups by',
  unique: 'unique on both sides',
}

/** What names a row: a proposal, columns of one's own, or nothing. */
function KeyChoice({ id, sides, chosen }: { id: string; sides: ComparedSides; chosen: string[] }) {
  const choose = (key: string[]) => setDiffView(id, { key, column: null })
  const toggle = (name: string) =>
    choose(
      sides.shared
        .map((column) => column.name)
        .filter((one) => (one === name ? !chosen.includes(one) : chosen.includes(one))),
    )
  return (
    <Popover
      label="Key of a row"
      trigger={
        <Button kind="quiet" menu hint="What names a row on both sides">
          {chosen.length === 0 ? 'Rows as whole values' : `Rows by ${chosen.join(', ')}`}
        </Button>
      }
    >
      {(close) => (
        <div className={css.choice}>
          {sides.keys.map(({ columns, why }) => (
            <Button
              key={columns.join()}
              kind="quiet"
              onPress={() => {
                choose(columns)
                close()
              }}
            >
              {`${columns.join(', ')}: ${reasons[why]}`}
            </Button>
          ))}
          <Button
            kind="quiet"
            onPress={() => {
              choose([])
              close()
            }}
          >
            No key: rows as whole values
          </Button>
          {sides.shared.slice(0, 200).map(({ name }) => (
            <Checkbox key={name} isSelected={chosen.includes(name)} onChange={() => toggle(name)}>
              {name}
            </Checkbox>
          ))}
        </div>
      )}
    </Popover>
  )
}

const distances = [
  { id: 'exact', label: 'exactly equal' },
  { id: 'absolute', label: 'within a distance' },
  { id: 'relative', label: 'within a share of the larger' },
]

/** When two numbers with a fraction count as equal. */
function ToleranceChoice({ id, tolerance }: { id: string; tolerance: Tolerance }) {
  const [kind, setKind] = useState<Tolerance['kind']>(tolerance.kind)
  const [text, setText] = useState(tolerance.kind === 'exact' ? '1e-9' : String(tolerance.by))
  const by = Number(text)
  const bad = kind !== 'exact' && !(by > 0 && Number.isFinite(by))
  return (
    <Popover
      label="When numbers are equal"
      placement="bottom end"
      trigger={
        <Button kind="quiet" menu hint="When two numbers with a fraction count as equal">
          {tolerance.kind === 'exact'
            ? 'Numbers exactly'
            : `Numbers within ${tolerance.by}${tolerance.kind === 'relative' ? ' of the larger' : ''}`}
        </Button>
      }
    >
      {(close) => {
        const submit = () => {
          if (bad) return
          setDiffView(id, { tolerance: kind === 'exact' ? { kind } : { kind, by } })
          close()
        }
        return (
          <div className={css.choice}>
            <Select
              label="Numbers are equal when they are"
              value={kind}
              options={distances}
              onChange={(next) => setKind(next as Tolerance['kind'])}
            />
            {kind !== 'exact' && (
              <TextField
                label={kind === 'absolute' ? 'Distance' : 'Share'}
                value={text}
                onChange={setText}
                onSubmit={submit}
                invalid={bad ? 'A number above 0, such as 1e-9' : undefined}
                mono
              />
            )}
            <Button onPress={submit} disabledReason={bad ? 'Type a number above 0' : undefined}>
              Compare
            </Button>
          </div>
        )
      }}
    </Popover>
  )
}

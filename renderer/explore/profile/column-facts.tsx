import type { ColumnProfile } from '#shared/format/profile.ts'
import type { Cell } from '#shared/value.ts'
import { CellView, cellText, columnClass, isNumeric } from '../../ui/data-grid/index.ts'
import { Button, formatCount, plural } from '../../ui/index.ts'
import { Bars, Shares } from './bars.tsx'
import type { ColumnState } from './book.ts'
import {
  barsOf,
  factsOf,
  nullsOf,
  patternsOf,
  placeOfBound,
  type Shown,
  seasonsOf,
  valuesOf,
  valueText,
} from './facts.ts'
import css from './profile.module.css'
import type { TargetColumn } from './target.ts'
import { constantOf, lookedAt, profileWords } from './words.ts'

/** What a press on a part of a profile does. */
export interface Clicks {
  /** `Filter`, or what else happens. */
  verb: string
  show(shown: Shown): void
}

/** What is known of one column: words, bars, figures, sentences; with `full` all that there is. */
export function ColumnFacts({
  column,
  state,
  clicks,
  full,
  onExact,
}: {
  column: TargetColumn
  state: ColumnState
  clicks: Clicks
  full: boolean
  onExact: () => void
}) {
  const { profile, error } = state
  if (!profile)
    return error ? (
      <p className={css.failed}>{error.message}</p>
    ) : (
      <div className={css.waiting} role="status" aria-label={`Profiling ${column.name}`} />
    )
  const constant = constantOf(profile) !== null || profile.nulls === profile.rows
  const { verb, show } = clicks
  const rows = lookedAt(profile)
  const parts = barsOf(profile)
  const values = valuesOf(profile)
  const patterns = patternsOf(profile)
  const facts = factsOf(profile, column.about)
  // A class that says no more than that the texts are texts is left to the whole view.
  const telling =
    patterns.some(({ label }) => /[^Aa⁺ ]/.test(label)) && !/^over /.test(patterns[0]?.label ?? '')
  return (
    <>
      <p className={css.words}>
        <span className={css.line} {...(constant && { title: profileWords(profile) })}>
          {profileWords(profile)}
        </span>
        {profile.nulls > 0 && !constant && (
          <button
            type="button"
            className={css.nullBar}
            aria-label={`${formatCount(profile.nulls)} rows are NULL. ${verb}`}
            title={`${formatCount(profile.nulls)} rows are NULL`}
            onClick={() => show(nullsOf(profile))}
          >
            <span
              className={css.nullFill}
              style={{ width: `${(profile.nulls / Math.max(1, profile.rows)) * 100}%` }}
            />
          </button>
        )}
      </p>
      {!constant && parts.length > 1 && (
        <Bars
          label={`Histogram of ${column.name}, ${parts.length} bars from ${parts[0]?.label} to ${parts.at(-1)?.label}`}
          parts={parts}
          rows={rows}
          verb={verb}
          onShow={show}
          marks={marksOf(profile)}
        />
      )}
      {!constant && <Figures profile={profile} full={full} />}
      {!constant && values.length > 0 && (full || parts.length <= 1) && (
        <>
          {full && parts.length > 1 && <h4 className={css.head}>Most frequent</h4>}
          <Shares
            label={`Most frequent values of ${column.name}`}
            parts={full ? values : values.slice(0, 5)}
            rows={rows}
            verb={verb}
            onShow={show}
          >
            {(place) => <CellView value={values[place]?.value ?? null} type={column.type} decimals={3} />}
          </Shares>
        </>
      )}
      {!constant && patterns.length > 0 && (full || telling) && (
        <>
          {full && <h4 className={css.head}>Patterns</h4>}
          <Shares
            label={`Patterns of ${column.name}`}
            parts={full ? patterns : patterns.slice(0, 2)}
            rows={rows}
            verb={verb}
            onShow={show}
            mono
          />
        </>
      )}
      {full &&
        !constant &&
        seasonsOf(profile).map(({ title, ends, parts: season }) => (
          <div key={title}>
            <h4 className={css.head}>
              {title}
              <span>{ends}</span>
            </h4>
            <Bars
              label={`Rows of ${column.name} by ${title.toLowerCase()}`}
              parts={season}
              rows={rows}
              verb={verb}
              onShow={show}
              low
            />
          </div>
        ))}
      {facts.length > 0 && (
        <ul className={css.facts} aria-label={`Remarks on ${column.name}`}>
          {facts.map(({ text, shown, breach }) => (
            <li key={text} data-breach={breach}>
              {shown ? (
                <button
                  type="button"
                  className={css.fact}
                  title={`${verb} these rows`}
                  onClick={() => show(shown)}
                >
                  {text}
                </button>
              ) : (
                text
              )}
            </li>
          ))}
        </ul>
      )}
      {profile.sampled !== undefined && (
        <p className={css.sampled}>
          {`from a sample of ${formatCount(profile.sampled)} rows`}
          <Button
            kind="quiet"
            busy={state.exact}
            onPress={onExact}
            label={`exact profile of ${column.name}, from all its rows`}
          >
            exact
          </Button>
        </p>
      )}
    </>
  )
}

/** Bounds of the contract among the bars. */
function marksOf(profile: ColumnProfile): { at: number; label: string }[] {
  const { bounds } = profile
  return (['min', 'max'] as const).flatMap((side) => {
    const value = bounds?.[side]
    const at = value === undefined ? null : placeOfBound(profile, value)
    return at === null ? [] : [{ at, label: `The contract’s ${side}, ${value}` }]
  })
}

/** The figures of a column in a row; all of them with `full`. */
function Figures({ profile, full }: { profile: ColumnProfile; full: boolean }) {
  const { type, min, max, quantiles, mean, deviation, lengths } = profile
  const numeric = isNumeric(type)
  const ordered = numeric || columnClass(type) === 'time'
  const said: [string, Cell | undefined][] = []
  if (ordered) {
    const [q05, q25, q50, q75, q95] = quantiles ?? []
    said.push(['min', min])
    if (full) said.push(['5 %', q05], ['25 %', q25])
    said.push([full ? 'median' : 'med', q50])
    if (full) said.push(['75 %', q75], ['95 %', q95])
    said.push(['max', max])
  }
  const shown = said.filter((one): one is [string, Cell] => one[1] !== undefined && one[1] !== null)
  const text = valueText(
    shown.map(([, value]) => value),
    type,
  )
  const figures = shown.map(([name, value]) => [name, text(value), cellText(value, type, 6).text] as const)
  const number = (value: number) => cellText(value, 'DOUBLE', 2).text
  return (
    <>
      {figures.length > 0 && (
        <dl className={css.figures} data-stacked={columnClass(type) === 'time' || full || undefined}>
          {figures.map(([name, value, title]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd title={title}>{value}</dd>
            </div>
          ))}
          {full && numeric && typeof mean === 'number' && (
            <div>
              <dt>mean</dt>
              <dd title={String(mean)}>{number(mean)}</dd>
            </div>
          )}
          {full && numeric && typeof deviation === 'number' && (
            <div>
              <dt>deviation</dt>
              <dd title={String(deviation)}>{number(deviation)}</dd>
            </div>
          )}
        </dl>
      )}
      {full && lengths && (
        <p className={css.words}>
          {lengths.min === lengths.max
            ? `each ${plural(lengths.min, 'character')} long`
            : `${formatCount(lengths.min)} to ${plural(lengths.max, 'character')}, median ${formatCount(lengths.median)}`}
        </p>
      )}
    </>
  )
}

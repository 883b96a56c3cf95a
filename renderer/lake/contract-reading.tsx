import type { Contract, Field } from '#shared/format/contract.ts'
import { Button, cx, formatCount, SmallTable, type TableColumn } from '../ui/index.ts'
import { Fact, Facts } from './facts.tsx'
import css from './lake.module.css'

/** A contract as people read it: who answers for what, and each field with its bounds. */
export function ContractReading({ contract, stale }: { contract: Contract; stale: boolean }) {
  const { format, producer, consumer, volume, quality } = contract
  return (
    <div className={css.reading} data-stale={stale || undefined}>
      {contract.description && <p className={css.lead}>{contract.description}</p>}
      <Facts>
        <Fact name="Source">
          {contract.source}, revision {contract.revision}
        </Fact>
        <Fact name="Where" mono>
          {contract.remote}: {contract.path}
        </Fact>
        <Fact name="Format">
          {format.type}
          {format.type === 'csv' && `, ${csvWords(format)}`}
          {contract.compression !== 'none' && `, ${contract.compression}`}
        </Fact>
        <Fact name="Cadence">
          {contract.cadence}
          {contract.freshness && `, at most ${contract.freshness} old`}
        </Fact>
        {contract.settle !== '0' && (
          <Fact name="Settles">{`an object younger than ${contract.settle} waits`}</Fact>
        )}
        {volume?.rows && <Fact name="Rows">{bandWords(volume.rows)}</Fact>}
        {volume?.rows_per_day && <Fact name="Rows a day">{bandWords(volume.rows_per_day)}</Fact>}
        <Fact name="Key">
          {contract.key.length > 0 ? contract.key.join(', ') : 'none: rows are compared whole'}
        </Fact>
        <Fact name="Unknown fields">
          {contract.unknown_fields === 'keep' ? 'kept, in _extra of the _raw view' : 'reject the row'}
        </Fact>
        {producer && (
          <Fact name="Producer">
            <Party {...producer} />
          </Fact>
        )}
        {consumer && (
          <Fact name="Consumer">
            <Party {...consumer} />
          </Fact>
        )}
      </Facts>
      <h3 className={css.subhead}>Fields</h3>
      <FieldsTable contract={contract} compact />
      {quality.length > 0 && (
        <>
          <h3 className={css.subhead}>Rules</h3>
          <SmallTable
            label="Rules"
            rows={quality}
            idOf={({ name }) => name}
            columns={[
              {
                id: 'name',
                name: 'Rule',
                width: '35%',
                render: ({ name }) => <span title={name}>{name}</span>,
              },
              { id: 'sql', name: 'Holds', mono: true, render: ({ sql }) => <span title={sql}>{sql}</span> },
              {
                id: 'reject',
                name: 'Else',
                width: '110px',
                render: ({ reject }) => (reject ? 'row rejected' : 'counted'),
              },
            ]}
          />
        </>
      )}
    </div>
  )
}

function Party({
  team,
  contact,
  responsible,
}: {
  team: string
  contact?: string | undefined
  responsible?: string | undefined
}) {
  return (
    <>
      {team}
      {contact && <span className={css.faint}> {contact}</span>}
      {responsible && <span className={css.responsible}>{responsible}</span>}
    </>
  )
}

const bandWords = ([from, to]: [number, number]) => `${formatCount(from)} to ${formatCount(to)}`

function csvWords({
  delimiter,
  header,
  encoding,
}: {
  delimiter: string
  header: boolean
  encoding: string
}): string {
  const mark = delimiter === '\t' ? 'tab' : delimiter === ',' ? 'comma' : delimiter
  return [mark, header ? 'with a header' : 'no header', encoding].join(', ')
}

interface FieldRow extends Field {
  name: string
}

const meaningColumn: TableColumn<FieldRow> = {
  id: 'meaning',
  name: 'Meaning',
  render: ({ meaning }) => <span title={meaning}>{meaning}</span>,
}

/** Each field with type, need, unit, bounds and meaning; `compact` puts the meaning below the name. */
export function FieldsTable({ contract, compact = false }: { contract: Contract; compact?: boolean }) {
  const rows = Object.entries(contract.fields).map(([name, field]) => ({ name, ...field }))
  return (
    <SmallTable
      label="Fields"
      rows={rows}
      idOf={({ name }) => name}
      columns={[
        {
          id: 'name',
          name: 'Field',
          width: compact ? '40%' : '22%',
          render: ({ name, personal, meaning }) => (
            <span title={compact && meaning ? `${name}: ${meaning}` : name}>
              {name}
              {contract.key.includes(name) && <span className={cx(css.tag, css.tagAfter)}>key</span>}
              {personal && <span className={cx(css.tag, css.tagAfter)}>personal</span>}
              {compact && meaning && <span className={css.responsible}>{meaning}</span>}
            </span>
          ),
        },
        {
          id: 'type',
          name: 'Type',
          width: compact ? '96px' : '22%',
          render: ({ type, zone }) => (
            <span className={css.type} title={zone ? `${type}, ${zone}` : type}>
              {type}
              {!compact && zone && `, ${zone}`}
            </span>
          ),
        },
        {
          id: 'required',
          name: 'Need',
          width: '76px',
          render: ({ required }) => (required ? 'required' : <span className={css.faint}>optional</span>),
        },
        {
          id: 'bounds',
          name: 'Bounds',
          ...(!compact && { width: '152px' }),
          render: ({ min, max, unit }) => {
            const bounds =
              min !== undefined && max !== undefined
                ? `${min} to ${max}`
                : min !== undefined
                  ? `≥ ${min}`
                  : max !== undefined
                    ? `≤ ${max}`
                    : ''
            const words = [bounds, unit].filter(Boolean).join(' ')
            return <span title={words}>{words}</span>
          },
        },
        ...(compact ? [] : [meaningColumn]),
      ]}
    />
  )
}

/** Leads from the reading to the text. */
export function ReadingProblem({
  message,
  line,
  onGo,
}: {
  message: string
  line: number | undefined
  onGo: () => void
}) {
  return (
    <div className={css.readingProblem}>
      <span className={css.grow}>{message}</span>
      {line !== undefined && <Button kind="quiet" onPress={onGo}>{`Line ${line}`}</Button>}
    </div>
  )
}

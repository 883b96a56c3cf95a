import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { SchemaDifference as SchemaDifferenceSchema } from '#shared/contract/difference.ts'
import { short } from '#shared/names.ts'
import { client, typed } from '../client/index.ts'
import { CommitChip, formatCount, plural, SmallTable, StateView } from '../ui/index.ts'
import css from './lake.module.css'

type SchemaDifference = z.infer<typeof SchemaDifferenceSchema>
type Field = SchemaDifference['fields'][number]

/** What the contract said when each snapshot was taken. */
export function useSchemaDifference(from: string, to: string) {
  return useQuery({
    queryKey: ['lake', 'schema', from, to],
    queryFn: ({ signal }) => typed(client.difference.schema({ from, to }, { signal })),
    enabled: from !== to,
    retry: false,
  })
}

const words: Record<Field['change'], string> = {
  added: '+ added',
  removed: '− removed',
  retyped: '~ type',
  requirement: '~ required',
  unit: '~ unit',
}

/** Fields that the contract gained, lost or changed between two syncs, and fields in the data that it does not name. */
export function DiffSchema({ from, to }: { from: string; to: string }) {
  const schema = useSchemaDifference(from, to)
  if (schema.isPending) return <StateView state="loading" title="Reading the contract's versions" />
  if (schema.isError) {
    return <StateView state="error" error={schema.error} onRetry={() => void schema.refetch()} />
  }
  const { before, after, fields, same, unknown, file } = schema.data
  const lost = [before, after].filter(({ found }) => !found)
  return (
    <div className={css.schema}>
      <p className={css.schemaLine}>
        {before.digest === after.digest ? (
          <>
            Both snapshots were taken under one contract: <Version of={after} />
          </>
        ) : (
          <>
            The contract was <Version of={before} /> and is <Version of={after} />
          </>
        )}
      </p>
      {lost.length > 0 && (
        <StateView
          state="partial"
          title={`The contract ${lost.map(({ digest }) => short(digest)).join(' and ')} is neither in the working tree nor in the history of ${file}, so that its fields are not known.`}
        />
      )}
      {lost.length === 0 && fields.length === 0 && (
        <p className={css.schemaLine}>{`${plural(same, 'field')}, none of them changed.`}</p>
      )}
      {fields.length > 0 && (
        <SmallTable
          label="Fields that changed"
          rows={fields}
          idOf={({ name }) => name}
          rowHeader="name"
          columns={[
            { id: 'change', name: 'Change', width: '120px', render: ({ change }) => words[change] },
            { id: 'name', name: 'Field', mono: true, render: ({ name }) => name, sortBy: ({ name }) => name },
            { id: 'before', name: 'Before', mono: true, render: (field) => stateOf(field.before) },
            { id: 'after', name: 'After', mono: true, render: (field) => stateOf(field.after) },
          ]}
        />
      )}
      {unknown === null ? (
        <p className={css.schemaLine}>
          Fields that the contract does not name are known once both images are built.
        </p>
      ) : unknown.length === 0 ? (
        <p className={css.schemaLine}>The data of both snapshots has the contract's fields alone.</p>
      ) : (
        <SmallTable
          label="Fields in the data that the contract does not name"
          rows={unknown}
          idOf={({ name }) => name}
          columns={[
            { id: 'name', name: 'Field that no contract names', mono: true, render: ({ name }) => name },
            {
              id: 'before',
              name: 'Rows before',
              align: 'end',
              width: '160px',
              render: (field) => formatCount(field.before),
            },
            {
              id: 'after',
              name: 'Rows after',
              align: 'end',
              width: '160px',
              render: (field) => formatCount(field.after),
            },
          ]}
        />
      )}
    </div>
  )
}

function Version({ of: { digest, revision, commit } }: { of: SchemaDifference['before'] }) {
  return (
    <span className={css.version}>
      {revision === null ? '' : `revision ${revision}, `}
      <span className={css.mono}>{short(digest)}</span>
      {commit && <CommitChip commit={commit} />}
    </span>
  )
}

const stateOf = (field: Field['before']): string =>
  field === null
    ? ''
    : [field.type, field.required ? 'required' : 'optional', field.unit].filter(Boolean).join(', ')

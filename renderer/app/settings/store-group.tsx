import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CollectResult } from '#shared/contract/lake.ts'
import type { Progress } from '#shared/progress.ts'
import { appErrorOf, client, follow, useWorkspaceInfo } from '../../client/index.ts'
import {
  Button,
  formatBytes,
  formatCount,
  InlineAsk,
  Problem,
  plural,
  runJob,
  SmallTable,
  StateView,
} from '../../ui/index.ts'
import { Row } from './row.tsx'
import css from './settings.module.css'

const kinds: Record<CollectResult['freed'][number]['kind'], string> = {
  object: 'objects of the lake',
  image: 'table images',
  result: 'results',
  temporary: 'temporary files',
}

const collect =
  (dryRun: boolean) => (work: { signal?: AbortSignal; onProgress?: (progress: Progress) => void }) =>
    follow((options) => client.lake.collect({ dryRun }, options), work)

/** What is on this computer, and what of it nothing needs any more: the list first, then Collect. */
export function Store() {
  const queries = useQueryClient()
  const restricted = useWorkspaceInfo().data?.restricted ?? true
  const [progress, setProgress] = useState<Progress>()
  const plan = useQuery({
    queryKey: ['store', 'plan'],
    queryFn: ({ signal }) => collect(true)({ signal, onProgress: setProgress }),
    staleTime: 60_000,
  })
  const free = useMutation({
    mutationFn: () =>
      runJob(
        {
          name: 'Collect the store',
          told: ({ bytes }) => `Freed ${formatBytes(bytes)}`,
        },
        collect(false),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['store'] }),
  })
  if (plan.isError) return <StateView state="error" error={plan.error} onRetry={() => void plan.refetch()} />
  if (!plan.data) return <StateView state="loading" title="Measuring the store" progress={progress} />
  const { freed, bytes, kept } = plan.data
  const byKind = Object.entries(kinds).map(([kind, words]) => {
    const all = freed.filter((one) => one.kind === kind)
    return { words, count: all.length, bytes: all.reduce((sum, one) => sum + one.bytes, 0) }
  })
  return (
    <>
      <Row name="Kept" sentence="Read by a snapshot, a run or a result of a workspace on this computer.">
        {`${plural(kept.objects, 'object')}, ${plural(kept.images, 'image')}, ${formatBytes(kept.bytes)}`}
      </Row>
      <Row
        name="Not needed any more"
        sentence={
          freed.length === 0
            ? 'Nothing: all that is here is in use.'
            : byKind
                .filter(({ count }) => count > 0)
                .map((kind) => `${formatCount(kind.count)} ${kind.words}, ${formatBytes(kind.bytes)}`)
                .join(' · ')
        }
      >
        <Button busy={plan.isFetching} onPress={() => void plan.refetch()}>
          Measure again
        </Button>
        {freed.length > 0 && (
          <InlineAsk
            label={`Collect ${formatBytes(bytes)}…`}
            question={`Removes ${plural(freed.length, 'file')} for good, as listed below.`}
            confirm="Collect"
            onConfirm={() => free.mutate()}
            disabledReason={restricted ? 'Off in a restricted workspace. Review trust' : undefined}
          />
        )}
      </Row>
      {free.error && appErrorOf(free.error).kind !== 'cancelled' && <Problem error={free.error} />}
      {freed.length > 0 && (
        <div className={css.wide}>
          <SmallTable
            label="What Collect removes"
            rows={freed.slice(0, 500)}
            idOf={({ kind, name }) => `${kind}:${name}`}
            initialSort={{ column: 'bytes', direction: 'descending' }}
            columns={[
              {
                id: 'name',
                name: 'Name',
                mono: true,
                render: ({ name }) => name,
                sortBy: ({ name }) => name,
              },
              {
                id: 'kind',
                name: 'Kind',
                width: '120px',
                render: ({ kind }) => kind,
                sortBy: ({ kind }) => kind,
              },
              {
                id: 'bytes',
                name: 'Size',
                unit: 'bytes',
                width: '120px',
                align: 'end',
                render: ({ bytes: size }) => formatCount(size),
                sortBy: ({ bytes: size }) => size,
              },
            ]}
          />
          {freed.length > 500 && (
            <p className={css.sentence}>{`The first 500 of ${formatCount(freed.length)}.`}</p>
          )}
        </div>
      )}
    </>
  )
}

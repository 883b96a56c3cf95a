import type { CheckResult } from '#shared/contract/lake.ts'
import { short } from '#shared/names.ts'
import { CircleCheck, TriangleAlert, X } from '../ui/icons.ts'
import {
  Button,
  formatBytes,
  formatDuration,
  Icon,
  IconButton,
  plural,
  SmallTable,
  SnapshotChip,
  StateView,
} from '../ui/index.ts'
import css from './lake.module.css'
import { closeCheck, startCheck, useStoreCheck } from './store-check.ts'
import { startSync } from './sync.ts'

/** The check of the store: its progress, then every object that is broken and where it stands. */
export function CheckResultView() {
  const { check } = useStoreCheck()
  if (check.state === 'none') return null
  return (
    <section className={css.check} aria-label="Check of the store">
      <div className={css.checkHead}>
        <h2>Store check</h2>
        <span className={css.spring} />
        {check.state !== 'running' && <IconButton icon={X} label="Close" onPress={closeCheck} />}
      </div>
      {check.state === 'running' && (
        <StateView
          state="loading"
          title={check.readData ? 'Reading every object' : 'Looking for every object'}
          progress={check.progress ?? undefined}
          startedAt={check.startedAt}
          onCancel={check.cancel}
        />
      )}
      {check.state === 'cancelled' && (
        <StateView state="empty" title="Cancelled before every object was read. Check again to know." />
      )}
      {check.state === 'failed' && (
        <StateView state="error" error={check.error} onRetry={() => void startCheck(check.readData)} />
      )}
      {check.state === 'done' && <Done {...check} />}
    </section>
  )
}

type Broken = CheckResult['broken'][number]
type BrokenPlace = Broken & { where: Broken['paths'][number] | null }

/** One row for each place where a broken object stands. */
function places(broken: Broken): BrokenPlace[] {
  return broken.paths.length === 0
    ? [{ ...broken, where: null }]
    : broken.paths.map((where) => ({ ...broken, where }))
}

function Done({ result, ms, readData }: { result: CheckResult; ms: number; readData: boolean }) {
  const { objects, bytes, broken } = result
  const read = `${plural(objects, 'object')}, ${formatBytes(bytes)} in ${formatDuration(ms)}`
  if (broken.length === 0) {
    return (
      <p className={css.checkLine}>
        <Icon of={CircleCheck} tone="ok" />
        {readData
          ? `Every object matches its digest: ${read}.`
          : `Every object is there and of its size: ${read}. Their bytes were not read.`}
      </p>
    )
  }
  const sources = [...new Set(broken.flatMap(({ paths }) => paths.map(({ source }) => source)))].sort()
  return (
    <>
      <div className={css.checkLine}>
        <Icon of={TriangleAlert} tone="error" label="Broken" />
        <span className={css.grow}>
          {`${broken.length} of ${plural(objects, 'object')} ${broken.length === 1 ? 'is' : 'are'} broken. The next sync fetches ${broken.length === 1 ? 'it' : 'them'} again where the lake still holds the same bytes.`}
        </span>
        {sources.length > 0 && (
          <Button onPress={() => void startSync(sources)}>{`Sync ${sources.join(', ')}`}</Button>
        )}
      </div>
      <SmallTable
        label="Broken objects"
        rows={broken.flatMap(places)}
        idOf={({ sha256, where }) => `${sha256}:${where?.snapshot}:${where?.path}`}
        columns={[
          { id: 'problem', name: 'Problem', width: '120px', render: ({ problem }) => problem },
          {
            id: 'path',
            name: 'Object',
            render: ({ where }) => (
              <span title={where?.path}>{where?.path ?? 'in no snapshot of this workspace'}</span>
            ),
          },
          {
            id: 'snapshot',
            name: 'Snapshot',
            width: '180px',
            render: ({ where }) =>
              where && (
                <span className={css.chipCell}>
                  <SnapshotChip id={where.snapshot} source={where.source} />
                </span>
              ),
          },
          {
            id: 'digest',
            name: 'Digest',
            width: '96px',
            mono: true,
            render: ({ sha256 }) => <span title={sha256}>{short(sha256)}</span>,
          },
          {
            id: 'aside',
            name: 'Set aside',
            width: '84px',
            render: ({ setAside }) => (setAside ? 'yes' : 'no'),
          },
        ]}
      />
    </>
  )
}

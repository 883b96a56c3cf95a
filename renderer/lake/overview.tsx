import type { ReactNode } from 'react'
import type { SnapshotInfo, SourceStatus } from '#shared/contract/lake.ts'
import { useFileDraft } from '../client/file-drafts.ts'
import {
  Button,
  formatBytes,
  formatCount,
  formatDelta,
  formatInstant,
  plural,
  SnapshotChip,
  StateView,
} from '../ui/index.ts'
import { AgeBar } from './age-bar.tsx'
import { FieldsTable } from './contract-reading.tsx'
import { readContract } from './contract-text.ts'
import { Fact, Facts } from './facts.tsx'
import { HealthMark } from './health-mark.tsx'
import { instantFormat } from './instants.ts'
import css from './lake.module.css'
import { openDiff, type SourceView } from './open.ts'
import { Timeline } from './timeline.tsx'

/** What a source is and how it is: health, freshness, the latest snapshot, who answers for it, its fields. */
export function Overview({
  source,
  snapshots,
  onView,
}: {
  source: SourceStatus
  snapshots: SnapshotInfo[]
  onView: (view: SourceView) => void
}) {
  const { state } = useFileDraft(source.file)
  const { contract } = state.file ? readContract(source.file, state.file.text) : { contract: null }
  const [latest, previous] = snapshots
  const { rejects, rows } = source
  return (
    <div className={css.scrollPane}>
      {source.description && <p className={css.lead}>{source.description}</p>}
      <div className={css.cards}>
        <Section title="State">
          <Facts>
            <Fact name="Health">
              <HealthMark health={source.health} reason={source.reason} />
            </Fact>
            <Fact name="Freshness">
              <AgeBar {...source} />
            </Fact>
            <Fact name="Snapshot">
              {source.snapshot ? (
                <SnapshotChip id={source.snapshot} syncedAt={source.syncedAt ?? undefined} />
              ) : (
                'never synced'
              )}
            </Fact>
            <Fact name="Synced, UTC">{source.syncedAt ? formatInstant(source.syncedAt) : 'never'}</Fact>
            <Fact name="Rows" numeric>
              {rows === null ? '–' : formatCount(rows)}
            </Fact>
            <Fact name="Rejects, rows" numeric>
              {rejects === null ? '–' : formatCount(rejects)}
              {rejects !== null && rows !== null && rejects > 0 && (
                <span className={css.faint}> {share(rejects, rows + rejects)}</span>
              )}
            </Fact>
            <Fact name="Objects" numeric>
              {formatCount(source.objects)}
            </Fact>
            <Fact name="On disk" numeric>
              {formatBytes(source.bytes)}
            </Fact>
          </Facts>
        </Section>
        <Section
          title="Contract"
          action={
            <Button kind="quiet" onPress={() => onView('contract')}>
              Edit
            </Button>
          }
        >
          <Facts>
            <Fact name="Cadence">{source.cadence}</Fact>
            <Fact name="Format">{source.format}</Fact>
            <Fact name="Remote">{source.remote}</Fact>
            {contract && (
              <Fact name="Path" mono>
                {contract.path}
              </Fact>
            )}
            <Fact name="Producer">
              <Party name={source.producer} responsible={contract?.producer?.responsible} />
            </Fact>
            <Fact name="Consumer">
              <Party name={source.consumer} responsible={contract?.consumer?.responsible} />
            </Fact>
          </Facts>
        </Section>
      </div>
      {snapshots.length > 0 && (
        <Section
          title="Snapshots"
          action={
            latest && previous ? (
              <Button kind="quiet" onPress={() => openDiff(source.name, previous.id, latest.id)}>
                Diff with previous
              </Button>
            ) : undefined
          }
        >
          <Timeline snapshots={snapshots} />
          {latest && previous && latest.rows !== null && previous.rows !== null && (
            <p className={css.note}>
              {`${formatDelta(latest.rows - previous.rows, 0)} rows since ${instantFormat([latest.syncedAt, previous.syncedAt])(previous.syncedAt)} UTC, ${formatDelta(latest.objects - previous.objects, 0)} objects`}
            </p>
          )}
        </Section>
      )}
      {contract ? (
        <Section title={plural(Object.keys(contract.fields).length, 'field')}>
          <FieldsTable contract={contract} />
        </Section>
      ) : (
        state.state === 'ready' && (
          <StateView
            state="partial"
            title={`${source.file} cannot be read as a contract.`}
            actions={<Button onPress={() => onView('contract')}>Open contract</Button>}
          />
        )
      )}
    </div>
  )
}

function share(part: number, whole: number): string {
  const percent = (part / Math.max(1, whole)) * 100
  return `${percent < 0.01 ? '<0.01' : percent.toFixed(2)} %`
}

function Party({ name, responsible }: { name: string; responsible?: string | undefined }) {
  return (
    <>
      {name || '–'}
      {responsible && <span className={css.responsible}>{responsible}</span>}
    </>
  )
}

function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.section} aria-label={title}>
      <div className={css.sectionHead}>
        <h2>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  )
}

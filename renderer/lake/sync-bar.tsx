import { useEffect, useState } from 'react'
import { short } from '#shared/names.ts'
import { Check, ChevronRight, CircleCheck, CircleDotDashed, CircleSlash, X } from '../ui/icons.ts'
import {
  Button,
  cx,
  formatDuration,
  Icon,
  IconButton,
  Problem,
  ProgressBar,
  SnapshotChip,
} from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import css from './lake.module.css'
import { phaseWords } from './phases.ts'
import { dismissOutcome, type SyncOutcome, type SyncRun, startSync, useSync } from './sync.ts'
import { leftWords, sameErrors } from './sync-words.ts'

/** The sync that runs, or how the last one ended. With `source`, only what concerns that source. */
export function SyncBar({ source }: { source?: string }) {
  const { running, outcome } = useSync()
  if (running) return <Running run={running} />
  if (!outcome) return null
  if (source !== undefined && !concerns(outcome, source)) return null
  return <Outcome outcome={outcome} />
}

function concerns(outcome: SyncOutcome, source: string): boolean {
  if (outcome.kind !== 'done') return true
  return outcome.result.failed.length > 0 || outcome.result.sources.some((one) => one.source === source)
}

function Running({ run }: { run: SyncRun }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(tick)
  }, [])
  const { course, name, behind, cancelling } = run
  const active = course?.phases.find(({ state }) => state === 'running')
  const { done = 0, total = null } = active?.progress ?? {}
  const place = behind.length > 0 ? `${behind.length} done, now ` : ''
  return (
    <section className={css.syncBar} aria-label={name}>
      <div className={css.syncLine}>
        <Icon of={CircleDotDashed} tone="info" />
        <span className={css.syncName}>
          {course ? `${place}${course.source || name}` : name}
          <span className={css.faint}> {formatDuration(Math.max(0, now - run.startedAt))}</span>
        </span>
        <ol className={css.phases}>
          {(course?.phases ?? []).map((phase, index) => (
            <li key={phase.name} className={cx(css.phase, css[phase.state])}>
              {index > 0 && <Icon of={ChevronRight} tone="muted" />}
              <span>{phaseWords(phase, course?.samples ?? [])}</span>
              {phase.state === 'done' && <Icon of={Check} tone="ok" label="done" />}
            </li>
          ))}
        </ol>
        <Button onPress={run.cancel} busy={cancelling}>
          {cancelling ? 'Stopping' : 'Cancel'}
        </Button>
      </div>
      <ProgressBar done={done} total={total} label={name} />
    </section>
  )
}

function Outcome({ outcome }: { outcome: SyncOutcome }) {
  const dismiss = <IconButton icon={X} label="Dismiss" onPress={dismissOutcome} />
  if (outcome.kind === 'failed') {
    const { error, sources } = outcome
    return (
      <Problem
        error={error}
        action={
          <>
            {error.code === 'RESTRICTED' ? (
              <Button onPress={() => frame().openTab({ kind: 'trust', title: 'Trust', params: {} })}>
                Review trust
              </Button>
            ) : (
              <Button onPress={() => void startSync(sources)}>Try again</Button>
            )}
            {dismiss}
          </>
        }
      />
    )
  }
  if (outcome.kind === 'cancelled') {
    return (
      <div className={css.outcome} role="status">
        <Icon of={CircleSlash} tone="muted" />
        <span className={css.grow}>{outcome.words}</span>
        {dismiss}
      </div>
    )
  }
  const { words, result } = outcome
  const changed = result.sources.filter((one) => one.changed)
  const left = leftWords(result.sources.flatMap((one) => one.left))
  return (
    <>
      <div className={css.outcome} role="status">
        <Icon of={CircleCheck} tone={result.failed.length > 0 ? 'muted' : 'ok'} />
        <span className={css.grow}>
          {words}
          {left && <span className={css.warnText}> · {left}</span>}
        </span>
        {changed.slice(0, 4).map(({ source, snapshot }) => (
          <SnapshotChip key={short(snapshot)} id={snapshot} source={source} />
        ))}
        {dismiss}
      </div>
      {sameErrors(result.failed).map(({ error, count }) => (
        <Problem
          key={JSON.stringify([error.code, error.message, error.place])}
          error={error}
          action={count > 1 && <span>{`${count} sources`}</span>}
        />
      ))}
    </>
  )
}

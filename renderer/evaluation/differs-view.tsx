import { useState } from 'react'
import type { Comparison, Run } from '#shared/contract/evaluation.ts'
import { short } from '#shared/names.ts'
import { CodeDiff } from '../ui/code-editor/index.ts'
import { ArrowRight } from '../ui/icons.ts'
import { Button, CommitChip, Disclosure, Icon, NullMark, SnapshotChip } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import { engineText } from './columns.ts'
import css from './evaluation.module.css'
import { cellText } from './ledger.ts'

type Differs = Comparison['differs'][number]

/** What differed between the baseline and one candidate: code by file, snapshots, params, engine. Equal things are counted. */
export function DiffersView({
  baseline,
  candidate,
  differs,
  open,
}: {
  baseline: Run
  candidate: Run
  differs: Differs
  open: boolean
}) {
  const kinds = differenceWords(differs)
  const title = `${baseline.algorithm} ${short(baseline.key)} with ${candidate.algorithm} ${short(candidate.key)}`
  return (
    <Disclosure
      title={title}
      defaultExpanded={open}
      detail={
        baseline.key === candidate.key
          ? 'the same run key: these are one run'
          : `differs in ${kinds.length > 0 ? kinds.join(', ') : 'nothing that is known'}${differs.sameResult ? '; same result, bit for bit' : ''}`
      }
    >
      <div className={css.differsBody}>
        {differs.commit && (
          <p className={css.pair}>
            <span className={css.pairName}>Commit</span>
            <CommitChip commit={baseline.commit} dirty={baseline.dirty} />
            <Icon of={ArrowRight} tone="muted" />
            <CommitChip commit={candidate.commit} dirty={candidate.dirty} />
          </p>
        )}
        {differs.snapshots.map(({ source, from, to }) => (
          <p key={source} className={css.pair}>
            <span className={css.pairName}>Snapshot</span>
            <SnapshotChip source={source} id={from} />
            <Icon of={ArrowRight} tone="muted" />
            <SnapshotChip source={source} id={to} />
            <Button
              kind="quiet"
              onPress={() =>
                frame().openTab({
                  kind: 'lake.diff',
                  title: `${source} ${short(from)} → ${short(to)}`,
                  params: { from, to },
                })
              }
            >
              Open the diff
            </Button>
          </p>
        ))}
        {differs.params.map(({ name, from, to }) => (
          <p key={name} className={css.pair}>
            <span className={css.pairName}>Param</span>
            <code>{name}</code>
            {from === null ? <NullMark /> : <code>{cellText(from)}</code>}
            <Icon of={ArrowRight} tone="muted" />
            {to === null ? <NullMark /> : <code>{cellText(to)}</code>}
          </p>
        ))}
        {differs.engine && (
          <p className={css.pair}>
            <span className={css.pairName}>Engine</span>
            {engineText(baseline)}
            <Icon of={ArrowRight} tone="muted" />
            {engineText(candidate)}
          </p>
        )}
        {differs.code.map((file, index) => (
          <CodeDifference
            key={file.path}
            file={file}
            baseline={baseline}
            candidate={candidate}
            start={index === 0}
          />
        ))}
        {differs.code.length === 0 && differs.algorithm && (
          <p className={css.quiet}>The texts of both algorithms could not be found at their commits.</p>
        )}
        <EqualLine differs={differs} baseline={baseline} candidate={candidate} />
      </div>
    </Disclosure>
  )
}

/** `code, data, params`: kinds of what differs, in the order they are shown. */
export function differenceWords(differs: Differs): string[] {
  return [
    differs.algorithm && 'algorithm',
    differs.code.length > 0 && 'code',
    differs.snapshots.length > 0 && 'data',
    differs.params.length > 0 && 'params',
    differs.engine && 'engine',
    differs.commit && 'commit',
  ].filter((word): word is string => word !== false)
}

function CodeDifference({
  file,
  baseline,
  candidate,
  start,
}: {
  file: Differs['code'][number]
  baseline: Run
  candidate: Run
  start: boolean
}) {
  const [shown, setShown] = useState(start)
  const lines = Math.max(file.before.split('\n').length, file.after.split('\n').length)
  return (
    <section className={css.file} aria-label={`Difference of ${file.path}`}>
      <div className={css.fileBar}>
        <Button
          kind="quiet"
          onPress={() => setShown(!shown)}
          label={`${shown ? 'Hide' : 'Show'} ${file.path}`}
        >
          {shown ? 'Hide' : 'Show'}
        </Button>
        <code className={css.clip} title={file.path}>
          {file.path}
        </code>
        <span className={css.spring} />
        <CommitChip commit={baseline.commit} dirty={baseline.dirty} />
        <Icon of={ArrowRight} tone="muted" />
        <CommitChip commit={candidate.commit} dirty={candidate.dirty} />
      </div>
      {shown && (
        <div className={css.diff} style={{ height: Math.min(480, Math.max(120, lines * 20 + 60)) }}>
          <CodeDiff before={file.before} after={file.after} language="sql" label={file.path} />
        </div>
      )}
    </section>
  )
}

/** What both share, behind a count. */
function EqualLine({ differs, baseline, candidate }: { differs: Differs; baseline: Run; candidate: Run }) {
  const [shown, setShown] = useState(false)
  const params = Object.entries(candidate.params).filter(
    ([name]) => name in baseline.params && !differs.params.some((one) => one.name === name),
  )
  const snapshots = Object.entries(candidate.snapshots).filter(
    ([source, id]) => baseline.snapshots[source] === id,
  )
  const count = params.length + snapshots.length + (differs.engine ? 0 : 1) + (differs.commit ? 0 : 1)
  if (count === 0) return null
  return (
    <div className={css.equals}>
      <Button kind="quiet" onPress={() => setShown(!shown)}>
        {shown ? `Hide ${count} equal` : `Show ${count} equal`}
      </Button>
      {shown && (
        <span className={css.chipsWrap}>
          {!differs.commit && <CommitChip commit={candidate.commit} dirty={candidate.dirty} />}
          {snapshots.map(([source, id]) => (
            <SnapshotChip key={source} source={source} id={id} />
          ))}
          {params.map(([name, value]) => (
            <code key={name}>{`${name} = ${cellText(value)}`}</code>
          ))}
          {!differs.engine && <span>{engineText(candidate)}</span>}
        </span>
      )}
    </div>
  )
}

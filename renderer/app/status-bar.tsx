import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import {
  CircleAlert,
  CircleCheck,
  CircleDotDashed,
  Cpu,
  Folder,
  GitBranch,
  Layers,
  ShieldQuestion,
  X,
} from '../ui/icons.ts'
import { describeProgress, formatCount, Icon, type IconType, plural, Tooltip } from '../ui/index.ts'
import { frame, type Job, useWorkbench } from '../ui/workbench.ts'
import css from './frame.module.css'
import { useProblems } from './panel.tsx'
import { slowest } from './slowest.ts'
import { showPanel } from './toggles.ts'
import { narrow, small, useMedia } from './use-media.ts'
import { useInfo } from './workspace.ts'

/** One line on the state of everything. Each item opens what it names. */
export function StatusBar() {
  const isNarrow = useMedia(narrow)
  const isSmall = useMedia(small)
  const info = useInfo().data
  const status = useWorkbench((state) => state.status)
  const pinned = useWorkbench(({ tabs, activeTab }) => tabs.find(({ id }) => id === activeTab)?.pinned)
  const { engine, snapshots, ...others } = status
  const git = info?.git
  const open = (kind: 'settings' | 'trust' | 'lake.sources', title: string, params = {}) =>
    frame().openTab({ kind, title, params })
  return (
    <footer className={css.status} data-part="status">
      {!isSmall && (
        <Item
          icon={Folder}
          label={info ? `Workspace ${info.name}, ${info.root}` : 'Workspace'}
          onPress={() => frame().run('frame.welcome')}
        >
          {info?.name ?? 'Opening…'}
        </Item>
      )}
      {git && (
        <Item
          icon={GitBranch}
          label={`Branch ${git.branch ?? 'none, at a commit'}, ${plural(git.changes, 'changed file')}`}
          onPress={() => frame().showFeature('git')}
        >
          {`${git.branch ?? (git.commit?.slice(0, 7) || 'no commit')}${git.changes > 0 ? '*' : ''}`}
          {git.changes > 0 && ` ${formatCount(git.changes)}`}
        </Item>
      )}
      {info && !git && (
        <Item
          icon={GitBranch}
          label="The folder has no git repository: nothing is versioned"
          onPress={() => frame().showFeature('git')}
        >
          no git
        </Item>
      )}
      <Item
        icon={Layers}
        label={
          snapshots?.label ??
          (pinned ? 'Snapshots: this tab looks at chosen ones' : 'Snapshots: the latest of each source')
        }
        tone={snapshots?.tone ?? (pinned ? 'warn' : 'plain')}
        onPress={snapshots?.open ?? (() => frame().showFeature('lake'))}
      >
        {`${isNarrow ? '' : 'Snapshots: '}${snapshots?.text ?? (pinned ? 'pinned' : 'latest')}`}
      </Item>
      <span className={css.spring} />
      <JobItem />
      {Object.entries(others).map(([id, item]) => (
        <Item key={id} label={item.label} tone={item.tone} onPress={item.open ?? (() => {})}>
          {item.text}
        </Item>
      ))}
      <Item
        icon={Cpu}
        label={engine?.label ?? 'Engine: no query was answered yet'}
        tone={engine?.tone}
        onPress={engine?.open ?? (() => open('settings', 'Settings', { group: 'engine' }))}
      >
        {engine?.text ?? 'engine'}
      </Item>
      <ProblemsItem short={isNarrow} />
      {info?.restricted && (
        <Item
          icon={ShieldQuestion}
          label="Restricted: the workspace is not trusted. Review trust"
          tone="warn"
          onPress={() => open('trust', 'Trust')}
        >
          {isSmall ? '' : 'Restricted'}
        </Item>
      )}
    </footer>
  )
}

function ProblemsItem({ short }: { short: boolean }) {
  const problems = useProblems()
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const words =
    problems.length === 0
      ? 'No problems'
      : [errors > 0 && plural(errors, 'error'), warnings > 0 && plural(warnings, 'warning')]
          .filter(Boolean)
          .join(', ')
  return (
    <Item
      icon={problems.length === 0 ? CircleCheck : CircleAlert}
      label={`${words}. Open Problems`}
      tone={errors > 0 ? 'error' : warnings > 0 ? 'warn' : 'plain'}
      onPress={() => showPanel('problems')}
    >
      {short ? (problems.length === 0 ? '' : formatCount(problems.length)) : words}
    </Item>
  )
}

function JobItem() {
  const jobs = useWorkbench((state) => state.jobs)
  const running = jobs.filter(({ state }) => state === 'running')
  const job = slowest(running, Date.now())
  if (!job) return null
  return (
    <>
      <Item
        icon={CircleDotDashed}
        label={`${job.name}: ${describeProgress({ ...job, unit: 'steps' })}. Open Jobs`}
        onPress={() => showPanel('jobs')}
      >
        {`${job.name} ${share(job)}`.trim()}
        {running.length > 1 && ` +${running.length - 1}`}
      </Item>
      {job.cancel && (
        <Item icon={X} label={`Cancel ${job.name}`} onPress={job.cancel}>
          {''}
        </Item>
      )}
    </>
  )
}

/** `45 %`, or the phase where the end is not known. */
function share({ done, total, phase }: Job): string {
  return total ? `${Math.floor((100 * done) / total)} %` : phase.toLowerCase()
}

function Item({
  icon,
  label,
  tone = 'plain',
  onPress,
  children,
}: {
  icon?: IconType
  label: string
  tone?: 'plain' | 'warn' | 'error' | undefined
  onPress: () => void
  children: ReactNode
}) {
  return (
    <Tooltip text={label} placement="top">
      <Button className={css.item ?? ''} aria-label={label} data-tone={tone} onPress={onPress}>
        {icon && <Icon of={icon} />}
        {children && <span>{children}</span>}
      </Button>
    </Tooltip>
  )
}

import { Button } from 'react-aria-components'
import type { WorkspaceInfo } from '#shared/contract/workspace.ts'
import { useWorkspaceInfo } from '../client/index.ts'
import { BranchMenu } from '../git/index.ts'
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
import { formatCount, Icon, type IconType, plural, Tooltip } from '../ui/index.ts'
import { frame, type Job, useWorkbench } from '../ui/workbench.ts'
import css from './frame.module.css'
import { useProblems } from './panel.tsx'
import { slowest } from './slowest.ts'
import { showPanel } from './toggles.ts'
import { narrow, small, useMedia } from './use-media.ts'

/** One line on the state of everything. Each item opens what it names. */
export function StatusBar() {
  const isNarrow = useMedia(narrow)
  const isSmall = useMedia(small)
  const info = useWorkspaceInfo().data
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
          text={info?.name ?? 'Opening…'}
          label={info ? `Workspace ${info.name}, ${info.root}` : 'Workspace'}
          onPress={() => frame().run('frame.welcome')}
        />
      )}
      {git ? (
        <BranchMenu branch={git.branch}>
          <Button
            className={css.item ?? ''}
            aria-label={`${branchText(git)}. Branch ${git.branch ?? 'none, at a commit'}, ${plural(git.changes, 'changed file')}. Switch branch`}
          >
            <Icon of={GitBranch} />
            <span data-branch-item>{branchText(git)}</span>
          </Button>
        </BranchMenu>
      ) : (
        info && (
          <Item
            icon={GitBranch}
            text="no git"
            label="The folder has no git repository: nothing is versioned"
            onPress={() => frame().showFeature('git')}
          />
        )
      )}
      {git && git.ahead !== null && git.behind !== null && (
        <Item
          text={`${formatCount(git.ahead)}↑ ${formatCount(git.behind)}↓`}
          label={`${plural(git.ahead, 'commit')} to push, ${formatCount(git.behind)} to pull, as of the last fetch`}
          onPress={() => frame().showFeature('git')}
        />
      )}
      <Item
        icon={Layers}
        text={`${isNarrow ? '' : 'Snapshots: '}${snapshots?.text ?? (pinned ? 'pinned' : 'latest')}`}
        label={
          snapshots?.label ??
          (pinned ? 'Snapshots: pinned, this tab looks at chosen ones' : 'Snapshots: latest of each source')
        }
        tone={snapshots?.tone ?? (pinned ? 'warn' : 'plain')}
        onPress={snapshots?.open ?? (() => frame().showFeature('lake'))}
      />
      <span className={css.spring} />
      <JobItem />
      {Object.entries(others).map(([id, item]) => (
        <Item
          key={id}
          text={item.text}
          label={item.label}
          tone={item.tone}
          onPress={item.open ?? (() => {})}
        />
      ))}
      {engine && (
        <Item
          icon={Cpu}
          text={engine.text}
          label={engine.label}
          tone={engine.tone}
          onPress={engine.open ?? (() => open('settings', 'Settings', { group: 'engine' }))}
        />
      )}
      <ProblemsItem short={isNarrow} />
      {info?.restricted && (
        <Item
          icon={ShieldQuestion}
          text={isSmall ? '' : 'Restricted'}
          label="Restricted: the workspace is not trusted. Review trust"
          tone="warn"
          onPress={() => open('trust', 'Trust')}
        />
      )}
    </footer>
  )
}

/** `main`, and `main* 3` while three files are changed. */
function branchText({ branch, commit, changes }: NonNullable<WorkspaceInfo['git']>): string {
  const name = branch ?? commit?.slice(0, 7) ?? 'no commit'
  return changes > 0 ? `${name}* ${formatCount(changes)}` : name
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
      text={short ? (problems.length === 0 ? '' : formatCount(problems.length)) : words}
      onPress={() => showPanel('problems')}
    />
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
        text={`${job.name} ${share(job)}${running.length > 1 ? ` +${running.length - 1}` : ''}`}
        label={`${job.name}: ${toldOf(job)}. Open Jobs`}
        onPress={() => showPanel('jobs')}
      />
      {job.cancel && <Item icon={X} text="" label={`Cancel ${job.name}`} onPress={job.cancel} />}
    </>
  )
}

/** `Fetch, 18 of 42 objects`. */
function toldOf({ phase, done, total, unit }: Job): string {
  if (unit === 'bytes') return phase
  return total === null ? phase : `${phase}, ${formatCount(done)} of ${formatCount(total)} ${unit}`
}

/** `45 %`, or the phase where the end is not known. */
function share({ done, total, phase }: Job): string {
  return total ? `${Math.floor((100 * done) / total)} %` : phase.toLowerCase()
}

/** The accessible name says what is seen, then what it means. */
function Item({
  icon,
  label,
  text,
  tone = 'plain',
  onPress,
}: {
  icon?: IconType
  /** A whole sentence. */
  label: string
  text: string
  tone?: 'plain' | 'warn' | 'error' | undefined
  onPress: () => void
}) {
  const name = label.toLowerCase().includes(text.toLowerCase()) ? label : `${text}. ${label}`
  return (
    <Tooltip text={label} placement="top">
      <Button className={css.item ?? ''} aria-label={name} data-tone={tone} onPress={onPress}>
        {icon && <Icon of={icon} />}
        {text && <span>{text}</span>}
      </Button>
    </Tooltip>
  )
}

import { CircleAlert, Maximize2, Minimize2, TriangleAlert, X } from '../ui/icons.ts'
import { Icon, IconButton, JobRow, List, SearchField, type TabItem, Tabs } from '../ui/index.ts'
import { type Problem, useWorkbench } from '../ui/workbench.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { features } from './features.ts'
import css from './frame.module.css'
import { small, useMedia } from './use-media.ts'
import { setLayout, useWindow } from './window-store.ts'

const panels = features.flatMap((feature) => feature.panels ?? [])

export function useProblems(): Problem[] {
  return Object.values(useWorkbench(({ problems }) => problems)).flat()
}

/** Problems, jobs, and what features bring, under the editor area. */
export function BottomPanel() {
  const isSmall = useMedia(small)
  const { layout, panelFind } = useWindow()
  const problems = useProblems()
  const running = useWorkbench(({ jobs }) => jobs.filter(({ state }) => state === 'running').length)
  const items: TabItem[] = [
    {
      id: 'problems',
      title: 'Problems',
      ...(problems.length > 0 && { count: problems.length }),
      tone: problems.some(({ severity }) => severity === 'error') ? 'error' : 'plain',
    },
    { id: 'jobs', title: 'Jobs', ...(running > 0 && { count: running }) },
    ...panels.map(({ id, title }) => ({ id, title })),
  ]
  const selected = items.some(({ id }) => id === layout.panelTab) ? layout.panelTab : 'problems'
  // Feature panels bring their own filter.
  const filtered = selected === 'problems' || selected === 'jobs'
  return (
    <section className={css.panel} data-part="panel" aria-label="Panel" tabIndex={-1}>
      <Tabs
        label="Panel"
        items={items}
        selected={selected}
        onSelect={(panelTab) => setLayout({ panelTab })}
        actions={
          <>
            {filtered && !isSmall && (
              <div className={css.filter}>
                <SearchField
                  label="Filter"
                  placeholder="Filter…"
                  value={panelFind}
                  onChange={(text) => useWindow.setState({ panelFind: text })}
                />
              </div>
            )}
            {!isSmall && (
              <IconButton
                icon={layout.panelMax ? Minimize2 : Maximize2}
                label={layout.panelMax ? 'Take the height back' : 'Give it all the height'}
                onPress={() => setLayout({ panelMax: !layout.panelMax })}
              />
            )}
            <IconButton
              icon={X}
              label="Close the panel"
              keys="Mod+J"
              onPress={() => setLayout({ panelOpen: false })}
            />
          </>
        }
      >
        {(id) => (
          <div className={css.panelBody} data-body>
            <ErrorBoundary what={id}>
              <PanelContent id={id} />
            </ErrorBoundary>
          </div>
        )}
      </Tabs>
    </section>
  )
}

function PanelContent({ id }: { id: string }) {
  if (id === 'problems') return <ProblemsPanel />
  if (id === 'jobs') return <JobsPanel />
  const Content = panels.find((panel) => panel.id === id)?.Panel
  return Content ? <Content /> : null
}

const holds = (find: string, ...texts: (string | undefined)[]) =>
  texts.join(' ').toLowerCase().includes(find.trim().toLowerCase())

function ProblemsPanel() {
  const find = useWindow(({ panelFind }) => panelFind)
  const all = useProblems()
  const problems = all
    .filter(({ message, file }) => holds(find, message, file))
    .sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1))
  return (
    <List
      label="Problems"
      items={problems}
      idOf={({ id }) => id}
      textOf={({ message }) => message}
      onAction={({ open }) => open?.()}
      empty={
        all.length > 0
          ? `None of ${all.length} problems has that in its text.`
          : 'No problem in what is open.'
      }
    >
      {({ severity, message, file, line }) => (
        <span className={css.problem} title={message}>
          <Icon
            of={severity === 'error' ? CircleAlert : TriangleAlert}
            tone={severity === 'error' ? 'error' : 'warn'}
            label={severity}
          />
          <span>{message}</span>
          {file && (
            <span className={css.where}>
              {file}
              {line !== undefined && `:${line}`}
            </span>
          )}
        </span>
      )}
    </List>
  )
}

function JobsPanel() {
  const find = useWindow(({ panelFind }) => panelFind)
  const jobs = useWorkbench((state) => state.jobs)
  const order = ({ state }: { state: string }) => (state === 'running' ? 0 : 1)
  const shown = jobs
    .filter(({ name, phase, message }) => holds(find, name, phase, message))
    .sort((a, b) => order(a) - order(b) || b.startedAt - a.startedAt)
  if (shown.length === 0) {
    return (
      <p className={css.empty}>
        {jobs.length > 0
          ? `None of ${jobs.length} jobs has that in its text.`
          : 'No job runs. Syncs, test runs and evaluations stand here, each with its progress.'}
      </p>
    )
  }
  return (
    <ul aria-label="Jobs">
      {shown.map((job) => (
        <li key={job.id}>
          <JobRow job={job} />
        </li>
      ))}
    </ul>
  )
}

import { useState } from 'react'
import { FlaskConical, Square } from '../ui/icons.ts'
import { Button, Heading, IconButton, ProgressBar, SearchField, StateView, Tree } from '../ui/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { useFreshTransforms, useTransforms } from './data.ts'
import { openTransform } from './find.ts'
import { toolboxNodes } from './nodes.ts'
import { testCount } from './test-count.ts'
import { runTests, useTests } from './tests.ts'
import css from './toolbox.module.css'

/** Transforms by folder, with what their tests said; the standard library apart. */
export function ToolboxSideBar() {
  useFreshTransforms()
  const [find, setFind] = useState('')
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const transforms = useTransforms()
  const { tested, running, error } = useTests()
  const active = useWorkbench(({ tabs, activeTab }) => tabs.find(({ id }) => id === activeTab))
  const wanted = find.trim().toLowerCase()
  const nodes = toolboxNodes(transforms.data ?? [], tested, wanted)
  const branches = nodes.flatMap((node) => [
    node.id,
    ...(node.children ?? []).filter(({ children }) => children).map(({ id }) => id),
  ])
  const counts = Object.values(tested).flatMap((one) => testCount(one) ?? [])
  const own = transforms.data?.filter(({ standard }) => !standard).length ?? 0
  return (
    <div className={css.sideBar}>
      <Heading
        title="Toolbox"
        level={2}
        actions={
          running ? (
            <IconButton icon={Square} label="Stop testing" onPress={running.cancel} />
          ) : (
            <Button kind="quiet" icon={FlaskConical} keys="Mod+;" onPress={() => void runTests([])}>
              Test all
            </Button>
          )
        }
      />
      <div className={css.find}>
        <SearchField label="Find transforms" value={find} onChange={setFind} />
      </div>
      {running && (
        <div className={css.testing} role="status">
          <p>
            {running.progress?.total
              ? `Testing ${running.progress.done} of ${running.progress.total}`
              : 'Testing'}
          </p>
          <ProgressBar
            done={running.progress?.done ?? 0}
            total={running.progress?.total ?? null}
            label="Tests"
          />
        </div>
      )}
      {error && (
        <StateView
          state="error"
          error={error}
          actions={<Button onPress={() => useTests.setState({ error: null })}>Dismiss</Button>}
        />
      )}
      {!running && counts.some(({ passed }) => !passed) && (
        <p className={css.failing} role="status">
          {failingWords(counts.filter(({ passed }) => !passed).length)}
        </p>
      )}
      {transforms.isPending && <StateView state="loading" title="Reading the toolbox" />}
      {transforms.isError && (
        <StateView state="error" error={transforms.error} onRetry={() => void transforms.refetch()} />
      )}
      {transforms.data && own === 0 && wanted === '' && (
        <p className={css.hint}>
          {`Nothing here yet. The standard library has ${transforms.data.length} transforms; or write one from a selection in a query.`}
        </p>
      )}
      {transforms.data && nodes.length === 0 && (
        <StateView
          state="empty"
          title={`No transform has “${find}” in its name or description.`}
          actions={<Button onPress={() => setFind('')}>Clear</Button>}
        />
      )}
      {nodes.length > 0 && (
        <Tree
          label="Toolbox"
          nodes={nodes}
          expanded={branches.filter((id) => wanted !== '' || !closed.has(id))}
          onExpandedChange={(open) => setClosed(new Set(branches.filter((id) => !open.has(id))))}
          onAction={(id) => {
            if (id.startsWith('transform:')) openTransform(id.slice('transform:'.length))
            else setClosed(toggled(closed, id))
          }}
          selected={active?.kind === 'toolbox.transform' ? `transform:${active.params.name}` : null}
        />
      )}
    </div>
  )
}

function failingWords(count: number): string {
  return count === 1 ? '1 transform has a failing test' : `${count} transforms have a failing test`
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(id)) next.add(id)
  return next
}

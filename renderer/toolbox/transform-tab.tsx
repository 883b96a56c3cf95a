import { FlaskConical } from '../ui/icons.ts'
import { Button, Heading, Problem, StateView, Tabs } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import { useTransform } from './data.ts'
import { DocView } from './doc-view.tsx'
import { SourceView } from './source-view.tsx'
import { TestChip } from './test-chip.tsx'
import { runTests, useTests } from './tests.ts'
import { TestsView } from './tests-view.tsx'
import css from './toolbox.module.css'
import { UsedByView } from './used-by-view.tsx'

/** One transform: what it does, its text, its tests and who calls it. */
export default function TransformTab({ tab }: TabProps) {
  const name = tab.params.name ?? tab.title
  const view = tab.params.view ?? 'doc'
  const transform = useTransform(name)
  const tested = useTests((state) => state.tested[name])
  const running = useTests((state) => state.running)
  const show = (next: string) => frame().updateTab(tab.id, { params: { ...tab.params, name, view: next } })
  if (transform.isPending) return <StateView state="loading" title={`Reading ${name}`} />
  if (transform.isError)
    return (
      <StateView
        state="error"
        error={transform.error}
        onRetry={() => void transform.refetch()}
        actions={<Button onPress={() => frame().showFeature('toolbox')}>Show the toolbox</Button>}
      />
    )
  const { signature, kind, standard, tests, usedBy, problem } = transform.data
  const failing = tested?.results.filter(({ passed }) => !passed).length ?? 0
  const test = () => {
    show('tests')
    void runTests([name])
  }
  return (
    <div className={css.tab}>
      <Heading
        title={signature}
        mono
        chips={
          <>
            <span className={css.tag}>{kind === 'table' ? 'table macro' : 'macro'}</span>
            {standard && <span className={css.tag}>standard library</span>}
            <TestChip tested={tested} onPress={() => show('tests')} />
          </>
        }
        actions={
          <Button
            icon={FlaskConical}
            keys="Mod+;"
            busy={running !== null}
            disabledReason={tests === 0 ? 'It has no tests. Write them into its header' : undefined}
            onPress={test}
          >
            Test
          </Button>
        }
      />
      {problem && <Problem error={problem} />}
      <Tabs
        label={`Views of ${name}`}
        selected={view}
        onSelect={show}
        items={[
          { id: 'doc', title: 'Doc' },
          { id: 'source', title: 'Source' },
          { id: 'tests', title: 'Tests', count: tests, ...(failing > 0 && { tone: 'error' as const }) },
          { id: 'used', title: 'Used by', count: usedBy.length },
        ]}
      >
        {(id) => {
          switch (id) {
            case 'source':
              return <SourceView transform={transform.data} />
            case 'tests':
              return <TestsView name={name} tests={tests} onTest={test} />
            case 'used':
              return <UsedByView transform={transform.data} />
            default:
              return <DocView transform={transform.data} />
          }
        }}
      </Tabs>
    </div>
  )
}

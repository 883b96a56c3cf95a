import { short } from '#shared/names.ts'
import { Button, Heading, StateView } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import { CompareView } from './compare-view.tsx'
import css from './evaluation.module.css'

/** A comparison of its own: one baseline, any number of candidates. */
export default function CompareTab({ tab }: TabProps) {
  const { baseline = '', candidates = '' } = tab.params
  const keys = candidates.split(',').filter((key) => key !== '' && key !== baseline)
  const [only] = keys
  if (!baseline || only === undefined)
    return (
      <StateView
        state="empty"
        title="Nothing to compare. Select two runs with Space in Runs, then press C."
        actions={<Button onPress={() => frame().showFeature('evaluation')}>Show evaluations</Button>}
      />
    )
  const swap = () =>
    frame().updateTab(tab.id, {
      params: { baseline: only, candidates: [baseline, ...keys.slice(1)].join(',') },
    })
  return (
    <div className={css.tab}>
      <Heading
        title={`Compare ${short(baseline)} with ${keys.length === 1 ? short(only) : `${keys.length} runs`}`}
        actions={
          <Button onPress={swap} hint="The first candidate becomes the baseline">
            Swap
          </Button>
        }
      />
      <CompareView baseline={baseline} candidates={keys} />
    </div>
  )
}

import { goToChange } from '../ui/diff-grid/index.ts'
import { type Command, useWorkbench } from '../ui/workbench.ts'
import { compareWithPrevious } from './compare.ts'
import { activeQuery } from './parts.ts'

const onQuery = (act: (id: string) => void) => () => {
  const id = activeQuery()
  if (id !== null) act(id)
}

/** Goes from change to change in the comparison that is looked at. */
function changeStep(step: 1 | -1): void {
  const { activeTab } = useWorkbench.getState()
  if (activeTab !== null) goToChange(activeTab, step)
}

/** Commands that compare results. */
export const compareCommands: Command[] = [
  {
    id: 'explore.compareWith',
    title: 'Compare the result with…',
    keys: 'Mod+K Shift+D',
    when: ['explore.query'],
    run: onQuery((id) => document.getElementById(`compare-${id}`)?.click()),
  },
  {
    id: 'explore.diffPrevious',
    title: 'Compare the result with the previous snapshots',
    keys: 'Mod+K D',
    when: ['explore.query'],
    run: onQuery((id) => void compareWithPrevious(id)),
  },
  {
    id: 'explore.nextChange',
    title: 'Next change of two results',
    keys: 'F7',
    when: ['explore.compare'],
    run: () => changeStep(1),
  },
  {
    id: 'explore.previousChange',
    title: 'Previous change of two results',
    keys: 'Shift+F7',
    when: ['explore.compare'],
    run: () => changeStep(-1),
  },
]

import { appErrorOf, client } from '../client/index.ts'
import { frame, useWorkbench } from '../ui/workbench.ts'
import { openEvaluation } from './find.ts'
import { readAgain } from './store.ts'
import { evaluationTemplate } from './template-text.ts'

/** Writes a new definition under the next free name and opens it. */
export async function newEvaluation(): Promise<void> {
  try {
    const files = await client.workspace.files()
    const taken = new Set(files.map(({ path }) => path))
    let path = 'evaluations/compare.yml'
    for (let count = 2; taken.has(path); count++) path = `evaluations/compare_${count}.yml`
    const queries = files.map((file) => file.path).filter((one) => /^queries\/.*\.sql$/.test(one))
    const name = path.slice('evaluations/'.length, -'.yml'.length)
    await client.workspace.write({ path, text: evaluationTemplate(queries.sort()), was: null })
    readAgain()
    openEvaluation(name, 'definition')
    frame().toast({
      message: `Made ${path}`,
      undo: () => {
        void client.workspace
          .remove({ path })
          .then(() => {
            const { tabs } = useWorkbench.getState()
            const tab = tabs.find(({ kind, params }) => kind === 'evaluation' && params.name === name)
            if (tab) frame().closeTab(tab.id)
            readAgain()
          })
          .catch((thrown) => frame().toast({ message: appErrorOf(thrown).message, tone: 'error' }))
      },
    })
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
  }
}

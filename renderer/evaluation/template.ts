import { appErrorOf, client } from '../client/index.ts'
import { frame } from '../ui/workbench.ts'
import { openEvaluation } from './find.ts'
import { evaluationTemplate } from './template-text.ts'

/** Writes a new definition under the next free name and opens it. */
export async function newEvaluation(): Promise<void> {
  try {
    const files = await client.workspace.files()
    const taken = new Set(files.map(({ path }) => path))
    let path = 'evaluations/compare.yml'
    for (let count = 2; taken.has(path); count++) path = `evaluations/compare_${count}.yml`
    const queries = files.map((file) => file.path).filter((one) => /^queries\/.*\.sql$/.test(one))
    await client.workspace.write({ path, text: evaluationTemplate(queries.sort()), was: null })
    openEvaluation(path.slice('evaluations/'.length, -'.yml'.length), 'definition')
    frame().toast({
      message: `Made ${path}`,
      undo: () => {
        void client.workspace
          .remove({ path })
          .catch((thrown) => frame().toast({ message: appErrorOf(thrown).message, tone: 'error' }))
      },
    })
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
  }
}

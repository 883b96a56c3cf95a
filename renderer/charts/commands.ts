import { writeBoard } from '#shared/format/board.ts'
import { appErrorOf, client } from '../client/index.ts'
import { type Command, frame } from '../ui/workbench.ts'
import { openChartFile } from './open.ts'

/** Makes an empty board under the first free name, and opens it. */
async function newBoard(): Promise<void> {
  try {
    const files = new Set((await client.workspace.files()).map(({ path }) => path))
    let count = 1
    const path = () => `boards/board${count === 1 ? '' : `_${count}`}.yml`
    while (files.has(path())) count += 1
    const text = writeBoard({
      version: 1,
      statement: 1,
      at: {},
      params: {},
      charts: [],
      rows: true,
      filters: [],
    })
    await client.workspace.write({ path: path(), text, was: null })
    openChartFile(path())
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
  }
}

export const commands: Command[] = [
  { id: 'charts.newBoard', title: 'New board of charts', run: () => void newBoard() },
]

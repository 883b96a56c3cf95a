import { appErrorOf, client } from '../client/index.ts'
import { frame } from '../ui/workbench.ts'
import { splitPath } from './words.ts'

/** Discards a file's changes at once; its bytes are kept, and Undo brings them back. */
export async function discard(path: string, after: () => void): Promise<void> {
  const { name } = splitPath(path)
  try {
    const { undo } = await client.git.discard({ path })
    after()
    frame().toast({ message: `Discarded ${name}`, undo: () => void bringBack(undo, name, after) })
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
  }
}

async function bringBack(undo: string, name: string, after: () => void): Promise<void> {
  try {
    await client.git.undoDiscard({ undo })
    after()
    frame().toast({ message: `${name} is back` })
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
  }
}

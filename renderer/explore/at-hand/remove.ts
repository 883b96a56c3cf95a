import type { QueryClient } from '@tanstack/react-query'
import type { HandFile } from '#shared/contract/hand.ts'
import { appErrorOf, client } from '../../client/index.ts'
import { frame } from '../../ui/workbench.ts'
import { refreshHand } from './data.ts'

/** Takes a file away, with Undo. Throws AppError. */
export async function removeHandFile({ id, file }: HandFile, queries: QueryClient): Promise<void> {
  await client.hand.remove({ id }).catch((thrown) => {
    throw appErrorOf(thrown)
  })
  frame().closeTab(`hand:${id}`)
  refreshHand(queries)
  frame().toast({ message: `Removed ${file}`, undo: () => void restoreHandFile(id, queries) })
}

/** Brings a file back that was taken away. */
export async function restoreHandFile(id: string, queries: QueryClient): Promise<void> {
  try {
    const { file } = await client.hand.restore({ id })
    refreshHand(queries)
    frame().toast({ message: `${file} is at hand again` })
  } catch (thrown) {
    frame().toast({ message: appErrorOf(thrown).message, tone: 'error' })
  }
}

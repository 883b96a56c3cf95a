import type { HandFile, ReadOptions } from '#shared/contract/hand.ts'
import { toAppError } from '#shared/errors.ts'
import { client, follow } from '../../client/index.ts'
import { runJob } from '../../ui/index.ts'
import { frame } from '../../ui/workbench.ts'

/** Reads a file at hand with other options or other tables of it, as a job. What failed leaves it as it was. */
export async function readAgain(
  { id, file }: HandFile,
  options: ReadOptions,
  tables: string[] | null,
): Promise<void> {
  try {
    await runJob({ name: `Read ${file}` }, (work) =>
      follow((call) => client.hand.read({ id, options, tables }, call), work),
    )
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.kind !== 'cancelled') frame().toast({ message: `${file}: ${error.message}`, tone: 'error' })
  }
}

/** The tables that were read, as a file with several names them. */
export const chosenTables = ({ tables }: HandFile): string[] | null => {
  const names = tables.flatMap(({ table }) => (table === null ? [] : [table]))
  return names.length > 0 ? names : null
}

import type { HandFormat, ReadOptions } from '#shared/contract/hand.ts'
import { type AppError, inputError } from '#shared/errors.ts'
import { unreadable } from './errors.ts'
import type { ReadFile, ReadResult, ReadTable } from './types.ts'

/** Tables that are read of a file that has many, before its user chose. */
const firstTables = 12

/**
 * Reads the chosen tables of a file that has several, or the first ones. One that cannot be read says so and the others
 * are read; when none can, the first one's error is the answer.
 */
export async function severalTables<Table extends { table: string }>(
  input: ReadFile,
  format: HandFormat,
  all: readonly Table[],
  read: (table: Table, image: string) => Promise<Omit<ReadTable, 'table'>>,
  more: { notes?: string[]; used?: ReadOptions } = {},
): Promise<ReadResult> {
  const chosen = input.tables
    ? all.filter(({ table }) => input.tables?.includes(table))
    : all.slice(0, firstTables)
  if (chosen.length === 0) {
    throw inputError('HAND_EMPTY', `There is no ${format === 'xlsx' ? 'sheet' : 'table'} with rows in it.`)
  }
  const tables: ReadTable[] = []
  const problems = new Map<string, AppError>()
  for (const [index, one] of chosen.entries()) {
    try {
      tables.push({ table: one.table, ...(await read(one, `table-${index}.duckdb`)) })
    } catch (thrown) {
      const problem = unreadable(thrown, format)
      if (problem.kind !== 'input') throw problem
      problems.set(one.table, problem)
    }
  }
  const [first] = problems.values()
  if (tables.length === 0 && first) throw first
  const available = all.map(({ table }) => {
    const problem = problems.get(table)?.message
    return { table, ...(problem !== undefined && { problem }) }
  })
  const left = input.tables === null && all.length > firstTables
  const notes = [
    ...(more.notes ?? []),
    ...(left
      ? [`It has ${all.length} tables, and the first ${firstTables} were read. Choose others below.`]
      : []),
  ]
  return { format, used: more.used ?? {}, notes, available, tables }
}

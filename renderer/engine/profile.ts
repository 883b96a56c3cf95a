import type { ColumnProfile } from '#shared/format/profile.ts'
import { type ProfiledColumn, profileColumns } from '#shared/profile/index.ts'
import type { ResultHandle } from './handle.ts'

/** Profiles of at most eight columns of a result, by the engine that holds it. Throws AppError. */
export function profileResult(
  handle: Pick<ResultHandle, 'over' | 'rows'>,
  columns: readonly ProfiledColumn[],
  { exact = false, signal }: { exact?: boolean; signal?: AbortSignal } = {},
): Promise<ColumnProfile[]> {
  return profileColumns((sql) => handle.over(sql, signal), columns, { rows: handle.rows, exact })
}

import type { z } from 'zod'
import type { ContractCheck } from '#shared/contract/lake.ts'
import { formatCount, plural } from '../ui/format.ts'

type Check = z.infer<typeof ContractCheck>

/** `Would reject 0 of 18,204 rows (7 now).`; null while there is no snapshot to check the contract on. */
export function sentenceOf({ rows, rejects, rejectsNow }: Check): string | null {
  if (rows === null || rejects === null) return null
  // A row is taken or rejected: whatever the contract says, the snapshot has the same number of them.
  const of = plural(rows + rejects, 'row')
  return `Would reject ${formatCount(rejects)} of ${of}${rejectsNow === null ? '' : ` (${formatCount(rejectsNow)} now)`}.`
}

/** Whether more or fewer rows would be rejected than now. */
export function verdictOf({ rejects, rejectsNow }: Check): 'fewer' | 'same' | 'more' {
  if (rejects === null || rejectsNow === null || rejects === rejectsNow) return 'same'
  return rejects < rejectsNow ? 'fewer' : 'more'
}

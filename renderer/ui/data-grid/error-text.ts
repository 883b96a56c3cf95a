import { toAppError } from '#shared/errors.ts'

/** The sentence of anything thrown. A RangeError of ours is a sentence already. */
export function appErrorMessage(thrown: unknown): string {
  return thrown instanceof RangeError ? thrown.message : toAppError(thrown).message
}

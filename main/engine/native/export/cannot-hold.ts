import { inputError } from '#shared/errors.ts'

/** `EXPORT_CANNOT_HOLD`: the file's format has no place for what the result holds; the sentence has a way out. */
export const cannotHold = (message: string): Error => inputError('EXPORT_CANNOT_HOLD', message)

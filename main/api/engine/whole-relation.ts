import type { EngineSet } from '#shared/contract/engine.ts'
import { inputError } from '#shared/errors.ts'
import { imageTable, snapshotView } from '../../engine/index.ts'

/** The relation that a whole table is read from. Throws `SOURCE_UNKNOWN` when the set has no such image. */
export function wholeRelation(set: EngineSet, name: string): string {
  const image =
    set.images.find(({ source }) => source === name) ??
    set.images.find(({ source, snapshot }) => snapshotView(source, snapshot) === name)
  if (image) return imageTable(image.key, '')
  throw inputError('SOURCE_UNKNOWN', `There is no image of ${name}. Run the statement again.`)
}

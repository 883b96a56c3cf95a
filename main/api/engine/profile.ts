import type { ImageRef, ProfileInput } from '#shared/contract/engine.ts'
import { inputError } from '#shared/errors.ts'
import type { ColumnProfile } from '#shared/format/profile.ts'
import type { Work } from '#shared/progress.ts'
import { imageAlias, imageTable } from '../../engine/index.ts'
import { imageProfiles } from '../../lake/index.ts'
import { imageFile, layout } from '../../store/index.ts'
import { type EngineContext, setOf } from './context.ts'

/** An image of a set that was given out. Throws `SOURCE_UNKNOWN`. */
function imageOf(ctx: EngineContext, set: string, key: string): ImageRef {
  const image = setOf(ctx, set).images.find((one) => one.key === key)
  if (image) return image
  throw inputError('SOURCE_UNKNOWN', 'These rows are of no source that is known here. Open the source again.')
}

/** The profiles that are kept of an image's columns; nothing is computed. */
export async function keptProfiles(
  ctx: EngineContext,
  { set, image, columns }: { set: string; image: string; columns: string[] },
): Promise<ColumnProfile[]> {
  const { key } = imageOf(ctx, set, image)
  const kept = await imageProfiles(ctx.app.home, key)
  return columns.flatMap((column) => kept.get(column) ?? [])
}

/**
 * Profiles of an image's columns in the order asked. Those that are kept come as they are; the rest is computed in the
 * process that works in the background, and kept. Throws `SOURCE_UNKNOWN`, `SET_UNKNOWN`, and what DuckDB says.
 */
export async function profileImage(
  ctx: EngineContext,
  { set, image, columns, exact }: ProfileInput,
  work: Work,
): Promise<ColumnProfile[]> {
  const { key, rows } = imageOf(ctx, set, image)
  const { home, importer } = ctx.app
  const kept = await imageProfiles(home, key)
  const holds = ({ name, type, bounds }: ProfileInput['columns'][number]): boolean => {
    const profile = kept.get(name)
    return (
      profile?.type === type &&
      !(exact && profile.sampled !== undefined) &&
      profile.bounds?.min === bounds?.min &&
      profile.bounds?.max === bounds?.max
    )
  }
  const missing = columns.filter((column) => !holds(column))
  if (missing.length > 0) {
    const alias = imageAlias(key)
    const made = await importer.call(
      'profile',
      {
        set: {
          id: `profile ${key}`,
          images: [{ alias, path: imageFile(home, key) }],
          statements: [],
          temp: layout(home).tmp,
        },
        relation: imageTable(key, ''),
        rows,
        columns: missing,
        exact,
      },
      work,
    )
    kept.add(made)
  }
  return columns.flatMap(({ name }) => kept.get(name) ?? [])
}

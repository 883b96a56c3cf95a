import type { Catalogue } from '#shared/contract/engine.ts'
import type { ColumnProfile } from '#shared/format/profile.ts'
import { client } from '../../client/index.ts'
import { valuesOf } from './facts.ts'
import { lookedAt, profileWords, shareText } from './words.ts'

/** How full a column is and its most frequent values, as Markdown on one line. */
export function valuesText(profile: ColumnProfile): string {
  const often = valuesOf(profile)
    .filter(({ count }) => count > 1)
    .slice(0, 3)
    .map(({ label, count }) => {
      const name = label === '' ? "''" : label.length > 40 ? `${label.slice(0, 40)}…` : label
      return `\`${name.replaceAll('`', 'ˋ')}\` ${shareText(count, lookedAt(profile))}`
    })
  return [profileWords(profile).replace(/[\\`*_<>[\]]/g, '\\$&'), often.join(', ')]
    .filter(Boolean)
    .join(' · ')
}

/** What is kept of the values of a column's name, by the source that has it. Nothing is computed for it. */
export async function hoverValues(catalogue: Catalogue, name: string): Promise<Map<string, string>> {
  const asked = catalogue.sources.flatMap(async ({ name: source, image, columns }) => {
    const column = columns.find((one) => one.name.toLowerCase() === name)?.name
    if (!image || column === undefined) return []
    const kept = await client.engine
      .keptProfiles({ set: catalogue.set.id, image: image.key, columns: [column] })
      .catch(() => [])
    return kept.map((profile) => [source, valuesText(profile)] as const)
  })
  return new Map((await Promise.all(asked)).flat())
}

/**
 * What is kept of the values of a column that is offered, as Markdown: of the source that its detail ends with, where
 * it names one, else of each that has such a column. Null when nothing is kept.
 */
export async function columnValues(
  catalogue: Catalogue,
  name: string,
  detail: string | undefined,
): Promise<string | null> {
  const values = await hoverValues(catalogue, name.toLowerCase())
  const own = values.get(detail?.split(' · ').at(-1) ?? '')
  if (own !== undefined) return own
  return values.size === 0 ? null : [...values].map(([source, text]) => `${source}: ${text}`).join('\n\n')
}

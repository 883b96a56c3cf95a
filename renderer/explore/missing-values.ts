import { frontMatter, parameters } from '#shared/sql/index.ts'
import type { CodeMarker } from '../ui/code-editor/index.ts'
import { lacksValue, namedParams } from './params.ts'

/** The id of the field of a parameter, above the result. */
export const paramField = (id: string, name: string): string => `param-${id}-${name}`

/** A note at the first use of each parameter that has no value: it opens its field. */
export function missingValues(id: string, text: string, typed: Record<string, string>): CodeMarker[] {
  const lacking = namedParams(text).filter((param) => lacksValue(param, typed))
  if (lacking.length === 0) return []
  const from = bodyFrom(text)
  const uses = parameters(text).filter((use) => use.from >= from)
  return lacking.flatMap(({ name }) => {
    const use = uses.find((one) => one.name === name)
    if (!use) return []
    return [
      {
        from: use.from,
        to: use.to,
        severity: 'info',
        message: `$${name} has no value yet. Fill it in above the result.`,
        act: {
          title: `Fill in $${name}`,
          run: () =>
            document
              .getElementById(paramField(id, name))
              ?.querySelector<HTMLElement>('input, button')
              ?.focus(),
        },
      },
    ]
  })
}

function bodyFrom(text: string): number {
  try {
    return frontMatter(text)?.bodyFrom ?? 0
  } catch {
    return 0
  }
}

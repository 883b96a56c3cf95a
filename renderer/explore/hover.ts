import type { Catalogue, CatalogueMacro, CatalogueSource } from '#shared/contract/engine.ts'
import { identName, lex, tokenAt } from '#shared/sql/index.ts'

const code = (text: string) => `\`${text.replaceAll('`', 'ˋ')}\``
const rows = (count: number) => count.toLocaleString('en-US')

function aboutSource(source: CatalogueSource): string {
  const { name, description, image, columns, problem } = source
  const head = image
    ? `**${name}** · ${rows(image.rows)} rows · snapshot ${code(image.snapshot.slice(0, 7))}${image.partial ? ' (partial)' : ''}`
    : `**${name}** · not on this computer`
  const list = columns.map(
    (column) => `${code(column.name)} ${column.type}${column.unit ? `, ${column.unit}` : ''}`,
  )
  return [problem && `**${problem}**`, head, description, list.join('  \n')].filter(Boolean).join('\n\n')
}

function aboutMacro({ signature, description, params, returns, file }: CatalogueMacro): string {
  const list = params.map(({ name, type, unit, meaning, default: fallback }) =>
    [
      `${code(name)} ${type ?? ''}${unit ? `, ${unit}` : ''}`,
      meaning,
      fallback && `default ${code(fallback)}`,
    ]
      .filter(Boolean)
      .join(' · '),
  )
  return [
    `\`\`\`sql\n${signature}\n\`\`\``,
    description,
    list.join('  \n'),
    returns && `Returns ${returns}`,
    code(file),
  ]
    .filter(Boolean)
    .join('\n\n')
}

/** The name at an offset in lower case; null where none is. */
export const nameAt = (text: string, offset: number): string | null =>
  identName(tokenAt(lex(text), offset))?.toLowerCase() ?? null

/**
 * Markdown about the name at an offset: a macro, a source, or the column of that name in each source that has it, with
 * what is known of its values, by source.
 */
export function hoverText(
  catalogue: Catalogue,
  text: string,
  offset: number,
  values: ReadonlyMap<string, string> = new Map(),
): string | null {
  const name = nameAt(text, offset)
  if (!name) return null
  const macro = catalogue.macros.find((one) => one.name === name)
  if (macro) return aboutMacro(macro)
  const source = catalogue.sources.find((one) => one.name === name)
  if (source) return aboutSource(source)
  const columns = catalogue.sources.flatMap(({ name: of, columns }) =>
    columns
      .filter((column) => column.name.toLowerCase() === name)
      .map(
        ({ name, type, unit, meaning, required }) =>
          `${code(`${of}.${name}`)} ${type}${unit ? `, ${unit}` : ''}${required ? ', required' : ''}${meaning ? `  \n${meaning}` : ''}${values.has(of) ? `  \n${values.get(of)}` : ''}`,
      ),
  )
  return columns.length > 0 ? columns.join('\n\n') : null
}

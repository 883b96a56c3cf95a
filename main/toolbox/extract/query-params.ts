import { inputError } from '#shared/errors.ts'
import { parseQueryFile } from '#shared/format/front-matter.ts'
import type { QueryParam } from '#shared/format/param.ts'
import { applyEdits, lineColumn, parameters, sqlLiteral } from '#shared/sql/index.ts'

/** The parameters that the header of an editor text declares; none when it has no header. */
export function declaredParams(text: string): Record<string, QueryParam> {
  return parseQueryFile('', text).header.params
}

/** A literal of the parameter's default, or a NULL of its type. */
export function defaultLiteral({ type, default: value }: QueryParam): string {
  return sqlLiteral(value ?? null, type)
}

/** The statement with its parameters' defaults in place. Throws `PARAMETER_UNKNOWN` with the place in the text. */
export function withDefaults(text: string, statement: string): string {
  const declared = declaredParams(text)
  const edits = parameters(statement).map(({ name, from, to }) => {
    const param = declared[name]
    if (!param) {
      throw inputError(
        'PARAMETER_UNKNOWN',
        `The header declares no parameter \`${name}\`. Add it under \`params\` with its type and a default.`,
        lineColumn(text, Math.max(0, text.indexOf(`$${name}`))),
      )
    }
    return { from, to, text: defaultLiteral(param) }
  })
  return applyEdits(statement, edits)
}

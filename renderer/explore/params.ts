import { inputError } from '#shared/errors.ts'
import { parseQueryFile, type QueryParam } from '#shared/format/front-matter.ts'
import { parameters } from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'

interface NamedParam {
  name: string
  /** What the header says of it; a parameter without a header is text. */
  spec: QueryParam | null
}

/** The parameters that a text uses, in order of first use, with what its header says. A broken header gives none. */
export function namedParams(text: string): NamedParam[] {
  let specs: Record<string, QueryParam> = {}
  let body = text
  try {
    const parsed = parseQueryFile('query', text)
    specs = parsed.header.params
    body = parsed.body
  } catch {
    // The header's own error is among the problems.
  }
  const names = [...new Set(parameters(body).map(({ name }) => name))]
  return names.map((name) => ({ name, spec: specs[name] ?? null }))
}

/** What is shown in a parameter's field: typed text, else its default. */
export function paramText({ name, spec }: NamedParam, typed: Record<string, string>): string {
  const text = typed[name]
  if (text !== undefined) return text
  const value = spec?.default
  return value === undefined || value === null ? '' : String(value)
}

/** Whether a parameter has neither value nor default; an empty text is one. */
export function lacksValue(param: NamedParam, typed: Record<string, string>): boolean {
  return paramText(param, typed) === '' && !/CHAR|TEXT|STRING/i.test(param.spec?.type ?? '')
}

/** The values that one statement needs. Throws AppError `PARAM_MISSING` for one without value and default. */
export function paramValues(
  sql: string,
  known: NamedParam[],
  typed: Record<string, string>,
): Record<string, Cell> {
  const values: Record<string, Cell> = {}
  for (const { name } of parameters(sql)) {
    const param = known.find((one) => one.name === name) ?? { name, spec: null }
    const text = paramText(param, typed)
    if (lacksValue(param, typed)) {
      throw inputError('PARAM_MISSING', `$${name} has no value. Fill it in above the result, then run again.`)
    }
    const bool = /^BOOL/i.test(param.spec?.type ?? '')
    values[name] = bool ? /^(t|true|yes|1)$/i.test(text.trim()) : text
  }
  return values
}

/** The DuckDB types that the header says. */
export function paramTypes(known: NamedParam[]): Record<string, string> {
  return Object.fromEntries(known.flatMap(({ name, spec }) => (spec ? [[name, spec.type]] : [])))
}

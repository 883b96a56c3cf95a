import { inputError } from '#shared/errors.ts'
import { parseQueryFile } from '#shared/format/front-matter.ts'
import { paramKind, paramText, type QueryParam, readParam } from '#shared/format/param.ts'
import { parameters } from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'

export interface NamedParam {
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
export function fieldText({ name, spec }: NamedParam, typed: Record<string, string>): string {
  return typed[name] ?? paramText(spec?.default ?? null)
}

/** Whether a parameter has neither value nor default; an empty text is one. */
export function lacksValue(param: NamedParam, typed: Record<string, string>): boolean {
  const isText = param.spec !== null && paramKind(param.spec.type) === 'text'
  return fieldText(param, typed) === '' && !isText
}

/** The values that one statement needs. Throws AppError `PARAM_MISSING` or `PARAM_VALUE`, with the sentence. */
export function paramValues(
  sql: string,
  known: NamedParam[],
  typed: Record<string, string>,
): Record<string, Cell> {
  const values: Record<string, Cell> = {}
  for (const { name } of parameters(sql)) {
    const param = known.find((one) => one.name === name) ?? { name, spec: null }
    if (lacksValue(param, typed)) {
      throw inputError('PARAM_MISSING', `$${name} has no value. Fill it in above the result.`)
    }
    const read = readParam(fieldText(param, typed), param.spec)
    if ('problem' in read) throw inputError('PARAM_VALUE', `$${name}: ${read.problem}`)
    values[name] = read.value
  }
  return values
}

/** The DuckDB types that the header says. */
export function paramTypes(known: NamedParam[]): Record<string, string> {
  return Object.fromEntries(known.flatMap(({ name, spec }) => (spec ? [[name, spec.type]] : [])))
}

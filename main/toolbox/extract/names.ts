import { type AppError, inputError } from '#shared/errors.ts'
import { quoteText } from '#shared/sql/index.ts'
import { bareSet } from '../../engine/index.ts'
import type { ExtractContext } from './context.ts'

/**
 * Throws `TRANSFORM_EXISTS` when the toolbox has the name, `TRANSFORM_NAME` when DuckDB has it as a word or function:
 * a macro of that name would change queries that mean the function.
 */
export async function refuseTakenNames(
  { native, transforms, sources }: ExtractContext,
  name: string,
  params: readonly string[],
): Promise<void> {
  const taken = transforms.find((transform) => transform.name === name)
  if (taken) {
    const where = taken.standard ? `the standard library (${taken.file})` : taken.file
    throw inputError('TRANSFORM_EXISTS', `\`${name}\` is in ${where} already. Choose another name.`, {
      file: `toolbox/${name}.sql`,
      field: 'name',
    })
  }
  if (sources.some((source) => source.name === name)) {
    throw nameError(name, 'is the name of a source')
  }
  const words = [name, ...params].map((word) => quoteText(word)).join(', ')
  const { page } = await native.call('query', {
    set: bareSet(),
    sql: `SELECT
        list(DISTINCT keyword_name) FILTER (WHERE keyword_category <> 'unreserved'),
        (SELECT count(*) FROM duckdb_functions() WHERE internal AND function_name = ${quoteText(name)})
      FROM duckdb_keywords() WHERE keyword_name IN (${words})`,
    keep: false,
  })
  const keywords = page.columns[0]?.[0]
  const functions = Number(page.columns[1]?.[0] ?? 0)
  const reserved = Array.isArray(keywords) ? keywords.map(String) : []
  if (reserved.includes(name)) throw nameError(name, 'is a reserved word of SQL')
  if (functions > 0) throw nameError(name, 'is a function of DuckDB')
  const [word] = reserved
  if (word !== undefined) {
    throw inputError(
      'EXTRACT_PARAM',
      `\`${word}\` is a reserved word of SQL. Choose another name for the parameter.`,
      { field: `params.${word}` },
    )
  }
}

const nameError = (name: string, why: string): AppError =>
  inputError('TRANSFORM_NAME', `\`${name}\` ${why}. Choose another name.`, {
    file: `toolbox/${name}.sql`,
    field: 'name',
  })

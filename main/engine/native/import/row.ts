import type { ImportContract } from '#shared/format/contract.ts'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import type { FieldCheck } from './checks.ts'

/** Where a row's fields come from, as SQL. */
export interface RowSource {
  /** What stands after FROM; the following are over it. */
  relation: string
  /** Which of the batch's objects, from 1. */
  object: string
  /** The row or line of the object, from 1. */
  row: string
  /** A field's text or column (NULL when it is missing), and how it becomes the value. */
  field(name: string, type: string): { source: string; check: (source: string) => FieldCheck }
  /** What the record has beside the contract's fields, as JSON text; NULL when nothing. */
  extra: string
  /** Why the record is none at all; NULL when it is one. */
  problem: string
  /** The record as it stands in the object. */
  raw: string
}

export interface Part {
  name: string
  type: 'DATE' | 'BIGINT' | 'VARCHAR'
}

/** The facts of a batch's objects, by `_o`. */
export interface BatchObject {
  path: string
  parts: Record<string, string>
}

const text = (value: string | null): string => (value === null ? 'NULL' : quoteText(value))
const list = (values: readonly (string | null)[]): string =>
  `CAST([${values.map(text).join(', ')}] AS VARCHAR[])`

/**
 * The relation of judged rows: the fields, `_extra`, `_n`, `_o`, `_raw`, `_why` and `_field` (NULL for a good row).
 * The first thing wrong with a row is what it is rejected for: the record itself, then field by field, then fields
 * that the contract does not know, then the rules.
 */
export function judged(contract: ImportContract, source: RowSource): string {
  const fields = contract.fields.map((field, index) => {
    const { source: from, check } = source.field(field.name, field.type)
    const column = `_s${index}`
    return { ...field, from, column, check: check(column), quoted: quoteIdent(field.name) }
  })
  const cases: { when: string; why: string; field: string | null }[] = []
  for (const { name, type, required, column, check, quoted } of fields) {
    if (required) cases.push({ when: `${column} IS NULL`, why: 'required, but missing', field: name })
    if (check.broken) {
      cases.push({
        when: `${column} IS NOT NULL AND ${check.broken(quoted)}`,
        why: `no ${type}`,
        field: name,
      })
    }
  }
  if (contract.unknown === 'reject')
    cases.push({ when: '_extra IS NOT NULL', why: 'unknown field', field: null })
  for (const { name, sql } of contract.rules) {
    cases.push({ when: `TRY(CAST((${sql}\n) AS BOOLEAN)) IS FALSE`, why: `rule: ${name}`, field: null })
  }
  const code =
    cases.length === 0
      ? 'NULL'
      : `CASE WHEN _problem IS NOT NULL THEN NULL ${cases.map(({ when }, index) => `WHEN ${when} THEN ${index + 1}`).join(' ')} END`
  const unknown = cases.findIndex(({ why }) => why === 'unknown field') + 1
  const field = `list_extract(${list(cases.map((one) => one.field))}, _code)`
  return `(SELECT * EXCLUDE (_code),
      coalesce(_problem, list_extract(${list(cases.map(({ why }) => why))}, _code)) AS _why,
      ${unknown === 0 ? field : `CASE WHEN _code = ${unknown} THEN json_keys(_extra)[1] ELSE ${field} END`} AS _field
    FROM (SELECT *, CAST(${code} AS INTEGER) AS _code
      FROM (SELECT _o, _n, _raw, _problem, _extra, ${fields.map(({ column }) => column).join(', ')},
          ${fields.map(({ check, quoted }) => `${check.value} AS ${quoted}`).join(', ')}
        FROM (SELECT ${source.object} AS _o, ${source.row} AS _n, ${source.raw} AS _raw, ${source.problem} AS _problem, ${source.extra} AS _extra,
            ${fields.map(({ from, column }) => `${from} AS ${column}`).join(', ')}
          FROM ${source.relation}))))`
}

/** SELECT list of `data` over a judged relation. */
export function dataColumns(
  contract: ImportContract,
  parts: readonly Part[],
  objects: readonly BatchObject[],
): string {
  return [
    ...contract.fields.map(({ name }) => quoteIdent(name)),
    ...(contract.unknown === 'keep' ? ['_extra'] : []),
    ...parts.map(({ name, type }) => {
      const values = objects.map((one) => one.parts[name] ?? null)
      // The cast is of the list, once, and not of each row's text.
      return `list_extract(CAST(${list(values)} AS ${type}[]), _o) AS ${quoteIdent(`_part_${name}`)}`
    }),
    `list_extract(${list(objects.map(({ path }) => path))}, _o) AS _object`,
    '_n AS _row',
  ].join(', ')
}

/** SELECT list of `rejects` over a judged relation. */
export function rejectColumns(objects: readonly BatchObject[]): string {
  return `list_extract(${list(objects.map(({ path }) => path))}, _o) AS _object, _n AS _row, _why AS reason, _field AS field, _raw AS raw`
}

/** Statements that make an image's tables in catalogue `out`. */
export function createTables(contract: ImportContract, parts: readonly Part[]): string[] {
  const columns = [
    ...contract.fields.map(({ name, type }) => `${quoteIdent(name)} ${type}`),
    ...(contract.unknown === 'keep' ? ['_extra VARCHAR'] : []),
    ...parts.map(({ name, type }) => `${quoteIdent(`_part_${name}`)} ${type}`),
    '_object VARCHAR',
    '_row BIGINT',
  ]
  return [
    `CREATE TABLE out.main.data (${columns.join(', ')})`,
    'CREATE TABLE out.main.rejects (_object VARCHAR, _row BIGINT, reason VARCHAR, field VARCHAR, raw VARCHAR)',
    'CREATE TABLE out.main.objects (path VARCHAR, sha256 VARCHAR, size BIGINT, rows BIGINT, rejects BIGINT)',
  ]
}

import { around } from './around.ts'
import type { ExtractContext } from './context.ts'
import type { HeaderParts } from './header.ts'
import type { Extractable } from './kind.ts'
import { type ChosenParam, callText } from './params.ts'
import { declaredParams } from './query-params.ts'

/** A parameter with its type from the engine, its unit and meaning from the contract. */
export function documented(
  { sources }: ExtractContext,
  text: string,
  param: ChosenParam,
  types: Readonly<Record<string, string>>,
): HeaderParts['params'][number] {
  const { name } = param
  if (param.ofQuery) {
    const { type, unit, meaning } = declaredParams(text)[param.text.slice(1)] ?? {}
    return { name, ...(type && { type }), ...(unit && { unit }), ...(meaning && { meaning }) }
  }
  if (param.kind === 'constant') {
    const type = constantType(param.text)
    return { name, ...(type && { type }) }
  }
  const last = (param.text.split('.').at(-1) ?? '').replaceAll('"', '').toLowerCase()
  const type = types[name]
  const fields = sources.flatMap(({ columns }) =>
    columns.filter((column) => column.name.toLowerCase() === last && (!type || column.type === type)),
  )
  const [field] = fields
  const known = fields.length === 1 ? field : undefined
  const said = type ?? known?.type
  return {
    name,
    ...(said && { type: said }),
    ...(known?.unit && { unit: known.unit }),
    ...(known?.meaning && { meaning: known.meaning }),
  }
}

function constantType(literal: string): string | undefined {
  const typed = /^(date|time|timestamptz|timestamp)\b/i.exec(literal)
  if (typed) return typed[1]?.toUpperCase()
  if (/^-?\s*\d[\d_]*$/.test(literal)) {
    return Math.abs(Number(literal.replace(/[\s_]/g, ''))) < 2 ** 31 ? 'INTEGER' : 'BIGINT'
  }
  if (/^-?\s*[\d.]/.test(literal)) return 'DOUBLE'
  return /^(e|\$\w*\$)?'|^\$/i.test(literal) ? 'VARCHAR' : undefined
}

/** How it is called where it came from, when that is a query of its own on one line. */
export function example(name: string, selected: Extractable, params: readonly ChosenParam[]): string[] {
  if (params.some(({ ofQuery }) => ofQuery)) return []
  const call = callText(name, params)
  if (selected.kind === 'table') return [`SELECT * FROM ${call} LIMIT 20`]
  if (!params.some(({ kind }) => kind === 'column')) return [`SELECT ${call} AS ${name}`]
  const { ctes, from } = around(selected)
  if (ctes !== '' || from === '' || from.length > 120 || /[\n$]|--|\/\*/.test(from)) return []
  return [`SELECT ${call} AS ${name} ${from} LIMIT 20`]
}

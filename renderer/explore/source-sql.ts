import { isReserved } from '#shared/reserved.ts'
import { quoteIdent } from '#shared/sql/index.ts'

const plainName = /^[a-z_][a-z0-9_]*$/

/** A name as a person writes it: quoted only where it must be. */
export function nameInSql(name: string): string {
  return plainName.test(name) && !isReserved(name) ? name : quoteIdent(name)
}

/** `SELECT` with the columns of a source, one a line when there are many. */
export function selectOf(source: string, columns: string[]): string {
  const names = columns.map(nameInSql)
  const list =
    names.length === 0 ? ' * ' : names.length > 4 ? `\n  ${names.join(',\n  ')}\n` : ` ${names.join(', ')} `
  return `SELECT${list}FROM ${nameInSql(source)}\nLIMIT 1000;\n`
}

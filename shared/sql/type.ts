import { inputError } from '../errors.ts'
import { lex, significant, type Token } from './lex.ts'
import { identName, quoteIdent, quoteText, stringValue } from './names.ts'

/** A DuckDB type, taken apart. */
export type SqlType =
  | { kind: 'simple'; name: string; args: number[] }
  | { kind: 'list'; element: SqlType; length: number | null }
  | { kind: 'struct' | 'union'; fields: { name: string; type: SqlType }[] }
  | { kind: 'map'; key: SqlType; value: SqlType }
  | { kind: 'enum'; values: string[] }

/** A type as DESCRIBE prints it or as people write it. Throws `SQL_TYPE` for anything else. */
export function parseType(text: string): SqlType {
  const tokens = significant(lex(text))
  let at = 0
  const fail = () =>
    inputError('SQL_TYPE', `\`${text}\` is no DuckDB type. Write one such as INTEGER, DATE or DECIMAL(18,3).`)
  const take = (expected: string) => {
    if (tokens[at]?.text !== expected) throw fail()
    at++
  }
  const list = <T>(item: () => T): T[] => {
    const items: T[] = []
    take('(')
    for (;;) {
      items.push(item())
      if (tokens[at]?.text !== ',') break
      at++
    }
    take(')')
    return items
  }
  const ident = (): string => {
    const name = identName(tokens[at++])
    if (name === undefined) throw fail()
    return name
  }
  const parse = (depth: number): SqlType => {
    if (depth > 50) throw fail()
    let type = base(depth)
    while (tokens[at]?.text === '[') {
      at++
      const length = tokens[at]?.kind === 'number' ? Number(tokens[at++]?.text) : null
      take(']')
      type = { kind: 'list', element: type, length }
    }
    return type
  }
  const base = (depth: number): SqlType => {
    const name = ident().toUpperCase()
    if (name === 'STRUCT' || name === 'UNION') {
      const fields = list(() => ({ name: ident(), type: parse(depth + 1) }))
      return { kind: name === 'STRUCT' ? 'struct' : 'union', fields }
    }
    if (name === 'MAP') {
      const [key, value, ...more] = list(() => parse(depth + 1))
      if (!key || !value || more.length > 0) throw fail()
      return { kind: 'map', key, value }
    }
    if (name === 'ENUM') {
      return { kind: 'enum', values: list(() => enumValue(tokens[at++])) }
    }
    const words = [name]
    // DOUBLE PRECISION, TIMESTAMP WITH TIME ZONE
    while (tokens[at]?.kind === 'word' && words.length < 4)
      words.push((tokens[at++]?.text ?? '').toUpperCase())
    const args = tokens[at]?.text === '(' ? list(() => Number(tokens[at++]?.text)) : []
    if (args.some((arg) => !Number.isInteger(arg))) throw fail()
    return { kind: 'simple', name: words.join(' '), args }
  }
  const enumValue = (token: Token | undefined): string => {
    const value = stringValue(token)
    if (value === undefined) throw fail()
    return value
  }
  const type = parse(0)
  if (at !== tokens.length) throw fail()
  return type
}

/** The type as SQL; what it holds is quoted, so a hostile type text cannot become other SQL. */
export function formatType(type: SqlType): string {
  switch (type.kind) {
    case 'simple':
      return type.args.length > 0 ? `${type.name}(${type.args.join(',')})` : type.name
    case 'list':
      return `${formatType(type.element)}[${type.length ?? ''}]`
    case 'map':
      return `MAP(${formatType(type.key)}, ${formatType(type.value)})`
    case 'enum':
      return `ENUM(${type.values.map(quoteText).join(', ')})`
    default:
      return `${type.kind.toUpperCase()}(${type.fields
        .map((field) => `${quoteIdent(field.name)} ${formatType(field.type)}`)
        .join(', ')})`
  }
}

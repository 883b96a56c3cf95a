import type { Cell } from '#shared/value.ts'

/** A value as YAML, flow style on one line. No comment mark of SQL can stand in it: in texts they are escaped. */
export function flow(value: YamlValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    return `{${entries.map(([key, item]) => `${flow(key)}: ${flow(item as YamlValue)}`).join(', ')}}`
  }
  if (typeof value !== 'string') return String(value)
  return isPlain(value) ? value : quoted(value)
}

export type YamlValue = Cell | { [key: string]: YamlValue | undefined } | YamlValue[]

/** Text that YAML reads as that very text, wherever it stands. */
const isPlain = (text: string): boolean =>
  /^[A-Za-z_][\w]*( [\w.]+)*$/.test(text) && !/^(true|false|null)$/i.test(text)

/** JSON is YAML; block comments nest in DuckDB, so a text must not hold their marks. */
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replaceAll('*/', '*\\/')
    .replaceAll('/*', '\\x2f*')
    .replace(
      /[\u007f-\u009f\u2028\u2029\ufeff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )

/** What the header of a transform says. */
export interface HeaderParts {
  description: string
  params: { name: string; type?: string; unit?: string; meaning?: string; default?: Cell }[]
  returns: { type?: string; unit?: string } | null
  examples: string[]
  test: {
    name: string
    given: Record<string, { columns: Record<string, string>; rows: Record<string, Cell>[] }>
    call: string
    expect: Record<string, Cell>[]
    tolerance?: number
  } | null
}

/** The block comment that a toolbox file begins with. */
export function headerText({ description, params, returns, examples, test }: HeaderParts): string {
  const lines = [`description: ${flow(description)}`]
  if (params.length > 0) {
    lines.push('params:')
    for (const { name, ...docs } of params) lines.push(`  ${name}: ${flow(docs)}`)
  }
  if (returns && Object.keys(returns).length > 0) lines.push(`returns: ${flow(returns)}`)
  if (examples.length > 0) lines.push('examples:', ...examples.map((example) => `  - ${flow(example)}`))
  if (test) {
    lines.push('tests:', `  - name: ${flow(test.name)}`)
    if (Object.keys(test.given).length > 0) lines.push('    given:')
    for (const [name, { columns, rows }] of Object.entries(test.given)) {
      lines.push(`      ${name}:`, `        columns: ${flow(columns)}`, '        rows:')
      if (rows.length === 0) lines[lines.length - 1] = '        rows: []'
      for (const row of rows) lines.push(`          - ${flow(row)}`)
    }
    lines.push(`    call: ${flow(test.call)}`)
    if (test.expect.length === 0) lines.push('    expect: []')
    else lines.push('    expect:', ...test.expect.map((row) => `      - ${flow(row)}`))
    if (test.tolerance !== undefined) lines.push(`    tolerance: ${test.tolerance}`)
  }
  return `/*---\n${lines.join('\n')}\n---*/\n`
}

/** What had to change in a query of another program, and what could not be. Lines count from 1. */
export interface ImportedQuery {
  text: string
  changes: { line: number; what: string }[]
  /** Left as it is: it means nothing here. */
  left: { line: number; what: string }[]
}

/*
 * In the order in which they are tried at each place. What comes first is kept as it stands: text, names and comments
 * hold what looks like the rest.
 */
const places = new RegExp(
  [
    String.raw`(?<keep>'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*[\s\S]*?\*/|\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$|::)`,
    String.raw`(?<remark>\{#[\s\S]*?#\})`,
    String.raw`(?<block>\{%[\s\S]*?%\})`,
    String.raw`\{\{-?\s*(?<call>[\s\S]*?)\s*-?\}\}`,
    String.raw`(?<meta>(?<=^|\n)[ \t]*(?:\\[^\n]*|%%?sql\b[^\n]*))`,
    String.raw`%\((?<pyformat>[A-Za-z_]\w*)\)s`,
    String.raw`(?<![\w:\]])(?::'(?<quoted>[A-Za-z_]\w*)'|:(?<colon>[A-Za-z_]\w*))(?!\w*\])`,
    String.raw`(?<mark>\?)(?![|&?\d])`,
    '`(?<tick>[^`\\n]+)`',
  ].join('|'),
  'g',
)

/**
 * The text of a query of dbt, psql, a Python driver or MySQL as DuckDB reads it: references become names, parameters
 * `$name`, backticks quotes, and commands of a client comments. All else stays as it is, character for character.
 */
export function importQuery(original: string): ImportedQuery {
  const changes: ImportedQuery['changes'] = []
  const left: ImportedQuery['left'] = []
  const start = original.startsWith('\uFEFF') ? 1 : 0
  if (start === 1) changes.push({ line: 1, what: 'The mark of its encoding at the start was taken out.' })
  const source = original.slice(start)
  let asked = 0
  let line = 1
  let seen = 0
  const text = source.replace(places, (whole, ...rest) => {
    const groups = rest.at(-1) as Record<string, string | undefined>
    const offset = rest.at(-3) as number
    for (; seen < offset; seen++) if (source[seen] === '\n') line++
    if (groups.keep !== undefined) {
      if (/\{[{%]/.test(whole) && whole[0] === "'")
        left.push({ line, what: `A template inside of text: ${brief(whole)}` })
      return whole
    }
    if (groups.block !== undefined) {
      left.push({ line, what: `A statement of a template: ${brief(whole)}` })
      return whole
    }
    const next = groups.mark === undefined ? replacement(whole, groups) : `$p${++asked}`
    if (next === null) {
      left.push({ line, what: `A template that means nothing here: ${brief(whole)}` })
      return whole
    }
    changes.push({
      line,
      what: next.trim() === '' ? `${brief(whole)} was taken out.` : `${brief(whole)} became ${brief(next)}`,
    })
    return next
  })
  return { text, changes, left }
}

function replacement(whole: string, groups: Record<string, string | undefined>): string | null {
  const { remark, meta, pyformat, quoted, colon, tick, call } = groups
  if (remark !== undefined) return `/*${remark.slice(2, -2).replaceAll('*/', '* /')}*/`
  if (meta !== undefined) return whole.replace(/^[ \t]*/, (indent) => `${indent}-- `)
  const parameter = pyformat ?? quoted ?? colon
  if (parameter !== undefined) return `$${parameter}`
  if (tick !== undefined)
    return tick
      .split('.')
      .map((part) => `"${part.replaceAll('"', '""')}"`)
      .join('.')
  return call === undefined ? null : templateCall(call)
}

const text = String.raw`(?:'([^']*)'|"([^"]*)")`
const calls = {
  name: new RegExp(String.raw`^(?:ref|source)\(\s*(?:${text}\s*,\s*)?${text}\s*\)$`),
  variable: new RegExp(String.raw`^(?:env_)?var\(\s*${text}\s*(?:,[\s\S]*)?\)$`),
  settings: /^config\([\s\S]*\)$/,
  parameter: /^[A-Za-z_]\w*$/,
}

/** What stands between `{{` and `}}`: dbt's references and variables, and the parameters of other tools. */
function templateCall(call: string): string | null {
  const name = calls.name.exec(call)
  if (name) return nameOf(name[3] ?? name[4] ?? '')
  const variable = calls.variable.exec(call)
  if (variable) return `$${(variable[1] ?? variable[2] ?? '').replace(/\W/g, '_')}`
  if (calls.settings.test(call)) return ''
  return calls.parameter.test(call) && call !== 'this' ? `$${call}` : null
}

const nameOf = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`

function brief(piece: string): string {
  const line = piece.replace(/\s+/g, ' ').trim()
  return `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line}\``
}

/** Where a file of a folder goes: `queries/` and its path, in names that a workspace may have. */
export function importPath(path: string): string {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => part.replace(/[\p{Cc}<>:"|?*]/gu, '_').replace(/^[\s.]+|[\s.]+$/g, ''))
    .filter((part) => part !== '')
  return `queries/${parts.join('/').replace(/\.sql$/i, '') || 'query'}.sql`
}

/** The path, or the next that is free of those in `taken`, which is told what was chosen. */
export function freePath(path: string, taken: Set<string>): string {
  let free = path
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = path.replace(/\.sql$/, `_${n}.sql`)
  taken.add(free.toLowerCase())
  return free
}

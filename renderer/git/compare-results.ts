import { parseQueryFile } from '#shared/format/front-matter.ts'
import { splitStatements } from '#shared/sql/index.ts'
import { type ComparedStatement, openCompared } from '../ui/workbench.ts'

/** A statement of a query file with the values that its header gives to parameters. */
function statementOf(text: string, index: number): ComparedStatement | null {
  const statement = splitStatements(text)[index]
  if (!statement) return null
  try {
    const { params } = parseQueryFile('query', text).header
    const named = Object.entries(params)
    return {
      sql: statement.text,
      params: Object.fromEntries(named.map(([name, { default: value = null }]) => [name, value])),
      types: Object.fromEntries(named.map(([name, { type }]) => [name, type])),
    }
  } catch {
    // A header that cannot be read says so when the statement runs without its parameters.
    return { sql: statement.text }
  }
}

/** Both versions of the first statement of a query file that changed; null when there is no such pair. */
function changedPair(before: string, after: string): [ComparedStatement, ComparedStatement] | null {
  for (let index = 0; ; index++) {
    const [was, is] = [statementOf(before, index), statementOf(after, index)]
    if (!was || !is) return null
    if (JSON.stringify(was) !== JSON.stringify(is)) return [was, is]
  }
}

/** The way to compare the results of a changed query, committed and as it stands; null for any other file. */
export function resultsOf(path: string, before: string | null, after: string | null): (() => void) | null {
  if (!/^queries\/.+\.sql$/.test(path) || before === null || after === null) return null
  const pair = changedPair(before, after)
  const name = path.slice(path.lastIndexOf('/') + 1)
  return pair && (() => openCompared(`${name}: results`, ...pair, ['HEAD', 'working copy']))
}

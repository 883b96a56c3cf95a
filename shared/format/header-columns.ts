import { isMap, isScalar, isSeq, parseDocument, type Scalar } from 'yaml'
import {
  type ColumnsOf,
  columnUses,
  type Edit,
  frontMatter,
  type Refusal,
  renameColumn,
} from '../sql/index.ts'

/** Another name for a column of a table macro. */
export interface HeaderRename {
  /** The macro. */
  table: string
  column: string
  to: string
  columnsOf: ColumnsOf
}

/**
 * What another name of a macro's column replaces in the header of its file: in the calls of examples and tests, and in
 * the expected rows of a test whose call gives the column by `*`. Refused where a call cannot be followed.
 */
export function headerColumnEdits(text: string, rename: HeaderRename): Edit[] | Refusal {
  const yaml = yamlOf(text)
  if (yaml === null) return []
  const begin = text.indexOf(yaml, text.indexOf('/*---') + '/*---'.length)
  const { contents } = parseDocument(yaml, { version: '1.2' })
  if (!isMap(contents)) return []
  const edits: Edit[] = []
  const add = (from: number, to: number, replaced: string) =>
    edits.push({ from: begin + from, to: begin + to, text: replaced })
  const examples = contents.get('examples')
  const tests = contents.get('tests')
  for (const example of isSeq(examples) ? examples.items : []) {
    const refused = isScalar(example) ? inCall(yaml, begin, example, rename, add) : null
    if (refused && 'message' in refused) return refused
  }
  for (const test of isSeq(tests) ? tests.items : []) {
    if (!isMap(test)) continue
    const call = test.get('call', true)
    const found = isScalar(call) ? inCall(yaml, begin, call, rename, add) : null
    if (found && 'message' in found) return found
    const expected = test.get('expect')
    if (!found?.gives || !isSeq(expected)) continue
    for (const row of expected.items) {
      for (const { key } of isMap(row) ? row.items : []) {
        if (!isScalar(key) || key.value !== rename.column || !key.range) continue
        add(key.range[0], key.range[1], rename.to)
      }
    }
  }
  return edits
}

/** Follows one call, and answers whether its result has the column under the macro's own name for it. */
function inCall(
  yaml: string,
  begin: number,
  call: Scalar,
  { table, column, to, columnsOf }: HeaderRename,
  add: (from: number, to: number, text: string) => void,
): { gives: boolean } | Refusal | null {
  const sql = call.value
  if (typeof sql !== 'string' || !call.range) return null
  const found = columnUses(sql, columnsOf)
  const origin = { kind: 'table' as const, table, column }
  const edits = found && renameColumn(sql, found, origin, to, { stars: 'follow' })
  const [from, end] = call.range
  const at = yaml.slice(from, end).indexOf(sql)
  if (!found || !edits) return { from: begin + from, message: 'This call is too long to be followed.' }
  if (!Array.isArray(edits)) return { ...edits, from: begin + from }
  if (edits.length > 0 && at === -1)
    return { from: begin + from, message: 'This call is not written as it is run. Write it on one line.' }
  for (const edit of edits) add(from + at + edit.from, from + at + edit.to, edit.text)
  return {
    gives: found.result.columns.some(
      ({ name, origins }) =>
        name === column && origins.some((one) => one.kind === 'table' && one.table === table),
    ),
  }
}

function yamlOf(text: string): string | null {
  try {
    return frontMatter(text)?.yaml ?? null
  } catch {
    return null
  }
}

import { parseTree } from './analyse.ts'
import { vocabulary } from './vocabulary.ts'

interface Expression {
  class?: string
  type?: string
  alias?: string
  column_names?: string[]
  function_name?: string
  value?: { value?: unknown }
  [key: string]: unknown
}

interface Select {
  type?: string
  select_list?: Expression[]
  group_expressions?: Expression[]
  aggregate_handling?: string
  /** The query behind a WITH list. */
  child?: Select
}

/**
 * The output columns by which the outermost SELECT of a query groups: they tell its rows apart. Null when it does not
 * group, or groups by what it does not show.
 */
export async function groupedBy(sql: string): Promise<string[] | null> {
  const tree = (await parseTree(sql)) as { error?: boolean; statements?: { node?: Select }[] }
  let node = tree.error ? undefined : tree.statements?.[0]?.node
  while (node?.type === 'CTE_NODE') node = node.child
  if (node?.type !== 'SELECT_NODE') return null
  const list = node.select_list ?? []
  if (node.aggregate_handling === 'FORCE_AGGREGATES') {
    const functions = (await vocabulary()).functions
    const scalars = new Set(functions.filter(({ kind }) => kind === 'scalar').map(({ name }) => name))
    return namesOf(list.filter((item) => !mayAggregate(item, scalars)))
  }
  const groups = node.group_expressions ?? []
  if (groups.length === 0) return null
  return namesOf(groups.map((group) => shownAs(group, list)))
}

/** The item of the select list that a group names: by its place, its alias or itself. */
function shownAs(group: Expression, list: readonly Expression[]): Expression | undefined {
  const place = group.class === 'CONSTANT' ? Number(group.value?.value) : Number.NaN
  if (Number.isInteger(place)) return list[place - 1]
  const name = group.class === 'COLUMN_REF' ? group.column_names?.at(-1)?.toLowerCase() : undefined
  return (
    list.find((item) => name !== undefined && nameOf(item)?.toLowerCase() === name) ??
    list.find((item) => bare(item) === bare(group))
  )
}

const nameOf = ({ alias, class: kind, column_names }: Expression): string | undefined =>
  alias || (kind === 'COLUMN_REF' ? column_names?.at(-1) : undefined)

function namesOf(items: readonly (Expression | undefined)[]): string[] | null {
  const names = items.map((item) => item && nameOf(item))
  return names.length > 0 && names.every((name) => name !== undefined) ? (names as string[]) : null
}

/** An expression without where it stands and what it is called. */
const bare = (expression: Expression): string =>
  JSON.stringify(expression, (key, value) =>
    key === 'query_location' || key === 'alias' ? undefined : value,
  )

/** A function that is neither DuckDB's own scalar nor an operator: an aggregate, or a macro that may be one. */
function mayAggregate(item: unknown, scalars: ReadonlySet<string>): boolean {
  if (Array.isArray(item)) return item.some((one) => mayAggregate(one, scalars))
  if (item === null || typeof item !== 'object') return false
  const { class: kind, function_name, is_operator } = item as Expression
  if (kind === 'FUNCTION' && is_operator !== true && !scalars.has(String(function_name).toLowerCase()))
    return true
  return Object.values(item).some((one) => mayAggregate(one, scalars))
}

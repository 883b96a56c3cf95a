import { z } from 'zod'

/** One step of a plan, as it is shown; `children` deliver its rows. */
export interface PlanStep {
  /** Unique within the plan: its path from the root, such as `0.1.0`. */
  id: string
  /** `Hash join`. */
  name: string
  /** What it works on, in a line: tables, conditions, groups. */
  about: string
  /** Everything the engine says of it: name and values. */
  facts: { name: string; values: string[] }[]
  /** Rows the planner expects; null when it does not say. */
  expected: number | null
  /** Rows it delivered and milliseconds of its own work, summed over threads; null in a plan that was not run. */
  measured: { rows: number; ms: number } | null
  children: PlanStep[]
}

const Info = z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({})

/** A node of `EXPLAIN (FORMAT JSON)`: an array of roots. */
const Planned = z.object({
  name: z.string(),
  extra_info: Info,
  get children() {
    return z.array(Planned)
  },
})

/** A node of `EXPLAIN (ANALYZE, FORMAT JSON)`: seconds, and what hangs below. The outermost has no name. */
const Measured = z.object({
  operator_name: z.string().optional(),
  operator_timing: z.number().default(0),
  operator_cardinality: z.number().default(0),
  extra_info: Info,
  get children() {
    return z.array(Measured)
  },
})

/** The name under which the user knows a table, by the columns that are read from it. */
export type NameOf = (table: string, columns: string[]) => string

/**
 * The plan behind DuckDB's JSON, planned or measured. Throws a ZodError or SyntaxError when it is not such a plan.
 */
export function planOf(json: string, nameOf: NameOf = (table) => table): PlanStep[] {
  const value: unknown = JSON.parse(json)
  const raw = Array.isArray(value)
    ? z.array(Planned).parse(value).map(fromPlanned)
    : fromMeasured(Measured.parse(value)).children.flatMap((child) =>
        child.name === 'EXPLAIN_ANALYZE' ? child.children : [child],
      )
  return raw.map((node, index) => stepOf(quiet(node), `${index}`, nameOf))
}

interface Node {
  name: string
  info: z.infer<typeof Info>
  measured: PlanStep['measured']
  children: Node[]
}

const fromPlanned = (node: z.infer<typeof Planned>): Node => ({
  name: node.name.trim(),
  info: node.extra_info,
  measured: null,
  children: node.children.map(fromPlanned),
})

const fromMeasured = (node: z.infer<typeof Measured>): Node => ({
  name: (node.operator_name ?? '').trim(),
  info: node.extra_info,
  measured: { rows: node.operator_cardinality, ms: node.operator_timing * 1000 },
  children: node.children.map(fromMeasured),
})

/** A step that only passes columns on or packs them says nothing to a reader: its time goes to what feeds it. */
function quiet(node: Node): Node {
  const children = node.children.map(quiet)
  const [child] = children
  if (node.name !== 'PROJECTION' || !child || children.length > 1 || !passesOn(node, child)) {
    return { ...node, children }
  }
  const { measured } = child
  return {
    ...child,
    measured: measured && node.measured ? { ...measured, ms: measured.ms + node.measured.ms } : measured,
  }
}

const projections = ({ info }: Node): string[] => [info.Projections ?? []].flat()

function passesOn(node: Node, child: Node): boolean {
  const given = projections(child)
  return projections(node).every(
    (one) => /^(#\d+|__internal_(de)?compress_\w+\(#\d+.*\))$/.test(one) || given.includes(one),
  )
}

/** Without the catalogue of the views, which nobody wrote. */
const plain = (text: string): string => text.replaceAll('memory.main.', '')

/** What stands elsewhere in the row of a step, or says nothing by itself. */
const elsewhere = ['Estimated Cardinality', 'Type', 'Table']

function stepOf(node: Node, id: string, nameOf: NameOf): PlanStep {
  const facts = Object.entries(node.info)
    .filter(([, value]) => value.length > 0)
    .map(([name, value]) => ({
      name: name.replace(/^__(.*)__$/, '$1').replaceAll('_', ' '),
      values: [value].flat().map((one) => (name === 'Table' ? nameOf(one, projections(node)) : plain(one))),
    }))
  const expected = Number(node.info['Estimated Cardinality'] ?? Number.NaN)
  const table = facts.find(({ name }) => name === 'Table')?.values ?? []
  const rest = facts.filter(({ name }) => !elsewhere.includes(name)).map(({ values }) => values.join(', '))
  const words = node.name.toLowerCase().replaceAll('_', ' ').trim()
  return {
    id,
    name: words.charAt(0).toUpperCase() + words.slice(1),
    about: [...table, ...rest].join(' · '),
    facts,
    expected: Number.isFinite(expected) ? expected : null,
    measured: node.measured,
    children: node.children.map((child, index) => stepOf(child, `${id}.${index}`, nameOf)),
  }
}

/** The steps of a plan in the order of its rows. */
export function stepsOf(plan: PlanStep[]): PlanStep[] {
  return plan.flatMap((step) => [step, ...stepsOf(step.children)])
}

/** A step whose planner was wrong by ten times or more, where that matters: over 1,000 rows. */
export function misjudged({ expected, measured }: PlanStep): boolean {
  if (expected === null || measured === null) return false
  const [least, most] = [Math.min(expected, measured.rows), Math.max(expected, measured.rows)]
  return most >= 1000 && most >= 10 * Math.max(1, least)
}

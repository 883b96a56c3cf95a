import { z } from 'zod'
import { Name, WorkspacePath } from '../names.ts'
import { Cell, EngineName } from '../value.ts'
import { readYaml } from './yaml.ts'

const Text = z.string().min(1).max(2000)
const Sql = z.string().min(1).max(100_000)

/** One value or a list of them, as a list. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item).min(1), item.transform((one) => [one])])

/** A snapshot: `latest`, an id of 7 digits or more, or a time. */
const SnapshotSpec = z.string().min(1).max(64)

/** A comparison with a number, with the baseline exactly, or with the baseline within a share or an amount. */
export type GateRule =
  | { kind: 'better' }
  | { kind: 'not_worse' }
  | { kind: 'equal' }
  | { kind: 'bound'; operator: '<' | '<=' | '>' | '>=' | '='; value: number }
  | { kind: 'within'; amount: number; share: boolean }

const number = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`
const bound = new RegExp(`^(<=?|>=?|=)\\s*(${number})$`)
const within = new RegExp(`^within\\s+(${number})\\s*(%?)$`)

/** A gate's `is`, or null when it is none: `better`, `not_worse`, `equal`, `< 17.5`, `within 2%`, `within 0.1`. */
export function parseGateRule(text: string): GateRule | null {
  const is = text.trim()
  if (is === 'better' || is === 'not_worse' || is === 'equal') return { kind: is }
  const [, operator, value] = bound.exec(is) ?? []
  if (operator && value) {
    return { kind: 'bound', operator: operator as '<' | '<=' | '>' | '>=' | '=', value: Number(value) }
  }
  const [, amount, percent] = within.exec(is) ?? []
  if (amount === undefined || Number(amount) < 0) return null
  return { kind: 'within', amount: percent ? Number(amount) / 100 : Number(amount), share: percent === '%' }
}

export const Algorithm = z.strictObject({
  query: WorkspacePath.refine((path) => path.endsWith('.sql'), 'name a `.sql` file of this workspace'),
})

export const Metric = z.strictObject({
  /** Over `predictions` (the algorithm's result) and the sources; one row with one number. */
  sql: Sql,
  unit: Text.optional(),
  better: z.enum(['lower', 'higher', 'none']).default('none'),
  /** What one row of `predictions` stands for. */
  row: Text.optional(),
})
export type Metric = z.infer<typeof Metric>

export const Gate = z.strictObject({
  name: Text,
  /** Absent: the gate holds for all but the baseline. */
  algorithm: Name.optional(),
  metric: Name,
  is: z
    .string()
    .refine(
      (is) => parseGateRule(is) !== null,
      'write `better`, `not_worse`, `equal`, a bound such as `< 17.5`, or `within 2%`',
    ),
})
export type Gate = z.infer<typeof Gate>

const Names = <Value extends z.ZodType>(value: Value, what: string) =>
  z
    .record(Name, value)
    .refine((entries) => Object.keys(entries).length > 0, `name at least one ${what}`)
    .refine((entries) => Object.keys(entries).length <= 200, `name 200 ${what}s at most`)

/** `evaluations/<name>.yml` */
export const Evaluation = z
  .strictObject({
    version: z.literal(1),
    description: Text.default(''),
    engine: EngineName.default('wasm'),
    /** Threads of the native engine: more are faster, and another run key. */
    threads: z.number().int().min(1).max(256).default(1),
    /** Sources that are not named are at latest. */
    snapshots: z.record(Name, listOf(SnapshotSpec)).default({}),
    /** Git refs; `working` is the captured working tree. */
    refs: listOf(z.string().min(1).max(250)).default(['HEAD']),
    algorithms: Names(Algorithm, 'algorithm'),
    /** Lists make a grid. */
    params: z.record(Name, listOf(Cell)).default({}),
    metrics: Names(Metric, 'metric'),
    baseline: Name.optional(),
    gates: z.array(Gate).max(200).default([]),
  })
  .superRefine((evaluation, context) => {
    const { algorithms, metrics, baseline, gates, engine, threads } = evaluation
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    const known = (names: Record<string, unknown>) => Object.keys(names).join(', ')
    if (engine === 'wasm' && threads !== 1) {
      issue(
        ['threads'],
        'the wasm engine has one thread, which is why its results repeat; write `engine: native`',
      )
    }
    if (baseline !== undefined && !Object.hasOwn(algorithms, baseline)) {
      issue(['baseline'], `\`${baseline}\` is no algorithm here. Algorithms are ${known(algorithms)}`)
    }
    gates.forEach((gate, index) => {
      const at = (field: string) => ['gates', index, field]
      const rule = parseGateRule(gate.is)
      const metric = Object.hasOwn(metrics, gate.metric) ? metrics[gate.metric] : undefined
      if (!metric) issue(at('metric'), `\`${gate.metric}\` is no metric here. Metrics are ${known(metrics)}`)
      if (gate.algorithm !== undefined && !Object.hasOwn(algorithms, gate.algorithm)) {
        issue(
          at('algorithm'),
          `\`${gate.algorithm}\` is no algorithm here. Algorithms are ${known(algorithms)}`,
        )
      }
      if (!rule || rule.kind === 'bound') return
      if (baseline === undefined) issue(at('is'), `\`${gate.is}\` compares with the baseline. Name one`)
      const directed = rule.kind === 'better' || rule.kind === 'not_worse'
      if (metric && directed && metric.better === 'none') {
        issue(
          at('is'),
          `the metric \`${gate.metric}\` has no direction. Give it \`better: lower\` or \`higher\``,
        )
      }
    })
  })
export type Evaluation = z.infer<typeof Evaluation>

/**
 * The text of an evaluation's file. Parameter values that a number would not keep as written (`1.10`, `007`) are
 * kept as text. Throws an AppError with file, line and field.
 */
export function parseEvaluation(file: string, text: string): Evaluation {
  const { value, written } = readYaml(file, text, Evaluation)
  for (const [name, values] of Object.entries(value.params)) {
    values.forEach((cell, index) => {
      if (typeof cell !== 'number') return
      const was = written(['params', name, index]) ?? written(['params', name])
      if (was !== undefined && was !== String(cell)) values[index] = was
    })
  }
  return value
}

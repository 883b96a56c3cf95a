import { type AppError, inputError, toAppError } from '#shared/errors.ts'
import { checkParam, paramText, type QueryParam } from '#shared/format/param.ts'
import type { RunEngine, RunInputs } from '#shared/format/run.ts'
import type { Cell } from '#shared/value.ts'
import { snapshotView } from '../engine/index.ts'
import { imageBuilder, type LoadedContract } from '../lake/index.ts'
import type { Transform } from '../toolbox/index.ts'
import type { Code, Version } from './code.ts'
import type { EvaluationContext } from './context.ts'
import type { Definition } from './definition.ts'
import { type Closure, runKey } from './keys.ts'
import { canonicalParam } from './params.ts'
import { fillIn, readAlgorithm, type Statement, understand } from './statement.ts'

/** A metric of a cell, ready for the engine. Its key follows once the result's digest is known. */
export interface PlannedMetric {
  name: string
  sql: string
  closure: Closure
  inputs: RunInputs
}

/** One cell with everything that it takes to run it. */
export interface PlannedCell {
  key: string
  algorithm: string
  version: Version
  inputs: RunInputs
  params: Record<string, Cell>
  engine: RunEngine
  /** Where the algorithm's statement begins. */
  file: { path: string; line: number }
  /** Ready for the engine. */
  sql: string
  metrics: PlannedMetric[]
  /** The first of a source is what its name means; others are named by AT. */
  images: { source: string; snapshot: string; contract: LoadedContract }[]
  /** Macros of the algorithm and of its metrics. */
  macros: Transform[]
}

interface AlgorithmStatement extends Statement {
  file: string
  /** Line of the file on which the statement begins, from 1. */
  line: number
  declared: Record<string, QueryParam>
}

/** All statements of an evaluation at one version. */
export interface Statements {
  code: Code
  algorithms: Map<string, AlgorithmStatement>
  metrics: Map<string, Statement>
  /** Sources and parameters that any of them needs. */
  reads: string[]
  params: string[]
}

/** Understands each algorithm and metric at a version; what cannot be becomes a problem, and its cells are left out. */
export async function understandVersion(
  ctx: EvaluationContext,
  {
    definition,
    code,
    version,
    problems,
  }: { definition: Definition; code: Code; version: Version; problems: AppError[] },
): Promise<Statements> {
  const { evaluation, file } = definition
  const algorithms = new Map<string, AlgorithmStatement>()
  const metrics = new Map<string, Statement>()
  const collect = async (read: () => Promise<unknown>) => {
    try {
      await read()
    } catch (thrown) {
      const problem = toAppError(thrown)
      if (problem.kind !== 'input' && problem.kind !== 'failed') throw problem
      problems.push(problem)
    }
  }
  for (const [name, { sql }] of Object.entries(evaluation.metrics)) {
    await collect(async () => {
      const text = sql.trim().replace(/;$/, '')
      metrics.set(name, await understand(ctx, code, { text, file, line: 1, own: ['predictions'] }))
    })
  }
  for (const [name, { query }] of Object.entries(evaluation.algorithms)) {
    await collect(async () => {
      const read = readAlgorithm(code, { file: query, ref: version.ref })
      const statement = await understand(ctx, code, { text: read.text, file: query, line: read.line })
      algorithms.set(name, { ...statement, file: query, line: read.line, declared: read.params })
    })
  }
  // Without all its metrics no cell of this version could be judged.
  if (metrics.size < Object.keys(evaluation.metrics).length) algorithms.clear()
  const all = [...algorithms.values(), ...metrics.values()]
  return {
    code,
    algorithms,
    metrics,
    reads: algorithms.size === 0 ? [] : [...new Set(all.flatMap((statement) => statement.reads))],
    params: [...new Set(all.flatMap((statement) => statement.params))],
  }
}

/** One cell of the matrix: its key, and everything that it takes to run it. Throws AppErrors about parameters. */
export function planCell({
  algorithm,
  version,
  statements,
  snapshots,
  params,
  engine,
}: {
  algorithm: string
  version: Version
  statements: Statements
  snapshots: Record<string, string>
  params: Record<string, Cell>
  engine: RunEngine
}): PlannedCell {
  const statement = statements.algorithms.get(algorithm)
  if (!statement) throw new Error(`algorithm ${algorithm} was not understood`)
  // A run that is made again may predate a metric over a source that it never read.
  const metrics = [...statements.metrics].filter(([, metric]) =>
    metric.reads.every((source) => Object.hasOwn(snapshots, source)),
  )
  const parts = [statement, ...metrics.map(([, metric]) => metric)]
  const contract = contractsOf(statements.code)
  const base = baseSnapshots(parts, snapshots)
  const view = (source: string, snapshot: string) => {
    const plain = base.get(source.replace(/_(rejects|raw)$/, ''))
    return plain === snapshot ? source : snapshotView(source, snapshot)
  }
  const ready = (part: Statement) => {
    const values = paramsOf(part, statement, params)
    return {
      values,
      sql: fillIn(part, { params: values, view }),
      inputs: inputsOf(part, snapshots, contract),
    }
  }
  const main = ready(statement)
  const measures = metrics.map(([name, metric]): PlannedMetric => {
    const { sql, inputs } = ready(metric)
    // Values that the SQL was filled with are part of what it is.
    return { name, sql, inputs, closure: { ...closureOf(metric), statement: sql } }
  })
  return {
    key: runKey({
      closure: closureOf(statement),
      inputs: main.inputs,
      params: main.values,
      engine,
      builder: imageBuilder,
    }),
    algorithm,
    version,
    // whatever its numbers come from: also what only a metric reads
    inputs: Object.assign({}, ...[main, ...measures].map(({ inputs }) => inputs)),
    params: Object.fromEntries(Object.entries(main.values).map(([name, { value }]) => [name, value])),
    engine,
    file: { path: statement.file, line: statement.line },
    sql: main.sql,
    metrics: measures,
    images: imagesOf(parts, base, contract),
    macros: uniqueMacros(parts),
  }
}

/** What each source's plain name means in the engine: the run's snapshot, or the first that AT names. */
function baseSnapshots(parts: readonly Statement[], snapshots: Record<string, string>): Map<string, string> {
  const base = new Map<string, string>()
  for (const source of parts.flatMap((part) => part.reads)) {
    const id = snapshots[source]
    if (id) base.set(source, id)
  }
  for (const { source, snapshot } of parts.flatMap((part) => part.pinned)) {
    if (!base.has(source)) base.set(source, snapshot)
  }
  return base
}

type ContractOf = (source: string) => LoadedContract

function contractsOf(code: Code): ContractOf {
  const bySource = new Map(code.contracts.map((contract) => [contract.source, contract]))
  return (source) => {
    const found = bySource.get(source)
    if (!found) throw new Error(`source ${source} was not understood`)
    return found
  }
}

function inputsOf(part: Statement, snapshots: Record<string, string>, contract: ContractOf): RunInputs {
  const inputs: RunInputs = {}
  for (const source of part.reads) {
    const snapshot = snapshots[source]
    if (!snapshot) throw new Error(`source ${source} has no snapshot`)
    inputs[source] = { snapshot, contract: contract(source).importDigest }
  }
  for (const { source, snapshot } of part.pinned) {
    inputs[`${source}@${snapshot}`] = { snapshot, contract: contract(source).importDigest }
  }
  return inputs
}

function imagesOf(
  parts: readonly Statement[],
  base: ReadonlyMap<string, string>,
  contract: ContractOf,
): PlannedCell['images'] {
  const images = [...base].map(([source, snapshot]) => ({ source, snapshot, contract: contract(source) }))
  for (const { source, snapshot } of parts.flatMap((part) => part.pinned)) {
    if (images.some((image) => image.source === source && image.snapshot === snapshot)) continue
    images.push({ source, snapshot, contract: contract(source) })
  }
  return images
}

function uniqueMacros(parts: readonly Statement[]): Transform[] {
  return [...new Map(parts.flatMap((part) => part.macros).map((macro) => [macro.name, macro])).values()]
}

function closureOf({ text, macros }: Statement): Closure {
  return { statement: text, macros: Object.fromEntries(macros.map(({ name, body }) => [name, body.trim()])) }
}

/** Values and types of the parameters that `part` uses; types and defaults are those of the algorithm's header. */
function paramsOf(
  part: Statement,
  { file, declared }: AlgorithmStatement,
  chosen: Record<string, Cell>,
): Record<string, { type: string; value: Cell }> {
  const values: Record<string, { type: string; value: Cell }> = {}
  for (const name of part.params) {
    const declaration = Object.hasOwn(declared, name) ? declared[name] : undefined
    if (!declaration) {
      throw inputError(
        'PARAM_UNDECLARED',
        `$${name} has no type. Declare it in the header of ${file}: \`params: {${name}: {type: …}}\`.`,
        { file, field: `params.${name}` },
      )
    }
    const value = Object.hasOwn(chosen, name) ? chosen[name] : declaration.default
    if (value === undefined) {
      throw inputError(
        'PARAM_MISSING',
        `$${name} has no value. Give it one in the evaluation's \`params\`, by --param ${name}=…, or as a default in the header of ${file}.`,
        { file, field: `params.${name}` },
      )
    }
    const problem = checkParam(value, declaration)
    if (problem !== null) {
      throw inputError('PARAM_VALUE', `$${name} = ${paramText(value)} is no value of it. ${problem}`, {
        file,
        field: `params.${name}`,
      })
    }
    values[name] = { type: declaration.type, value: canonicalParam(value, declaration.type) }
  }
  return values
}

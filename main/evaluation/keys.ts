import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { RunEngine, RunInputs } from '#shared/format/run.ts'
import type { Cell } from '#shared/value.ts'

/** Code by name: what the closure of a statement holds. */
export interface Closure {
  /** The statement as written, its parameters and AT clauses in place. */
  statement: string
  /** Text of each macro that it reaches, by name. */
  macros: Record<string, string>
}

/** Everything that determines a run. The commit is not in it: the same code on a later commit is the same run. */
export interface RunFacts {
  closure: Closure
  inputs: RunInputs
  /** The parameters that the statement uses, each with the type that its literal has. */
  params: Record<string, { type: string; value: Cell }>
  engine: RunEngine
  /** Version of what builds images from raw objects. */
  builder: number | string
}

function digest(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('only JSON is hashed')
  return createHash('sha256').update(text).digest('hex')
}

/** The run key: SHA-256 of the canonical JSON of everything that determines the run. */
export function runKey({ closure, inputs, params, engine, builder }: RunFacts): string {
  return digest({ v: 1, closure, inputs, params, engine, builder })
}

/** The metric key: a metric's value holds for this SQL with its macros, this result and these inputs. */
export function metricKey(facts: { closure: Closure; result: string; inputs: RunInputs }): string {
  return digest({ v: 1, ...facts })
}

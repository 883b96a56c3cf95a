import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EvaluationInfo } from '#shared/contract/evaluation.ts'
import { AppError, toAppError } from '#shared/errors.ts'
import { type Evaluation, parseEvaluation } from '#shared/format/evaluation.ts'
import type { Workspace } from '../workspace/index.ts'

/** An evaluation's definition with where it stands. */
export interface Definition {
  name: string
  /** Path in the workspace. */
  file: string
  evaluation: Evaluation
}

const evaluationName = /^[A-Za-z0-9][\w.-]{0,99}$/

/** Reads `evaluations/<name>.yml` of the working tree. `EVALUATION_UNKNOWN`, or the file's own errors. */
export async function readDefinition(workspace: Workspace, name: string): Promise<Definition> {
  const files = await definitionFiles(workspace)
  const file = files.get(name)
  if (!file) {
    const known = [...files.keys()]
    throw new AppError({
      code: 'EVALUATION_UNKNOWN',
      kind: 'input',
      message: known.length
        ? `There is no evaluation ${name}. There are ${known.join(', ')}.`
        : `There is no evaluation ${name}. Write one in evaluations/${name}.yml.`,
    })
  }
  return { name, file, evaluation: parseEvaluation(file, await readFile(join(workspace.root, file), 'utf8')) }
}

/** Files of the working tree's evaluations by name. */
async function definitionFiles(workspace: Workspace): Promise<Map<string, string>> {
  let names: string[]
  try {
    // Links are not followed: what a workspace means lies in it.
    const entries = await readdir(join(workspace.root, 'evaluations'), { withFileTypes: true })
    names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
  } catch {
    // no folder, no evaluations
    return new Map()
  }
  const found = new Map<string, string>()
  for (const name of names.sort()) {
    const stem = /^(.+)\.ya?ml$/.exec(name)?.[1]
    if (stem && evaluationName.test(stem) && !found.has(stem)) found.set(stem, `evaluations/${name}`)
  }
  return found
}

/** The workspace's evaluations; one that cannot be used carries its problem. */
export async function listEvaluations({ workspace }: { workspace: Workspace }): Promise<EvaluationInfo[]> {
  const infos: EvaluationInfo[] = []
  for (const [name, file] of await definitionFiles(workspace)) {
    try {
      const { evaluation } = await readDefinition(workspace, name)
      infos.push(infoOf({ name, file, evaluation }))
    } catch (thrown) {
      const problem = toAppError(thrown).toData()
      infos.push({ ...empty, name, file, problem })
    }
  }
  return infos
}

const empty = {
  description: '',
  engine: 'wasm' as const,
  algorithms: [],
  metrics: [],
  baseline: null,
  gates: [],
}

function infoOf({ name, file, evaluation }: Definition): EvaluationInfo {
  return {
    name,
    file,
    description: evaluation.description,
    engine: evaluation.engine,
    algorithms: Object.keys(evaluation.algorithms),
    metrics: Object.entries(evaluation.metrics).map(([metric, { sql, unit, better, row }]) => ({
      name: metric,
      sql,
      better,
      ...(unit !== undefined && { unit }),
      ...(row !== undefined && { row }),
    })),
    baseline: evaluation.baseline ?? null,
    gates: evaluation.gates.map((gate) => ({ ...gate, algorithm: gate.algorithm ?? null })),
  }
}

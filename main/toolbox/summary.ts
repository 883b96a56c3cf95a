import type { CatalogueMacro } from '#shared/contract/engine.ts'
import type { TransformDetail, TransformSummary } from '#shared/contract/toolbox.ts'
import type { Transform } from './types.ts'

/** As a user would call it: `late_share(delay, bound := 15)`. */
export function signature({ name, params }: Pick<Transform, 'name' | 'params'>): string {
  const list = params.map((param) =>
    param.default === undefined ? param.name : `${param.name} := ${param.default}`,
  )
  return `${name}(${list.join(', ')})`
}

/** A transform as the catalogue, completion and hover show it. */
export function catalogueMacro(transform: Transform): CatalogueMacro {
  const { name, file, kind, description, params, returns } = transform
  const result = returns && [returns.type, returns.unit, returns.meaning].filter(Boolean).join(', ')
  return {
    name,
    file,
    kind,
    description,
    signature: signature(transform),
    params,
    ...(result ? { returns: result } : {}),
  }
}

/** A row of the toolbox. */
export function transformSummary(transform: Transform): TransformSummary {
  return { ...catalogueMacro(transform), standard: transform.standard, tests: transform.tests.length }
}

/** All that is known of a transform. */
export function transformDetail(transform: Transform, usedBy: TransformDetail['usedBy']): TransformDetail {
  const { text, body, examples } = transform
  return { ...transformSummary(transform), text, body, examples, usedBy }
}

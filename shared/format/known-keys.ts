import type { z } from 'zod'

/** The parts of a zod schema's definition that hold other schemas. */
interface Definition {
  type: string
  shape?: Record<string, z.ZodType>
  valueType?: z.ZodType
  element?: z.ZodType
  items?: z.ZodType[]
  innerType?: z.ZodType
  options?: z.ZodType[]
  in?: z.ZodType
  getter?: () => z.ZodType
  left?: z.ZodType
  right?: z.ZodType
}

/** The keys that `schema` knows at `path`, over all branches of its unions. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let schemas = [schema]
  for (const key of path) schemas = schemas.flatMap((one) => unwrap(one)).flatMap((one) => child(one, key))
  const keys = schemas
    .flatMap((one) => unwrap(one))
    .flatMap((one) => Object.keys(definition(one).shape ?? {}))
  return [...new Set(keys)]
}

const definition = (schema: z.ZodType) => schema._zod.def as unknown as Definition

/** The objects, records and lists behind optional, default, pipes, lazies and unions. */
function unwrap(schema: z.ZodType): z.ZodType[] {
  const def = definition(schema)
  if (def.type === 'lazy' && def.getter) return unwrap(def.getter())
  if (def.options) return def.options.flatMap(unwrap)
  if (def.left && def.right) return [...unwrap(def.left), ...unwrap(def.right)]
  if (def.innerType) return unwrap(def.innerType)
  if (def.type === 'pipe' && def.in) return unwrap(def.in)
  return [schema]
}

function child(schema: z.ZodType, key: PropertyKey): z.ZodType[] {
  const def = definition(schema)
  const found = def.shape?.[String(key)] ?? def.valueType ?? def.element
  return found ? [found] : []
}

/** The name of `known` that was most likely meant by `name`: at most a third of its letters differ. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance <= Math.max(1, Math.floor(candidate.length / 3)) && distance < (best?.distance ?? Infinity))
      best = { name: candidate, distance }
  }
  return best?.name
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 20) return Infinity
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  const cell = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      let distance = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + change)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, cell(i - 2, j - 2) + 1)
      ;(rows[i] as number[])[j] = distance
    }
  }
  return cell(a.length, b.length)
}

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

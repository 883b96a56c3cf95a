import { z } from 'zod'
import { AppError } from '../errors.ts'
import { Name } from '../names.ts'
import { formatType, parseType } from '../sql/index.ts'
import { Duration } from './duration.ts'
import { parsePathPattern } from './path-pattern.ts'

const Text = z.string().min(1).max(2000)

/** Format of the objects. Defaults of CSV: comma, a header line, double quotes, UTF-8, empty text is NULL. */
export const Format = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('parquet') }),
  z.strictObject({ type: z.literal('ndjson') }),
  z.strictObject({ type: z.literal('json') }),
  z.strictObject({
    type: z.literal('csv'),
    delimiter: z.string().length(1).default(','),
    header: z.boolean().default(true),
    quote: z.string().length(1).default('"'),
    encoding: z.enum(['utf-8', 'latin-1', 'utf-16']).default('utf-8'),
    /** The unquoted text that means NULL. */
    null: z.string().default(''),
  }),
])
export type Format = z.infer<typeof Format>

/** One field. Units and bounds are monitored; `type` and `required` decide whether a row is rejected. */
export const Field = z.strictObject({
  type: z.string().superRefine((text, context) => {
    try {
      storedType(text)
    } catch (thrown) {
      context.addIssue({ code: 'custom', message: (thrown as Error).message })
    }
  }),
  required: z.boolean().default(false),
  unit: Text.optional(),
  meaning: Text.optional(),
  /** Zone in which a TIMESTAMP's clock was read. */
  zone: Text.optional(),
  personal: z.boolean().default(false),
  min: z.union([z.number(), z.string()]).optional(),
  max: z.union([z.number(), z.string()]).optional(),
})
export type Field = z.infer<typeof Field>

const FieldName = z
  .string()
  .min(1)
  .max(255)
  .regex(
    /^[^_\p{Cc}][^\p{Cc}]*$/u,
    'a field has a name without control characters that does not begin with _',
  )

const Party = z.strictObject({ team: Text, contact: Text.optional(), responsible: Text.optional() })

const SourceName = Name.refine((name) => !/_(rejects|raw)$/.test(name), {
  message: 'must not end in _rejects or _raw, which are views of every source',
})

/** A rule over the fields of one row; a row for which it is false is rejected or counted. */
export const Quality = z.strictObject({ name: Text, sql: Text, reject: z.boolean().default(false) })

/** A source's contract: `contracts/<source>.yml`. */
export const Contract = z
  .strictObject({
    version: z.literal(1),
    source: SourceName,
    description: Text.optional(),
    /** A remote of lakebench.yml. */
    remote: Name,
    path: Text.superRefine((text, context) => {
      try {
        parsePathPattern(text)
      } catch (thrown) {
        context.addIssue({ code: 'custom', message: (thrown as Error).message })
      }
    }),
    format: Format,
    /** Of the object as a whole; inside Parquet it is the file's own. */
    compression: z.enum(['none', 'gzip', 'zstd']).default('none'),
    cadence: z.enum(['stream', 'hourly', 'daily', 'weekly', 'irregular']).default('irregular'),
    producer: Party.optional(),
    consumer: Party.optional(),
    /** An object younger than this is left for the next sync. */
    settle: Duration.default('0'),
    /** What identifies a row in a diff; without it rows are compared whole. */
    key: z.array(z.string()).default([]),
    fields: z
      .record(FieldName, Field)
      .refine((fields) => Object.keys(fields).length > 0, 'name at least one field'),
    unknown_fields: z.enum(['keep', 'reject']).default('keep'),
    freshness: Duration.optional(),
    volume: z
      .strictObject({
        rows_per_day: z.tuple([z.number().min(0), z.number().min(0)]).optional(),
        rows: z.tuple([z.number().min(0), z.number().min(0)]).optional(),
      })
      .optional(),
    /** Of this contract; `version` is the format's. */
    revision: z.number().int().min(1).default(1),
    quality: z.array(Quality).default([]),
  })
  .superRefine((contract, context) => {
    const names = Object.keys(contract.fields)
    const folded = new Map<string, string>()
    for (const name of names) {
      const twin = folded.get(name.toLowerCase())
      folded.set(name.toLowerCase(), name)
      if (twin === undefined) continue
      context.addIssue({
        code: 'custom',
        path: ['fields', name],
        message: `it differs from \`${twin}\` by case only, which SQL does not tell apart`,
      })
    }
    contract.key.forEach((name, index) => {
      if (names.includes(name)) return
      context.addIssue({
        code: 'custom',
        path: ['key', index],
        message: `\`${name}\` is no field of this contract. Fields are ${names.join(', ')}`,
      })
    })
    if (contract.format.type === 'parquet' && contract.compression !== 'none') {
      context.addIssue({
        code: 'custom',
        path: ['compression'],
        message: 'Parquet compresses inside the file; leave `compression` out',
      })
    }
  })
export type Contract = z.infer<typeof Contract>

/** The types a field may have, by the words that DuckDB knows them under. */
const scalarTypes = new Map<string, string>(
  Object.entries({
    BOOLEAN: 'BOOL LOGICAL',
    TINYINT: 'INT1',
    SMALLINT: 'INT2 SHORT',
    INTEGER: 'INT INT4 SIGNED',
    BIGINT: 'INT8 LONG',
    HUGEINT: '',
    UTINYINT: '',
    USMALLINT: '',
    UINTEGER: '',
    UBIGINT: '',
    UHUGEINT: '',
    FLOAT: 'FLOAT4 REAL',
    DOUBLE: 'FLOAT8',
    DECIMAL: 'NUMERIC',
    VARCHAR: 'TEXT STRING CHAR BPCHAR',
    BLOB: 'BYTEA BINARY VARBINARY',
    DATE: '',
    TIME: '',
    TIMESTAMP: 'DATETIME',
    TIMESTAMP_S: '',
    TIMESTAMP_MS: '',
    TIMESTAMP_NS: '',
    TIMESTAMPTZ: '',
    UUID: '',
    INTERVAL: '',
  }).flatMap(([name, aliases]) =>
    [name, ...aliases.split(' ').filter(Boolean)].map((word) => [word, name] as const),
  ),
)
scalarTypes.set('TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ')
scalarTypes.set('DOUBLE PRECISION', 'DOUBLE')

/**
 * A field's type in the one spelling that is used as SQL and hashed (`INT` and `integer` are `INTEGER`), safe to
 * stand in a statement. Throws `CONTRACT_TYPE` for what cannot stand in an image: the window's engine has no JSON
 * type, so JSON is kept as VARCHAR.
 */
export function storedType(text: string): string {
  const refuse = (why: string) =>
    new AppError({ code: 'CONTRACT_TYPE', kind: 'input', message: why, place: { field: 'type' } })
  const canonical = (type: ReturnType<typeof parseType>): ReturnType<typeof parseType> => {
    switch (type.kind) {
      case 'simple': {
        const name = scalarTypes.get(type.name)
        if (type.name === 'JSON') throw refuse('`JSON` is kept as text: write VARCHAR')
        if (name === undefined)
          throw refuse(
            `\`${type.name}\` is no type of a field. Write one such as INTEGER, VARCHAR or TIMESTAMP`,
          )
        if (name !== 'DECIMAL') return { ...type, name, args: [] }
        const [width = 18, scale = 3] = type.args
        if (width < 1 || width > 38 || scale < 0 || scale > width)
          throw refuse('a DECIMAL has 1 to 38 digits')
        return { ...type, name, args: [width, scale] }
      }
      case 'list':
        return { ...type, element: canonical(type.element) }
      case 'map':
        return { ...type, key: canonical(type.key), value: canonical(type.value) }
      case 'struct':
        return { ...type, fields: type.fields.map((field) => ({ ...field, type: canonical(field.type) })) }
      case 'enum':
        return type
      default:
        throw refuse('a UNION cannot be a field; write VARCHAR')
    }
  }
  return formatType(canonical(parseType(text)))
}

/**
 * The part of a contract that decides what an image holds. Its canonical JSON is hashed into image and run keys, so
 * that rewording a description builds and runs nothing again.
 */
export function importContract(contract: Contract) {
  return {
    path: contract.path,
    format: contract.format,
    compression: contract.compression,
    fields: Object.entries(contract.fields).map(([name, field]) => ({
      name,
      type: storedType(field.type),
      required: field.required,
    })),
    unknown: contract.unknown_fields,
    rules: contract.quality.filter((rule) => rule.reject).map(({ name, sql }) => ({ name, sql })),
  }
}
export type ImportContract = ReturnType<typeof importContract>

import { z } from 'zod'
import { AppError } from '../errors.ts'
import { Name } from '../names.ts'
import { type FrontMatter, frontMatter } from '../sql/front-matter.ts'
import { Cell } from '../value.ts'
import { checkParam, QueryParam } from './param.ts'
import { readYaml } from './yaml.ts'

const Description = z.string().min(1).max(2000)

/** The header of a file in `queries/`. */
export const QueryHeader = z.strictObject({
  description: Description.optional(),
  params: z.record(Name, QueryParam).default({}),
})
export type QueryHeader = z.infer<typeof QueryHeader>

/** A parameter of a transform; a default repeats what the CREATE MACRO says. */
export const TransformParam = z.strictObject({
  type: z.string().min(1).max(200).optional(),
  default: Cell.optional(),
  unit: z.string().optional(),
  meaning: z.string().optional(),
})
export type TransformParam = z.infer<typeof TransformParam>

/** A row of a test's table: column to value. */
const Row = z.record(z.string(), Cell)

/** A given table: rows whose types are inferred, or types said by `columns` (needed for dates and for no rows). */
export const GivenTable = z.union([
  z.array(Row).min(1),
  z.strictObject({ columns: z.record(z.string(), z.string()), rows: z.array(Row) }),
])
export type GivenTable = z.infer<typeof GivenTable>

export const TransformTest = z
  .strictObject({
    name: z.string().min(1).max(200),
    given: z.record(Name, GivenTable).default({}),
    /** One SELECT that uses the transform. */
    call: z.string().min(1),
    /** Compared as multisets unless `call` ends in ORDER BY. */
    expect: z.array(Row).optional(),
    /** Largest allowed difference of two numbers; 0 by default: they must be equal. */
    tolerance: z.number().min(0).optional(),
    /** The call must fail with a message that contains this text. */
    expect_error: z.string().min(1).optional(),
  })
  .refine((test) => (test.expect === undefined) !== (test.expect_error === undefined), {
    message: 'a test has either `expect` or `expect_error`',
  })
export type TransformTest = z.infer<typeof TransformTest>

/** The header of a file in `toolbox/`. */
export const TransformHeader = z.strictObject({
  description: Description,
  params: z.record(Name, TransformParam).default({}),
  returns: z
    .union([
      z.strictObject({
        type: z.string().optional(),
        unit: z.string().optional(),
        meaning: z.string().optional(),
      }),
      z.string(),
    ])
    .optional(),
  examples: z.array(z.string().min(1)).default([]),
  tests: z.array(TransformTest).default([]),
})
export type TransformHeader = z.infer<typeof TransformHeader>

/** A file's header and the plain SQL under it. */
export interface Headed<Header> {
  header: Header
  /** The SQL after the header, verbatim. */
  body: string
  /** UTF-16 offset of `body` in the file. */
  bodyFrom: number
  /** Line of the file on which `body` begins, from 1. */
  bodyLine: number
}

/** A query file; without a header it has no parameters and no description. Throws AppErrors with file and line. */
export function parseQueryFile(file: string, text: string): Headed<QueryHeader> {
  const found = frontMatter(text, file)
  if (!found) return headed(text, null, { params: {} })
  const { header, place } = readHeader(file, found, QueryHeader)
  for (const [name, param] of Object.entries(header.params)) {
    const problem = param.default === undefined ? null : checkParam(param.default, param)
    if (problem === null) continue
    throw new AppError({
      code: 'PARAM_DEFAULT',
      kind: 'input',
      message: `The default of $${name} is no value of it. ${problem}`,
      place: place(['params', name, 'default']),
    })
  }
  return headed(text, found, header)
}

/** A toolbox file; its header is required. Throws AppErrors with file and line. */
export function parseTransformFile(file: string, text: string): Headed<TransformHeader> {
  const found = frontMatter(text, file)
  if (!found) {
    throw new AppError({
      code: 'TRANSFORM_HEADER_MISSING',
      kind: 'input',
      message:
        'A transform begins with its header: a block comment `/*---` … `---*/` that holds at least `description`.',
      place: { file, line: 1, column: 1 },
    })
  }
  return headed(text, found, readHeader(file, found, TransformHeader).header)
}

/** Values of typed parameters are kept as written unless the type is a number or truth: `1.10` is a fine VARCHAR. */
function readHeader<Header extends { params: Record<string, QueryParam | TransformParam> }>(
  file: string,
  found: FrontMatter,
  schema: z.ZodType<Header>,
) {
  const { value, written, place } = readYaml(file, found.yaml, schema, { firstLine: found.line })
  for (const [name, param] of Object.entries(value.params)) {
    const bare = typeof param.default === 'number' || typeof param.default === 'boolean'
    if (!bare || !param.type || /INT|DOUBLE|FLOAT|REAL|BOOL/i.test(param.type)) continue
    const text = written(['params', name, 'default'])
    if (text !== undefined) param.default = text
  }
  return { header: value, place }
}

function headed<Header>(text: string, found: FrontMatter | null, header: Header): Headed<Header> {
  const bodyFrom = found?.bodyFrom ?? 0
  return {
    header,
    body: text.slice(bodyFrom),
    bodyFrom,
    bodyLine: text.slice(0, bodyFrom).split('\n').length,
  }
}

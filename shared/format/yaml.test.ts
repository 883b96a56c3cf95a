import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { parseQueryFile, parseTransformFile } from './front-matter.ts'
import { parseYaml } from './yaml.ts'

const Schema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  refs: z.array(z.string()).default([]),
  metrics: z
    .record(z.string(), z.strictObject({ sql: z.string(), better: z.enum(['lower', 'higher', 'none']) }))
    .default({}),
  shape: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('square'), side: z.number() }),
      z.strictObject({ type: z.literal('circle'), radius: z.number() }),
    ])
    .optional(),
  either: z.union([z.string(), z.array(z.string())]).optional(),
  any: z.unknown().optional(),
})
const read = (text: string, firstLine?: number) =>
  parseYaml('a.yml', text, Schema, firstLine ? { firstLine } : {})
const failure = (text: string, firstLine?: number): AppError => {
  try {
    read(text, firstLine)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('did not fail')
}
const head = 'version: 1\nname: x\n'

describe('parseYaml', () => {
  test('text stays as written, whatever it looks like', () => {
    expect(
      read('version: 1\nname: 12e4567\nrefs: [1234567, 0x1F, 1.10, true, 2001-06-01, no, 1e3]').refs,
    ).toEqual(['1234567', '0x1F', '1.10', 'true', '2001-06-01', 'no', '1e3'])
    expect(read('version: 1\nname: 12e4567').name).toBe('12e4567')
    expect(read(`${head}either: 1234567`).either).toBe('1234567')
    expect(read(`${head}either: [1234567]`).either).toEqual(['1234567'])
    expect(read(`${head}any: [12345678901234567890, 1.5, 2001-06-01, 1e999]`).any).toEqual([
      '12345678901234567890',
      1.5,
      '2001-06-01',
      '1e999',
    ])
  })

  test('an unknown key names the nearest known one and its place', () => {
    expect(failure(`${head}metrics:\n  mae: {sql: a, beter: lower}`).toData()).toMatchObject({
      code: 'YAML_UNKNOWN_KEY',
      message: expect.stringContaining('`better`'),
      place: { file: 'a.yml', line: 4, column: 17, field: 'metrics.mae.beter' },
    })
    expect(failure(`${head}shape: {type: circle, radiu: 1}`).message).toContain('`radius`')
    expect(failure(`${head}zzz: 1`).message).toContain('`refs`')
  })

  test('missing and wrong values say what is wanted', () => {
    expect(failure('version: 1')).toMatchObject({ code: 'YAML_MISSING', place: { line: 1, field: 'name' } })
    expect(failure('version: 2\nname: x').message).toBe('`version` must be 1.')
    expect(failure(`${head}metrics: {m: {sql: a, better: up}}`)).toMatchObject({
      code: 'YAML_VALUE',
      place: { line: 3, column: 31 },
      message: expect.stringContaining('lower, higher, none'),
    })
    expect(failure(`${head}refs: {a: 1}`).message).toContain('a list')
    expect(failure('').code).toBe('YAML_VALUE')
  })

  test('broken YAML has its line; the first line can be set', () => {
    expect(failure('version: 1\nname: "x', 10)).toMatchObject({ code: 'YAML_SYNTAX', place: { line: 11 } })
    expect(failure('name: a\nname: b').code).toBe('YAML_SYNTAX')
    expect(failure('version: 1\nname: !!js x').code).toBe('YAML_SYNTAX')
    expect(failure('a: 1\n---\nb: 2').code).toBe('YAML_SYNTAX')
    expect(failure(`version: 1\nname: x\nzz: 1`, 5).place.line).toBe(7)
  })

  test('hostile YAML ends in an error', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'.split('').map((key, index) => `${key}: &${key} [${`*${'abcdefgh'[index]},`.repeat(9)}]`),
    ].join('\n')
    expect(failure(bomb).code).toMatch(/^YAML_/)
    expect(failure(`name: ${'x'.repeat(1_000_001)}`).code).toBe('YAML_SYNTAX')
    expect(failure(`${head}__proto__: {polluted: 1}`).code).toBe('YAML_UNKNOWN_KEY')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('headers', () => {
  test('of a query', () => {
    const text =
      '/*---\ndescription: d\nparams:\n  cut: {type: DATE, default: 2001-06-01}\n  v: {type: VARCHAR, default: 1.10}\n  n: {type: INTEGER, default: 3}\n---*/\nSELECT 1'
    expect(parseQueryFile('queries/a.sql', text)).toMatchObject({
      header: { params: { cut: { default: '2001-06-01' }, v: { default: '1.10' }, n: { default: 3 } } },
      body: 'SELECT 1',
      bodyLine: 8,
    })
    expect(parseQueryFile('queries/a.sql', 'SELECT 1').header.params).toEqual({})
  })

  test('bounds and choices are of a parameter, and its default meets them', () => {
    const file = (param: string) => `/*---\nparams:\n  n: ${param}\n---*/\nSELECT $n`
    const text = file('{type: INTEGER, min: 1, max: 90, choices: [15, 30], default: 15}')
    expect(parseQueryFile('a.sql', text).header.params.n).toMatchObject({ max: 90, choices: [15, 30] })
    expect(() => parseQueryFile('a.sql', file('{type: INTEGER, max: 90, default: 91}'))).toThrowError(
      expect.objectContaining({
        code: 'PARAM_DEFAULT',
        message: 'The default of $n is no value of it. At most 90.',
        place: { file: 'a.sql', line: 3, column: 40, field: 'params.n.default' },
      }),
    )
  })

  test('of a transform, with places in the file', () => {
    expect(() => parseTransformFile('toolbox/a.sql', 'CREATE MACRO a() AS 1')).toThrowError(
      expect.objectContaining({ code: 'TRANSFORM_HEADER_MISSING' }),
    )
    expect(() =>
      parseTransformFile(
        'toolbox/a.sql',
        '/*---\ndescription: d\ntests:\n  - {name: n, expect: []}\n---*/\n',
      ),
    ).toThrowError(
      expect.objectContaining({ code: 'YAML_MISSING', place: expect.objectContaining({ line: 4 }) }),
    )
    expect(() =>
      parseTransformFile('toolbox/a.sql', '/*---\ndescription: d\ntests:\n  - {name: n, call: x}\n---*/\n'),
    ).toThrowError(/expect/)
  })
})

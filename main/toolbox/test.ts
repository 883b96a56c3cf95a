import type { TestResult } from '#shared/contract/toolbox.ts'
import { type AppError, inputError, toAppError } from '#shared/errors.ts'
import type { TransformTest } from '#shared/format/front-matter.ts'
import type { Work } from '#shared/progress.ts'
import type { Cell } from '#shared/value.ts'
import { bareSet, type NativeClient } from '../engine/index.ts'
import { endsInOrderBy, expectedRows, firstDifference, type Rows } from './compare.ts'
import { closure, inOrder } from './dependencies.ts'
import { givenTable } from './given.ts'
import type { Transform } from './types.ts'

/** A test's result is small; what is larger is cut and fails by its row count. */
const maxRows = 10_000

/** Statements that make what a test needs, and the query to run. Any DuckDB answers it. */
export interface PreparedTest {
  statements: string[]
  sql: string
}

/** The given tables, then the transforms that the call reaches. Throws `TEST_GIVEN` and what `closure` throws. */
export async function prepareTest(
  native: NativeClient,
  transforms: readonly Transform[],
  transform: Transform,
  test: TransformTest,
): Promise<PreparedTest> {
  const given = Object.entries(test.given).flatMap(([name, table]) => givenTable(name, table))
  const reached = new Set([...(await closure(native, transforms, test.call)), transform])
  const macros = await inOrder(native, transforms, [...reached])
  return { statements: [...given, ...macros.map(({ body }) => body)], sql: test.call }
}

/** Runs a prepared query and gives its rows. */
export type RunTest = (prepared: PreparedTest, work: Work) => Promise<Rows>

/** Runs on a fresh locked native engine that has nothing but what the test gives it. */
export function nativeTests(native: NativeClient): RunTest {
  return async ({ statements, sql }, work) => {
    const set = bareSet(statements)
    const { columns, page } = await native.call('query', { set, sql, limit: maxRows, keep: false }, work)
    const height = page.columns[0]?.length ?? 0
    const rows = Array.from({ length: height }, (_, row) =>
      page.columns.map((column): Cell => column[row] ?? null),
    )
    return { columns, rows }
  }
}

/**
 * Runs the tests of the named transforms (all when `names` is empty), one after the other; `onResult` is told each.
 * A test that cannot run has failed, with the reason. Throws `TRANSFORM_UNKNOWN` for a name that is not there.
 */
export async function testTransforms(
  native: NativeClient,
  transforms: readonly Transform[],
  names: readonly string[],
  work: Work = {},
  onResult: (result: TestResult) => void = () => undefined,
  run: RunTest = nativeTests(native),
): Promise<TestResult[]> {
  const unknown = names.find((name) => !transforms.some((transform) => transform.name === name))
  if (unknown !== undefined) throw unknownTransform(unknown)
  const chosen = transforms.filter(({ name }) => names.length === 0 || names.includes(name))
  const planned = chosen.flatMap((transform) => transform.tests.map((test) => ({ transform, test })))
  const results: TestResult[] = []
  for (const { transform, test } of planned) {
    work.signal?.throwIfAborted()
    const result = await runTest(native, transforms, transform, test, run, work)
    results.push(result)
    onResult(result)
    work.onProgress?.({
      phase: 'Test',
      done: results.length,
      total: planned.length,
      unit: 'steps',
      detail: `${transform.name}: ${test.name}: ${result.passed ? 'passed' : 'failed'}`,
    })
  }
  return results
}

/** The error for a name that the toolbox does not have. */
export function unknownTransform(name: string): AppError {
  return inputError(
    'TRANSFORM_UNKNOWN',
    `The toolbox has no transform \`${name}\`. See \`lakebench toolbox list\`.`,
  )
}

async function runTest(
  native: NativeClient,
  transforms: readonly Transform[],
  transform: Transform,
  test: TransformTest,
  run: RunTest,
  work: Work,
): Promise<TestResult> {
  const started = performance.now()
  const base = { transform: transform.name, name: test.name, call: test.call }
  const result = (
    passed: boolean,
    tables: Pick<TestResult, 'expected' | 'actual'>,
    message?: string,
  ): TestResult => ({
    ...base,
    passed,
    ms: performance.now() - started,
    ...tables,
    ...(message !== undefined && { message }),
  })
  let actual: Rows
  try {
    actual = await run(await prepareTest(native, transforms, transform, test), work)
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.kind === 'cancelled') throw error
    const wanted = test.expect_error
    const expected = test.expect ? expectedRows(test.expect, []) : null
    if (wanted !== undefined && error.kind !== 'bug' && error.message.includes(wanted))
      return result(true, { expected: null, actual: null })
    const message =
      wanted === undefined ? error.message : `Expected an error with "${wanted}": ${error.message}`
    return result(false, { expected, actual: null }, message)
  }
  if (test.expect === undefined)
    return result(
      false,
      { expected: null, actual },
      `Expected an error with "${test.expect_error}", and the call gave rows.`,
    )
  const expected = expectedRows(test.expect, actual.columns)
  const shown = alignColumns(actual, expected)
  const difference = firstDifference(expected, shown, {
    ordered: endsInOrderBy(test.call),
    tolerance: test.tolerance ?? 0,
  })
  return result(difference === null, { expected, actual: shown }, difference ?? undefined)
}

/** The actual table with the expected columns first, in their order, so that the two stand side by side. */
function alignColumns(actual: Rows, expected: Rows): Rows {
  const wanted = expected.columns.map(({ name }) =>
    actual.columns.findIndex((column) => column.name === name),
  )
  const order = [...wanted.filter((index) => index !== -1), ...actual.columns.keys()].filter(
    (index, at, all) => all.indexOf(index) === at,
  )
  return {
    columns: order.flatMap((index) => actual.columns[index] ?? []),
    rows: actual.rows.map((row) => order.map((index) => row[index] ?? null)),
  }
}

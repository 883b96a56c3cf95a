import type { TestResult, TransformSummary } from '#shared/contract/toolbox.ts'
import type { AppError } from '#shared/errors.ts'

const nameOf = (file: string): string => (file.split('/').at(-1) ?? file).replace(/\.sql$/, '')

/** A file of the toolbox that cannot be used, as a row of the toolbox. */
export function brokenSummary(problem: AppError): TransformSummary {
  const file = problem.place.file ?? 'toolbox'
  const name = nameOf(file)
  return {
    name,
    file,
    kind: 'scalar',
    description: '',
    signature: name,
    params: [],
    standard: false,
    tests: 0,
    problem: problem.toData(),
  }
}

/** The same as a failed test: a toolbox with a broken file has not passed. */
export function brokenTest(problem: AppError): TestResult {
  const { file = 'toolbox', line, column } = problem.place
  return {
    transform: nameOf(file),
    name: 'the file can be used',
    passed: false,
    ms: 0,
    call: '',
    expected: null,
    actual: null,
    message: `${[file, line, column].filter((part) => part !== undefined).join(':')}: ${problem.message}`,
  }
}

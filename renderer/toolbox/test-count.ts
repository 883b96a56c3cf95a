import type { TestResult } from '#shared/contract/toolbox.ts'

/** What testing a transform gave last in this window. */
export interface Tested {
  results: TestResult[]
  /** ISO instant. */
  at: string
  /** The transform was changed since. */
  stale: boolean
}

/** `5 of 6`, and whether all passed; null before the tests ran. */
export function testCount(tested: Tested | undefined): { text: string; passed: boolean } | null {
  if (!tested || tested.results.length === 0) return null
  const passed = tested.results.filter((result) => result.passed).length
  return { text: `${passed} of ${tested.results.length}`, passed: passed === tested.results.length }
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { check } from './check.mjs'
import { build, install, main, requireNode, root, run, step } from './steps.mjs'

/** Runs projects of vitest.config.ts: their counts, and the names of what failed. */
async function vitest(projects, env) {
  const folder = mkdtempSync(join(tmpdir(), 'lakebench-test-'))
  const file = join(folder, 'result.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const code = await run(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        ...projects.map((project) => `--project=${project}`),
        '--maxWorkers=2',
        ...reporters,
      ],
      { env },
    )
    const result = JSON.parse(readFileSync(file, 'utf8'))
    const failed = result.testResults.flatMap(({ name, status, assertionResults }) => {
      const tests = assertionResults.filter((one) => one.status === 'failed')
      // A file that did not even load has no tests that could fail.
      if (status === 'failed' && tests.length === 0) return [relative(root, name)]
      return tests.map(({ fullName }) => `${relative(root, name)}: ${fullName}`)
    })
    return {
      passed: result.numPassedTests,
      failed:
        code !== 0 && failed.length === 0 ? [`${projects.join(', ')}: an error outside of tests`] : failed,
      skipped: result.numPendingTests + result.numTodoTests,
    }
  } catch (thrown) {
    return { passed: 0, failed: [`${projects.join(', ')} did not report: ${thrown.message}`], skipped: 0 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await main(async () => {
  requireNode()
  await install()
  await build()
  const total = { passed: 0, failed: [], skipped: 0 }
  const add = ({ passed, failed, skipped }) => {
    total.passed += passed
    total.failed.push(...failed)
    total.skipped += skipped
  }
  const checked = await step('Types, lint, layers, unused code', check)
  add({
    passed: checked.filter(({ passed }) => passed).length,
    failed: checked.filter(({ passed }) => !passed).map(({ name }) => name),
    skipped: 0,
  })
  const { findChromium } = await import('./chromium.mjs')
  const chromium = await step('Look for Chromium', findChromium)
  const env = chromium.path ? { LAKEBENCH_CHROMIUM: chromium.path } : {}
  add(await step('Unit and integration tests', () => vitest(['unit'], env)))
  if (chromium.path) {
    // Two at once: a browser and an app leave a core idle for half of the time.
    const both = { ...env, E2E_WORKERS: '2' }
    add(await step(`End-to-end tests in ${chromium.path}`, () => vitest(['e2e-demo', 'e2e'], both)))
  } else {
    const sentence = 'No Chrome or Chromium can be had here, so NOTHING WAS TRIED IN A BROWSER.'
    console.log(`\n${'!'.repeat(sentence.length)}\nskipped: ${sentence}\n${'!'.repeat(sentence.length)}\n`)
    add(
      process.env.CI ? { passed: 0, failed: [sentence], skipped: 0 } : { passed: 0, failed: [], skipped: 1 },
    )
  }
  if (total.failed.length > 0) process.exitCode = 1
  // Once more at the end: thousands of lines may stand between a failure and here.
  for (const name of total.failed) console.log(`failed: ${name}`)
  console.log(`${total.passed} passed, ${total.failed.length} failed, ${total.skipped} skipped`)
})

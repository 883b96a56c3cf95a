import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check } from './check.mjs'
import { build, install, main, requireNode, root, run, step } from './steps.mjs'

/** Runs projects of vitest.config.ts: their counts, with what failed on the terminal. */
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
    // A file that did not even load has no tests that could fail.
    const broken = result.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
    ).length
    const failed = result.numFailedTests + broken
    return {
      passed: result.numPassedTests,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      skipped: result.numPendingTests + result.numTodoTests,
    }
  } catch (thrown) {
    console.error(`The tests ${projects.join(', ')} did not report: ${thrown.message}`)
    return { passed: 0, failed: 1, skipped: 0 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await main(async () => {
  requireNode()
  await install()
  await build()
  const total = { passed: 0, failed: 0, skipped: 0 }
  const add = (counts) => {
    for (const key of Object.keys(total)) total[key] += counts[key]
  }
  const checked = await step('Types, lint, layers, unused code', check)
  add({
    passed: checked.filter(({ passed }) => passed).length,
    failed: checked.filter(({ passed }) => !passed).length,
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
    add(process.env.CI ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 })
  }
  if (total.failed > 0) process.exitCode = 1
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
})

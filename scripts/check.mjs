import { join } from 'node:path'
import { install, main, requireNode, root, run } from './steps.mjs'

/** What is checked without running anything, each with the command that a developer would type. */
const checks = [
  { name: 'types', script: 'node_modules/typescript/bin/tsc', args: ['-b'] },
  {
    name: 'format and lint',
    script: 'node_modules/@biomejs/biome/bin/biome',
    args: ['check', '--diagnostic-level=warn'],
  },
  { name: 'layers', script: 'scripts/layers.mjs', args: [] },
  { name: 'unused code and dependencies', script: 'node_modules/knip/bin/knip.js', args: ['--no-progress'] },
]

/** Runs the checks: `{ name, passed, ms }` each, with their complaints on the terminal. */
export async function check() {
  const results = []
  for (const { name, script, args } of checks) {
    const began = Date.now()
    const passed = (await run(process.execPath, [join(root, script), ...args])) === 0
    const ms = Date.now() - began
    console.log(`${passed ? '✓' : '✗'} ${name}  ${(ms / 1000).toFixed(1)} s`)
    results.push({ name, passed, ms })
  }
  return results
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    requireNode()
    await install()
    if ((await check()).some(({ passed }) => !passed)) process.exitCode = 1
  })
}

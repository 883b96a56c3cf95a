import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build, Failed, install, main, node, requireNode, root, run, step } from './steps.mjs'

const help = `npm start -- [options]
  --workspace DIR  open this workspace (default: the one that was open last; at first, the demo)
  --port N         port of 127.0.0.1 where the app is served (default: the same each time where it is free)
  --no-open        do not open a window or browser, print the address alone
  --retry          try again to get Electron, which is otherwise done once a day`

function options() {
  try {
    return parseArgs({
      options: {
        workspace: { type: 'string' },
        port: { type: 'string' },
        open: { type: 'boolean', default: true },
        retry: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
      allowNegative: true,
    }).values
  } catch (thrown) {
    throw new Failed(`${thrown.message}\n${help}`)
  }
}

/** Opens the Electron window; false, with the reason said, where that cannot be. */
async function openWindow({ workspace, retry }) {
  const { findElectron } = await import('./electron-binary.mjs')
  const found = await step('Look for Electron', () =>
    findElectron({ say: (line) => console.log(`  ${line}`), fetch: true, retry }),
  )
  if (found.path === null) {
    console.log(`  No window of its own: ${found.why}. Lakebench is served to your browser instead.`)
    return false
  }
  const began = Date.now()
  const code = await run(found.path, [root, ...(workspace ? ['--workspace', workspace] : [])])
  // A window that ends at once did not stand: a sandbox or a library is missing.
  if (code === 0 || Date.now() - began > 5000) return true
  console.log(`  Electron ended at once (exit code ${code}). Lakebench is served to your browser instead.`)
  return false
}

await main(async () => {
  const { workspace, port, open, retry, help: asked } = options()
  if (asked) return console.log(help)
  requireNode()
  await install()
  await build()
  const lakebench = join('bin', 'lakebench.js')
  if (!workspace) await node(lakebench, ['demo', '--first'])
  if (open && (await openWindow({ workspace, retry }))) return
  const serve = [
    'serve',
    ...(port ? ['--port', port] : []),
    ...(open ? ['--open'] : []),
    ...(workspace ? ['--workspace', workspace] : []),
  ]
  process.exitCode = await run(process.execPath, [join(root, lakebench), ...serve])
})

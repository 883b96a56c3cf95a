#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
if (!existsSync(`${root}dist/main/cli.js`)) {
  console.error('Lakebench is not built yet. Run `npm start` or `npm run build` in its folder once.')
  process.exit(2)
}
const { main } = await import('../dist/main/cli.js')
// Hosts do not know each other; here they are put together.
process.exitCode = await main(process.argv, {
  programs: `${root}dist/main`,
  resources: root,
  page: `${root}dist/renderer`,
  startServer: async (options) => (await import('../dist/main/server.js')).startServer(options),
  findWindow: async (say) => {
    const scripts = `${root}scripts/electron-binary.mjs`
    if (!existsSync(scripts)) return { path: null, why: 'this copy of Lakebench has no window' }
    const { findElectron } = await import('../scripts/electron-binary.mjs')
    return findElectron({ say, fetch: false })
  },
})

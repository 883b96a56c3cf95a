import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build, Failed, install, main, requireNode, root } from './steps.mjs'

/** Starts `lakebench serve` and answers its address, with the launch's token in it. */
function serve(args) {
  const child = spawn(process.execPath, [join(root, 'bin/lakebench.js'), 'serve', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.on('exit', () => child.kill())
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve(new URL(JSON.parse(line).address)),
    )
    child.once('exit', (code) => reject(new Failed(`lakebench serve ended with exit code ${code}`)))
  })
}

// The window with hot reload, over the real handler: Vite serves the window and passes requests on to the server.
// What runs in Node is built once; start again after a change there.
await main(async () => {
  requireNode()
  await install()
  await build(['dist/main/cli.js'])
  const address = await serve(process.argv.slice(2))
  const { createServer } = await import('vite')
  const target = { target: address.origin, changeOrigin: true, headers: { origin: address.origin } }
  const vite = await createServer({
    configFile: join(root, 'vite.config.ts'),
    server: {
      host: '127.0.0.1',
      strictPort: false,
      proxy: { '/rpc': target, '/images': target, '/downloads': target, '/uploads': target },
    },
  })
  await vite.listen()
  const [own] = vite.resolvedUrls?.local ?? []
  console.log(`The window, with hot reload, is at ${own}${address.hash}`)
})

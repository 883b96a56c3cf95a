import { build, install, main, requireNode } from './steps.mjs'

await main(async () => {
  requireNode()
  await install()
  await build()
})

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findChromium } from './chromium.mjs'
import { command, feature } from './screens/actions.mjs'
import { documented, expected, screens } from './screens/index.mjs'
import { build, Failed, install, main, requireNode, root, run } from './steps.mjs'

// Pictures of every screen of the demo into out/screenshots, light and dark, wide and narrow, to be looked at after a
// change; with `--docs` those of README and docs into docs/images, with `--axe` each is also held against axe-core. Names
// choose screens, and a star stands for the rest of a name: `explore*`. `LAKEBENCH_HOME` names a home that has the demo,
// `SHOT_SIZE` one size such as 1024x720.

const sizes = process.env.SHOT_SIZE
  ? [process.env.SHOT_SIZE.split('x').map(Number)]
  : [
      [1440, 900],
      [1024, 720],
      [720, 640],
    ]

/** Starts `lakebench serve`; its address, and its end. */
function serve(env) {
  const workspace = join(env.LAKEBENCH_HOME, 'demo/workspace')
  const args = [join(root, 'bin/lakebench.js'), 'serve', '--json', '--workspace', workspace]
  const child = spawn(process.execPath, args, {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve({ address: JSON.parse(line).address, workspace, close: () => child.kill() }),
    )
    child.once('exit', (code) => reject(new Failed(`lakebench serve ended with exit code ${code}`)))
  })
}

/** Screens by their names or beginnings of names; all when none is named. */
function chosen(names) {
  const all = Object.keys(screens)
  if (names.length === 0) return all
  const found = names.flatMap((name) =>
    name.endsWith('*')
      ? all.filter((one) => one.startsWith(name.slice(0, -1)))
      : all.filter((one) => one === name),
  )
  if (found.length === 0) throw new Failed(`no such screen: ${names.join(', ')}. There are ${all.join(', ')}`)
  return found
}

/** Pictures of a screen in both themes; what goes wrong on the way is printed, but for what the screen is about. */
async function take(browser, { address, workspace }, name, [width, height], folder) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: 'light' })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  await page.goto(address)
  await page.locator('[data-part]').first().waitFor({ timeout: 20_000 })
  // Tabs of the picture before are closed, so that each shows one.
  await page.waitForTimeout(800)
  if ((await page.locator('[data-tab-id]').count()) > 0) await command(page, 'Close all tabs')
  if (await page.getByRole('region', { name: 'Panel' }).isVisible()) await page.keyboard.press('Control+J')
  if (width >= 1024) await feature(page, 'Explore')
  let undo
  try {
    undo = await screens[name](page, workspace)
  } catch (thrown) {
    faults.push(thrown.message.split('\n')[0])
  }
  // No row or button is under the pointer, unless that is the picture.
  if (name !== 'explore-hover') await page.mouse.move(0, 0)
  await page.waitForTimeout(1500)
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.waitForTimeout(300)
    const file = join(
      folder,
      folder.includes('docs') ? `${name}-${scheme}.png` : `${name}-${width}-${scheme}.png`,
    )
    await page.screenshot({ path: file })
    if (process.argv.includes('--axe')) {
      const { violations } = await import('./screens/violations.mjs')
      faults.push(...(await violations(page, { colours: scheme === 'dark' })))
    }
    const unexpected = faults.splice(0).filter((fault) => !expected[name]?.test(fault))
    console.log(`${unexpected.length === 0 ? '✓' : '✗'} ${file} ${unexpected.join(' | ')}`)
  }
  if (typeof undo === 'function') await undo()
  await context.close()
}

await main(async () => {
  requireNode()
  await install()
  await build()
  const { path } = await findChromium()
  if (path === null) throw new Failed('pictures need a Chrome or Chromium')
  const forDocs = process.argv.includes('--docs')
  const names = process.argv.slice(2).filter((one) => !one.startsWith('--'))
  const folder = join(root, forDocs ? 'docs/images' : 'out/screenshots')
  mkdirSync(folder, { recursive: true })
  const own = process.env.LAKEBENCH_HOME ? null : mkdtempSync(join(tmpdir(), 'lakebench-screens-'))
  const env = { ...process.env, ...(own && { LAKEBENCH_HOME: own }) }
  await run(process.execPath, [join(root, 'bin/lakebench.js'), 'demo', '--first'], { env })
  const served = await serve(env)
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] })
  try {
    for (const name of forDocs
      ? documented.filter((one) => names.length === 0 || names.includes(one))
      : chosen(names)) {
      for (const size of forDocs ? sizes.slice(0, 1) : sizes) {
        await take(browser, served, name, size, folder)
      }
    }
  } finally {
    await browser.close()
    served.close()
    if (own) rmSync(own, { recursive: true, force: true })
  }
})

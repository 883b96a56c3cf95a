import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findChromium } from './chromium.mjs'
import { build, Failed, install, main, requireNode, root, run } from './steps.mjs'

// Pictures of every screen of the demo into out/screenshots, light and dark, wide and narrow, to be looked at after a
// change; with `--readme` those of the README into docs/images. `LAKEBENCH_HOME` names a home that has the demo.

const sizes = process.env.SHOT_SIZE
  ? [process.env.SHOT_SIZE.split('x').map(Number)]
  : [
      [1440, 900],
      [1024, 720],
      [720, 640],
    ]

/** Each screen as a person reaches it. `page` is a window that has just been opened. */
const screens = {
  async welcome(page) {
    await page.evaluate(() => sessionStorage.removeItem('lakebench.workspace'))
    await page.reload()
    await page.getByText('Try the demo').first().waitFor()
  },
  async explore(page) {
    await openQuery(page, 'late_by_origin.sql')
    await runQuery(page)
  },
  async 'explore-table'(page) {
    await draft(page, 'SELECT * FROM flights')
    await runQuery(page)
  },
  async 'explore-chart'(page) {
    await openQuery(page, 'delay_histogram.sql')
    await runQuery(page)
    await page.getByRole('tab', { name: 'Chart' }).click()
    await page.locator('[data-outcome] svg').first().waitFor()
  },
  async 'explore-error'(page) {
    await draft(page, 'SELECT origin, avg(dely) AS late\nFROM flights\nGROUP BY ALL')
    await runQuery(page)
    await page.locator('.squiggly-error').first().waitFor()
  },
  async lake(page) {
    await feature(page, 'Lake')
    await command(page, 'Lake: sources')
    await page.getByText('birdstrikes').nth(1).waitFor()
  },
  async 'lake-source'(page) {
    await feature(page, 'Lake')
    await side(page, 'Lake').getByText('flights').first().click()
  },
  async toolbox(page) {
    await feature(page, 'Toolbox')
    await side(page, 'Toolbox').getByText('late_share').first().click()
    await page.getByRole('tab', { name: /^Tests/ }).click()
    await page.getByRole('button', { name: /^Run/ }).first().click()
  },
  async evaluation(page) {
    await feature(page, 'Evaluation')
    await side(page, 'Evaluation').getByText('delay').first().click()
    await page.getByRole('tab', { name: /^Runs/ }).click()
  },
  async 'evaluation-plan'(page) {
    await feature(page, 'Evaluation')
    await side(page, 'Evaluation').getByText('delay').first().click()
    await page.getByRole('tab', { name: /^Plan/ }).click()
  },
  async git(page) {
    await feature(page, 'Source control')
    await side(page, 'Source control').getByText('Learn by route and hour').first().click()
  },
  async settings(page) {
    await page.getByRole('button', { name: 'Settings' }).first().click()
  },
  async palette(page) {
    await page.keyboard.press('Control+P')
    await page.keyboard.type('delay')
  },
}

const readme = ['explore', 'evaluation']

const side = (page, name) => page.getByRole('region', { name, exact: true })
async function feature(page, name) {
  const bar = page
    .getByRole('navigation', { name: 'Features' })
    .or(page.getByRole('toolbar', { name: 'Features' }))
  const button = bar
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .or(bar.getByRole('tab', { name: new RegExp(`^${name}`) }))
  await button.first().click()
  await side(page, name).waitFor()
}
async function command(page, title) {
  await page.keyboard.press('Control+Shift+P')
  await page.getByRole('dialog', { name: 'Go to anything' }).getByRole('combobox').waitFor()
  await page.keyboard.type(title)
  await page.getByRole('option', { name: title }).first().waitFor()
  await page.keyboard.press('Enter')
}
async function openQuery(page, file) {
  if (!(await side(page, 'Explore').isVisible())) await feature(page, 'Explore')
  await side(page, 'Explore').getByText(file, { exact: true }).first().click()
  await page.locator('.monaco-editor[role="code"]').first().waitFor()
}
async function draft(page, text) {
  await command(page, 'Explore: new query')
  const editor = page.locator('.monaco-editor[role="code"]').first()
  await editor.waitFor()
  await editor.click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(text)
}
async function runQuery(page) {
  await page.locator('.monaco-editor[role="code"]').first().click()
  await page.keyboard.press('Control+Enter')
  await page.locator('[data-outcome^="done"], [data-outcome^="failed"]').first().waitFor({ timeout: 30_000 })
}

/** Starts `lakebench serve`; its address, and its end. */
function serve(env) {
  const child = spawn(process.execPath, [join(root, 'bin/lakebench.js'), 'serve', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve({ address: JSON.parse(line).address, close: () => child.kill() }),
    )
    child.once('exit', (code) => reject(new Failed(`lakebench serve ended with exit code ${code}`)))
  })
}

async function take(browser, address, name, [width, height], colorScheme, folder) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  await page.goto(address)
  await page.locator('[data-part]').first().waitFor({ timeout: 20_000 })
  // Tabs of the picture before are closed, so that each shows one.
  await page.waitForTimeout(800)
  if (name !== 'welcome') await command(page, 'Close all tabs')
  try {
    await screens[name](page)
  } catch (thrown) {
    faults.push(thrown.message.split('\n')[0])
  }
  await page.waitForTimeout(1500)
  const file = join(
    folder,
    folder.includes('docs') ? `${name}-${colorScheme}.png` : `${name}-${width}-${colorScheme}.png`,
  )
  await page.screenshot({ path: file })
  console.log(`${faults.length === 0 ? '✓' : '✗'} ${file} ${faults.join(' | ')}`)
  await context.close()
}

await main(async () => {
  requireNode()
  await install()
  await build()
  const { path } = await findChromium()
  if (path === null) throw new Failed('pictures need a Chrome or Chromium')
  const forReadme = process.argv.includes('--readme')
  const names = process.argv.slice(2).filter((one) => !one.startsWith('--'))
  const folder = join(root, forReadme ? 'docs/images' : 'out/screenshots')
  mkdirSync(folder, { recursive: true })
  const own = process.env.LAKEBENCH_HOME ? null : mkdtempSync(join(tmpdir(), 'lakebench-screens-'))
  const env = { ...process.env, ...(own && { LAKEBENCH_HOME: own }) }
  await run(process.execPath, [join(root, 'bin/lakebench.js'), 'demo', '--first'], { env })
  const { address, close } = await serve(env)
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] })
  try {
    for (const name of names.length > 0 ? names : forReadme ? readme : Object.keys(screens)) {
      for (const size of forReadme ? sizes.slice(0, 1) : sizes) {
        for (const scheme of ['light', 'dark']) await take(browser, address, name, size, scheme, folder)
      }
    }
  } finally {
    await browser.close()
    close()
    if (own) rmSync(own, { recursive: true, force: true })
  }
})

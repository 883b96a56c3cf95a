import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pressRow } from './actions.mjs'

export const chartScreens = {
  async board(page) {
    await board(page)
    await drag(page, 'Delay on arrival', 0.55, 0.9)
    await page
      .getByRole('list', { name: 'Filters' })
      .getByText(/^delay/)
      .waitFor()
    await page
      .getByRole('region', { name: 'Rows' })
      .getByText(/ of [\d,]+ rows/)
      .waitFor({ timeout: 60_000 })
  },
  async 'board-plain'(page) {
    await board(page)
  },
  async 'chart-map'(page) {
    await openFile(page, 'strikes_by_state')
    await drawn(page, 1)
  },
  async 'chart-table'(page) {
    await openFile(page, 'delay_by_hour')
    await drawn(page, 1)
    await page.getByText('Show as table').click()
    await page.getByRole('grid', { name: /^Values of/ }).waitFor()
  },
  async 'chart-keyboard'(page) {
    await board(page)
    await page
      .getByRole('region', { name: 'Hour of departure', exact: true })
      .getByRole('application')
      .focus()
    for (const key of ['End', 'ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft'])
      await page.keyboard.press(key)
    await page.getByRole('list', { name: 'Filters' }).getByText(/^hour/).waitFor()
    await page.waitForTimeout(1500)
  },
  async 'board-kinds'(page, workspace) {
    const undo = await withFile(page, workspace, 'boards/kinds.yml', kinds)
    await drawn(page, 6)
    return undo
  },
  async 'chart-error'(page, workspace) {
    return withFile(
      page,
      workspace,
      'charts/broken.yml',
      'version: 1\nsource: flights\nkind: bar\nx: origni\n',
    )
  },
  async 'chart-unreadable'(page, workspace) {
    return withFile(
      page,
      workspace,
      'charts/broken.yml',
      'version: 1\nsource: flights\nkind: pie\nx: origin\n',
    )
  },
  async 'board-empty'(page, workspace) {
    return withFile(page, workspace, 'boards/new.yml', 'version: 1\ncharts: []\n')
  },
  async 'chart-line'(page) {
    await openFile(page, 'delay_by_hour')
    await drawn(page, 1)
  },
}

/** Opens a chart or a board from the side bar. */
async function openFile(page, name) {
  await pressRow(page, 'Explore', name)
  await page.getByRole('tab', { name: new RegExp(`^${name}`) }).waitFor()
}

/** Shows a file that the demo does not have; it is taken away after the picture. */
async function withFile(page, workspace, path, text) {
  const file = join(workspace, path)
  writeFileSync(file, text)
  await page.reload()
  await openFile(page, path.replace(/^.*\//, '').replace('.yml', ''))
  await page.locator('[role="alert"], [role="application"], input[role="combobox"]').first().waitFor()
  return () => rmSync(file)
}

async function drawn(page, count) {
  await page.waitForFunction(
    (least) => document.querySelectorAll('[role="application"]').length >= least,
    count,
    {
      timeout: 60_000,
    },
  )
}

async function board(page) {
  await openFile(page, 'late_flights')
  await drawn(page, 6)
}

/** Drags over a chart, from one share of its width to another. */
async function drag(page, title, from, to) {
  const chart = page.getByRole('region', { name: title }).getByRole('application')
  const { x, y, width, height } = await chart.boundingBox()
  await page.mouse.move(x + width * from, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width * ((from + to) / 2), y + height / 2)
  await page.mouse.move(x + width * to, y + height / 2)
  await page.mouse.up()
}

/** Each kind of chart once, with colours. */
const kinds = `version: 1
source: birdstrikes
rows: false
charts:
  - {kind: bar, x: phase, color: size}
  - {kind: box, x: size, y: speed_knots}
  - {kind: point, x: speed_knots, y: cost_total}
  - {kind: line, x: date, color: operator}
  - {kind: area, x: date, color: phase}
  - {kind: heat, x: date, y: speed_knots}
`

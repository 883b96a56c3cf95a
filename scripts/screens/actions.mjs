import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a person does on the way to a screen. */

export const side = (page, name) => page.getByRole('region', { name, exact: true })
export async function feature(page, name) {
  if (await side(page, name).isVisible()) return
  const bar = page.getByRole('navigation', { name: 'Features' })
  await bar
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .first()
    .click()
  await side(page, name).waitFor()
}
export async function command(page, title) {
  await page.keyboard.press('Control+Shift+P')
  const dialog = page.getByRole('dialog', { name: 'Go to anything' })
  await dialog.getByRole('combobox').fill(`>${title}`)
  await dialog.getByRole('option').filter({ hasText: title }).first().waitFor()
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
}
/** Presses a row of the side bar. A list that was just scrolled hears no press for a moment. */
export async function pressRow(page, feature, name) {
  const row = side(page, feature).getByText(name, { exact: true }).first()
  const before = await row.boundingBox()
  await row.scrollIntoViewIfNeeded()
  const after = await row.boundingBox()
  if (before?.y !== after?.y) await page.waitForTimeout(600)
  await row.click()
}
export async function openQuery(page, file) {
  await feature(page, 'Explore')
  await pressRow(page, 'Explore', file)
  await page.locator('.monaco-editor[role="code"]').first().waitFor()
}
/** Pastes, since typed brackets and indents would be completed. */
export async function draft(page, text) {
  await command(page, 'Explore: new query')
  await page.locator('.monaco-editor[role="code"]:visible').first().waitFor()
  await focusEditor(page)
  await page.keyboard.press('Control+A')
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  }, text)
}
export const focusEditor = (page) =>
  page
    .locator('.monaco-editor[role="code"]:visible')
    .first()
    .locator('textarea, .native-edit-context')
    .first()
    .focus()
export async function runQuery(page) {
  await focusEditor(page)
  await page.keyboard.press('Control+Enter')
  const done = page.locator('[data-outcome^="done"], [data-outcome^="failed"]')
  await done.first().waitFor({ timeout: 30_000 })
}
export async function query(page, text) {
  await draft(page, text)
  await runQuery(page)
}
export async function focusCell(page, column) {
  const grid = page.getByRole('grid').first()
  await grid.focus()
  await page.keyboard.press('Control+Home')
  for (let step = 0; step < column; step++) await page.keyboard.press('ArrowRight')
}
export async function chart(page) {
  await page.getByRole('tab', { name: 'Chart' }).click()
  await page.locator('[data-outcome] svg').first().waitFor()
}
export async function source(page, name, view) {
  await feature(page, 'Lake')
  await pressRow(page, 'Lake', name)
  await page
    .getByRole('tablist', { name: `Views of ${name}` })
    .getByRole('tab', { name: new RegExp(`^${view}`) })
    .click()
}
export async function transform(page, name, view) {
  await feature(page, 'Toolbox')
  await pressRow(page, 'Toolbox', name)
  await page
    .getByRole('tab', { name: new RegExp(`^${view}`) })
    .first()
    .click()
}
export async function evaluation(page, view) {
  await feature(page, 'Evaluation')
  await side(page, 'Evaluation').getByText('delay', { exact: true }).first().click()
  await page
    .getByRole('tablist', { name: 'Views of delay' })
    .getByRole('tab', { name: new RegExp(`^${view}`) })
    .click()
}
/** Groups the runs by what stands at this place of the menu; 0 is by nothing. */
export async function group(page, at) {
  await page.getByRole('button', { name: /Group/ }).first().click()
  await page.getByRole('option').nth(at).click()
}
export async function versions(page) {
  await page.getByRole('button', { name: /^Versions/ }).click()
  await page.getByRole('button', { name: 'Last 5' }).click()
  await page.keyboard.press('Escape')
}
export async function run(page) {
  await group(page, 0)
  await page
    .getByRole('row')
    .filter({ hasText: 'route_hour_median' })
    .first()
    .click({ position: { x: 60, y: 12 } })
  await page.keyboard.press('Enter')
}
export async function verify(page, words) {
  await page.keyboard.press('v')
  const told = page.getByText(words).first()
  await told.waitFor({ timeout: 30_000 })
  await told.scrollIntoViewIfNeeded()
}
export async function settings(page, group) {
  await openSettings(page)
  await page
    .getByRole('navigation', { name: 'Groups of settings' })
    .getByRole('button', { name: group })
    .click()
}
export async function trust(page) {
  await command(page, 'Review trust')
  await page.getByRole('button', { name: 'Trust this workspace' }).click()
  await page.getByRole('button', { name: 'Trust this workspace' }).waitFor({ state: 'detached' })
}
/** Changes a file as another program would, and looks again; returns what puts it back. */
export async function edit(page, workspace, file, change) {
  const path = join(workspace, file)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, change(text))
  await page.reload()
  await page.locator('[data-part]').first().waitFor()
  return () => writeFileSync(path, text)
}
export async function panel(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key)
  await page.getByRole('region', { name: 'Panel' }).waitFor()
}
export async function openSettings(page) {
  await page.getByRole('button', { name: 'Settings' }).first().click()
  await page.getByRole('searchbox').first().waitFor()
}

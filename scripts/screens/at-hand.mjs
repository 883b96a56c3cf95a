import { side } from './actions.mjs'

/** Files at hand: dropped, read in another way, refused, put into the lake; queries that are imported. */
export const atHandScreens = {
  async 'file-at-hand'(page) {
    await drop(page, { 'stock list.csv': stock })
    await page.getByRole('grid', { name: 'Rows of stock_list' }).waitFor()
    return () => removeAll(page)
  },
  async 'file-at-hand-drop'(page) {
    await dispatch(page, 'dragenter', { 'stock list.csv': stock })
    await page.getByText('Drop to query it').waitFor()
    return () => dispatch(page, 'dragleave', { 'stock list.csv': stock })
  },
  async 'file-at-hand-query'(page) {
    await drop(page, { 'stock list.csv': stock })
    await page.getByRole('grid', { name: 'Rows of stock_list' }).waitFor()
    await page.getByRole('button', { name: 'Query', exact: true }).click()
    await page.locator('.monaco-editor[role="code"]:visible').first().waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('button', { name: /^File at hand/ }).waitFor()
    return () => removeAll(page)
  },
  async 'file-at-hand-lake'(page) {
    await drop(page, { 'stock list.csv': stock.replaceAll(';', ',').replaceAll(/(\d),(\d)\n/g, '$1.$2\n') })
    await page.getByRole('button', { name: 'Put into the lake…' }).click()
    await page.getByRole('textbox', { name: 'Contract' }).waitFor()
    return () => removeAll(page)
  },
  async 'file-at-hand-error'(page) {
    await drop(page, { 'broken.parquet': 'PAR1 and nothing more' })
    await page.getByText(/broken\.parquet: It cannot be read/).waitFor()
  },
  async 'file-at-hand-gone'(page) {
    await drop(page, { 'stock list.csv': stock })
    await page.getByRole('grid', { name: 'Rows of stock_list' }).waitFor()
    await removeAll(page)
  },
  async 'import-queries'(page) {
    await drop(page, {
      'stg_orders.sql':
        "{{ config(materialized='view') }}\nSELECT *\nFROM {{ source('raw', 'flights') }}\nWHERE origin = :airport\n",
      'late.sql': 'SELECT origin, late_share(delay) FROM flights GROUP BY origin\n',
      'mysql.sql': 'SELECT `origin`, GROUP_CONCAT(destination SEPARATOR "|") FROM `flights` GROUP BY 1\n',
    })
    await page.getByRole('button', { name: /^Import 3 of 3/ }).waitFor()
    await page.locator('.monaco-diff-editor').waitFor()
  },
  async 'import-queries-empty'(page) {
    await drop(page, { 'a.sql': 'SELECT 1\n' })
    await page.getByRole('button', { name: /^Import 1 of 1/ }).waitFor()
    await page.getByRole('checkbox', { name: 'Import a.sql' }).click({ force: true })
  },
}

const stock = `sku;town;left;price;counted\n${Array.from(
  { length: 40 },
  (_, n) =>
    `${String(n).padStart(4, '0')};${['Ulm', 'Köln', 'Bonn', 'Jena'][n % 4]};${(n * 37) % 91};${n},${n % 10}${n % 9};${String((n % 28) + 1).padStart(2, '0')}.0${(n % 9) + 1}.2024`,
).join('\n')}\n9999;Ulm;1;2,00;01.01.2024;too much\n`

async function dispatch(page, type, files) {
  const transfer = await page.evaluateHandle((texts) => {
    const made = new DataTransfer()
    for (const [name, text] of Object.entries(texts)) made.items.add(new File([text], name))
    return made
  }, files)
  await page.dispatchEvent('body', type, { dataTransfer: transfer })
}

async function drop(page, files) {
  await dispatch(page, 'dragenter', files)
  await dispatch(page, 'drop', files)
}

async function removeAll(page) {
  const remove = page.getByRole('button', { name: 'Remove', exact: true })
  for (const name of await side(page, 'Explore').getByText('stock_list', { exact: true }).all())
    await name.click()
  if (await remove.isVisible()) await remove.click()
  await side(page, 'Explore').getByText('stock_list', { exact: true }).waitFor({ state: 'detached' })
}

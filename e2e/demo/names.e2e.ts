import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { demoApp } from '../support/demo-app.ts'
import { demo } from '../support/own-demo.ts'
import { resultOf } from '../support/rpc.ts'

/** Names that the whole workspace knows, in the editor: a macro's uses and its rename, and a column's values. */

// A name that cannot be is refused while it is typed.
const app = demoApp({ refusals: true })
const slow = { timeout: 30_000 }
const inWorkspace = (path: string) => join(demo.root, path)
const text = (path: string) => readFileSync(inWorkspace(path), 'utf8')

describe('a macro', () => {
  it('is found wherever it is used, and renamed there as one step that one undo takes back', async () => {
    const { page, view } = app
    try {
      await view.draft()
      await view.type('SELECT late_share(delay) FROM flights')
      await page.keyboard.press('Home')
      for (let step = 0; step < 'SELECT la'.length; step++) await page.keyboard.press('ArrowRight')
      await page.keyboard.press('F2')
      const name = page.getByRole('textbox', { name: 'New name' })
      await name.fill('sum')
      await page.getByText('`sum` is a function of DuckDB. Choose another name.').waitFor(slow)
      await name.fill('tardy_share')
      const lines = page.getByRole('grid', { name: 'Lines that change' })
      await lines.getByText('queries/delay_by_hour.sql').waitFor(slow)
      await lines.getByText('CREATE MACRO tardy_share(delay, bound := 15)').waitFor(slow)
      expect(existsSync(inWorkspace('toolbox/late_share.sql'))).toBe(true)
      await page.getByRole('button', { name: 'Rename', exact: true }).click()
      await page.getByText(/^Renamed late_share to tardy_share; \d files follow/).waitFor(slow)
      await page.getByRole('tab', { name: /^tardy_share/ }).waitFor(slow)
      expect(text('queries/delay_by_hour.sql')).toContain('tardy_share(delay)')
      expect(text('toolbox/tardy_share.sql')).toContain('call: SELECT tardy_share(d) AS s FROM t')
      expect(existsSync(inWorkspace('toolbox/late_share.sql'))).toBe(false)

      await page.keyboard.press('Shift+F12')
      await page
        .getByRole('grid', { name: 'Files that use tardy_share' })
        .getByText('queries/delay_by_hour.sql')
        .waitFor(slow)
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText(/^Undone: Renamed late_share to tardy_share/).waitFor(slow)
      expect(text('queries/delay_by_hour.sql')).toContain('late_share(delay)')
      expect(existsSync(inWorkspace('toolbox/tardy_share.sql'))).toBe(false)
    } finally {
      rmSync(inWorkspace('toolbox/tardy_share.sql'), { force: true })
      execFileSync('git', ['checkout', '--', '.'], { cwd: demo.root, stdio: 'ignore' })
    }
  })
})

describe('a column', () => {
  it('is shown and renamed by its scope, and what the result is called stays', async () => {
    const { page, view } = app
    const query = (name: string, kept = '') =>
      `WITH c AS (SELECT delay AS ${name} FROM flights) SELECT ${name}${kept}, c.${name} + 1 AS more FROM c`
    const shows = (text: string) => expect.poll(() => view.text(), slow).toBe(text)
    await view.draft()
    await view.type(query('late'))
    await page.keyboard.press('Home')
    for (let step = 0; step < 'WITH c AS (SELECT delay AS la'.length; step++)
      await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+F12')
    await page.getByText(/References \(3\)/).waitFor(slow)
    await page.keyboard.press('Escape')
    await page.keyboard.press('F2')
    const name = page.getByRole('textbox', { name: /Rename/ })
    await name.fill('tardy')
    await name.press('Enter')
    await shows(query('tardy', ' AS late'))
    await page.keyboard.press('Control+z')
    await shows(query('late'))
    await view.type('WITH c AS (SELECT delay AS late FROM flights) SELECT * FROM c')
    await page.keyboard.press('Home')
    for (let step = 0; step < 'WITH c AS (SELECT delay AS la'.length; step++)
      await page.keyboard.press('ArrowRight')
    await page.keyboard.press('F2')
    await page.getByTestId('main').getByText('Line 1: `late` is passed on by `*`').waitFor(slow)
    await page.keyboard.press('Escape')
  })

  it('of a source is listed wherever SQL names it, with what may be it, and opened by keyboard', async () => {
    const { page, view } = app
    await view.draft()
    await view.type('SELECT delay FROM flights f, flights g;\nSELECT delay FROM flights')
    await page.keyboard.press('Home')
    for (let step = 0; step < 'SELECT de'.length; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+F12')
    const tree = page.getByRole('treegrid', { name: 'Uses of delay of flights' })
    await page.getByText(/^\d+ places in \d+ files, perhaps 1 more$/).waitFor(slow)
    await tree.getByText('flights.yml  contracts').waitFor(slow)
    await tree.getByText('delay_by_hour.sql  queries').waitFor(slow)
    await tree.locator('[role="row"]').first().focus()
    await page.keyboard.press('End')
    await tree.getByText(/^Perhaps/).waitFor(slow)
    await tree.getByText('SELECT delay FROM flights f, flights g').waitFor(slow)
    await page.keyboard.press('Home')
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: /^flights\.yml/, selected: true }).waitFor(slow)
    // A column that the raw objects name keeps its name, and the sentence says how else.
    await view.draft()
    await view.type('SELECT delay FROM flights')
    await page.keyboard.press('Home')
    for (let step = 0; step < 'SELECT de'.length; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('F2')
    await page
      .getByTestId('main')
      .getByText(
        '`delay` is named by the raw objects of flights. Give it another name in a query: `delay AS …`.',
      )
      .waitFor(slow)
  })

  it('of a table macro is renamed in every file after a list, as one step that one undo takes back', async () => {
    const { page, view } = app
    const macro = (name: string) =>
      `/*---\ndescription: Landings by origin\n---*/\nCREATE MACRO landings(least) AS TABLE\n  SELECT origin, count(*) AS ${name} FROM flights WHERE delay > least GROUP BY ALL;\n`
    const [file, query] = ['toolbox/landings.sql', 'queries/landings_by_origin.sql']
    try {
      writeFileSync(inWorkspace(file), macro('n'))
      writeFileSync(inWorkspace(query), 'SELECT origin, n FROM landings(15) ORDER BY n DESC\n')
      await view.draft()
      await view.type('SELECT n FROM landings(3)')
      await page.keyboard.press('Home')
      for (let step = 0; step < 'SELECT n'.length; step++) await page.keyboard.press('ArrowRight')
      await page.keyboard.press('F2')
      const name = page.getByRole('textbox', { name: 'New name' })
      await name.fill('origin')
      await page.getByText('`landings` gives a column `origin` already. Choose another name.').waitFor(slow)
      expect(await page.getByRole('alert').filter({ hasText: 'origin' }).innerText()).not.toContain(
        'went wrong',
      )
      await name.fill('flown')
      const lines = page.getByRole('grid', { name: 'Lines that change' })
      await lines.getByText('SELECT origin, flown AS n FROM landings(15) ORDER BY flown DESC').waitFor(slow)
      await lines.getByText('count(*) AS flown').waitFor(slow)
      await page.getByRole('button', { name: 'Rename', exact: true }).click()
      await page.getByText('Renamed n of landings to flown; 1 file follows').waitFor(slow)
      expect(text(file)).toBe(macro('flown'))
      expect(text(query)).toBe('SELECT origin, flown AS n FROM landings(15) ORDER BY flown DESC\n')
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText(/^Undone: Renamed n of landings/).waitFor(slow)
      expect([text(file), text(query)]).toEqual([
        macro('n'),
        'SELECT origin, n FROM landings(15) ORDER BY n DESC\n',
      ])
    } finally {
      rmSync(inWorkspace(file), { force: true })
      rmSync(inWorkspace(query), { force: true })
    }
  })

  it('is offered with what is kept of its values', async () => {
    const { client, page, view } = app
    const { set, sources } = await client.engine.catalogue({ at: {} })
    const image = sources.find(({ name }) => name === 'flights')?.image?.key ?? ''
    await resultOf(
      client.engine.profile({ set: set.id, image, columns: [{ name: 'destination', type: 'VARCHAR' }] }),
    )
    await view.draft()
    await view.type('SELECT dest FROM flights')
    await page.keyboard.press('Home')
    for (let step = 0; step < 'SELECT dest'.length; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Control+Space')
    await page.locator('.suggest-widget').getByText('destination').first().waitFor(slow)
    await page.keyboard.press('Control+Space')
    await page
      .locator('.suggest-details')
      .getByText(/no NULL, about \d+ distinct · ORD \d\.\d %/)
      .waitFor(slow)
  })
})

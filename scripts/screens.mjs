import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Every screen of the demo and its states, each as a person reaches it from a window without tabs. `welcome` and `trust`
 * are first, since a new home begins there. A screen that changes the workspace returns what undoes it.
 */
export const screens = {
  async welcome(page) {
    await command(page, 'Workspaces: open, make or try the demo')
    await page.getByText('Try the demo').first().waitFor()
  },
  async trust(page) {
    await command(page, 'Review trust')
    await page
      .getByText(/Trust|trusted/)
      .first()
      .waitFor()
  },
  async restricted(page) {
    await command(page, 'Review trust')
    await page.getByRole('button', { name: 'Restrict it again' }).click()
    await page.getByText(/is restricted: sync is off|Restricted: sync is off/).waitFor()
    await feature(page, 'Lake')
    await command(page, 'Lake: all sources')
    return () => trust(page)
  },
  async 'restricted-trust'(page) {
    await command(page, 'Review trust')
    await page.getByRole('button', { name: 'Restrict it again' }).click()
    await page.getByRole('button', { name: 'Trust this workspace' }).waitFor()
    await page.getByRole('button', { name: 'What changes' }).click()
    return () => trust(page)
  },
  async nothing(page) {
    await page.getByText('Nothing is open.').waitFor()
  },

  async explore(page) {
    await openQuery(page, 'late_by_origin.sql')
    await runQuery(page)
  },
  async 'explore-empty'(page) {
    await openQuery(page, 'weekly_flights.sql')
  },
  async 'explore-table'(page) {
    await query(page, 'SELECT * FROM flights')
  },
  async 'explore-values'(page) {
    await query(page, values)
  },
  async 'explore-cell'(page) {
    await query(page, values)
    await focusCell(page, 5)
    await page.keyboard.press('Space')
  },
  async 'explore-chart'(page) {
    await openQuery(page, 'delay_histogram.sql')
    await runQuery(page)
    await chart(page)
  },
  async 'explore-line'(page) {
    await openQuery(page, 'weekly_flights.sql')
    await runQuery(page)
    await chart(page)
  },
  async 'explore-histogram'(page) {
    await query(page, 'SELECT delay FROM flights WHERE delay BETWEEN -60 AND 180')
    await chart(page)
  },
  async 'explore-preview'(page) {
    await draft(page, cte)
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('ArrowDown')
    await page.getByRole('tab', { name: /^Preview/ }).waitFor()
    await page.keyboard.press('Control+K')
    await page.keyboard.press('2')
    await page.getByText('first 500 rows').waitFor()
  },
  async 'explore-plan'(page) {
    await query(page, cte)
    await page.getByRole('tab', { name: 'Plan' }).click()
  },
  async 'explore-error'(page) {
    await query(page, 'SELECT origin, avg(dely) AS late\nFROM flights\nGROUP BY ALL')
    await page.locator('.squiggly-error').first().waitFor()
  },
  async 'explore-context-menu'(page) {
    await draft(page, 'select origin,count(*) as n from flights group by all')
    await page.locator('.monaco-editor .view-line').first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Format/ }).hover()
  },
  async 'explore-references'(page) {
    await draft(page, 'WITH late AS (\n  SELECT origin FROM flights\n)\nSELECT late.origin FROM late')
    await page.keyboard.press('Shift+F12')
    await page
      .getByText(/References/)
      .first()
      .waitFor()
  },
  async 'explore-cells'(page) {
    await draft(
      page,
      '-- %% by origin\nSELECT origin, count(*) AS n FROM flights GROUP BY ALL;\nSELECT count(*) AS rows FROM flights;\n\n-- %% airports\nSELECT * FROM airports LIMIT 5;',
    )
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('tablist', { name: 'Statements' }).getByRole('tab').nth(1).waitFor()
    await page.getByText('Run cell: airports').waitFor()
  },
  async 'explore-no-rows'(page) {
    await query(page, "SELECT * FROM flights WHERE origin = 'nowhere'")
  },
  async 'explore-statements'(page) {
    await draft(
      page,
      'SELECT 1 AS one;\nSELECT origin, count(*) AS n FROM flights GROUP BY ALL;\nSELECT nope;',
    )
    await page.keyboard.press('Control+Shift+Enter')
    await page.getByRole('tablist', { name: 'Statements' }).getByRole('tab').nth(2).waitFor()
    await page
      .getByText(/failed/)
      .first()
      .waitFor()
  },
  async 'explore-running'(page) {
    await draft(page, 'SELECT count(*) FROM flights a, flights b WHERE a.delay + b.delay > 100000')
    await page.keyboard.press('Control+Enter')
    await page
      .getByText(/^Running/)
      .first()
      .waitFor()
    await page.waitForTimeout(1500)
  },
  async 'explore-at'(page) {
    await openQuery(page, 'start_here.sql')
    await runQuery(page)
    await page.getByRole('toolbar', { name: 'Query' }).getByRole('button', { name: /^At/ }).click()
  },
  async 'explore-pinned'(page) {
    await query(page, 'SELECT origin, count(*) AS flights FROM flights GROUP BY ALL ORDER BY flights DESC')
    await page.getByRole('toolbar', { name: 'Query' }).getByRole('button', { name: /^At/ }).click()
    await page.getByRole('menu').getByText('2,497,772 rows').click()
    await page
      .getByText(/not the latest/)
      .first()
      .waitFor()
    await runQuery(page)
  },
  async 'explore-filter'(page) {
    await query(page, 'SELECT * FROM flights')
    await page.getByRole('toolbar', { name: 'Result' }).getByRole('button', { name: 'Filter' }).click()
    await page.getByRole('dialog', { name: 'New filter' }).waitFor()
  },
  async 'explore-edit-as-query'(page) {
    await query(page, 'SELECT origin, count(*) AS n FROM flights GROUP BY ALL')
    await focusCell(page, 1)
    await page.keyboard.press('f')
    await page
      .getByText('1 filter')
      .or(page.getByRole('button', { name: /^Remove filter/ }))
      .first()
      .waitFor()
    await page.keyboard.press('Control+K')
    await page.keyboard.press('e')
    await page.locator('.monaco-editor:visible').getByText('AS result').waitFor()
    await runQuery(page)
  },
  async 'explore-selection'(page) {
    await query(page, 'SELECT * FROM flights')
    await focusCell(page, 1)
    await page.keyboard.press('Control+A')
    await page.getByRole('status', { name: 'Selection' }).getByText('sum').waitFor()
  },
  async 'explore-export'(page) {
    await query(page, 'SELECT * FROM flights')
    await page
      .getByRole('toolbar', { name: 'Result' })
      .getByRole('button', { name: /Export/ })
      .click()
  },
  async 'explore-complete'(page) {
    await draft(page, 'SELECT late_sh')
    await page.keyboard.press('Control+Space')
    await page.locator('.suggest-widget').getByText('late_share').first().waitFor()
  },
  async 'explore-hover'(page) {
    await draft(page, 'SELECT origin, late_share(delay) AS late\nFROM flights\nGROUP BY ALL')
    await page.locator('.view-line').getByText('late_share').first().hover()
    await page.locator('.monaco-hover-content').first().waitFor()
  },
  async 'explore-draft'(page) {
    await draft(page, cte)
  },

  async 'explore-toast'(page) {
    await openQuery(page, 'start_here.sql')
    await runQuery(page)
    await page.getByRole('button', { name: 'Copy provenance' }).first().click()
    await page.getByText('Provenance copied').waitFor()
  },

  async lake(page) {
    await feature(page, 'Lake')
    await command(page, 'Lake: all sources')
    await page.getByRole('row').filter({ hasText: 'birdstrikes' }).first().waitFor()
  },
  'lake-overview': (page) => source(page, 'flights', 'Overview'),
  'lake-contract': (page) => source(page, 'flights', 'Contract'),
  'lake-objects': (page) => source(page, 'flights', 'Objects'),
  'lake-snapshots': (page) => source(page, 'flights', 'Snapshots'),
  'lake-rejects': (page) => source(page, 'birdstrikes', 'Rejects'),
  async 'lake-diff'(page) {
    await source(page, 'flights', 'Overview')
    await page
      .getByRole('button', { name: /Diff with previous/ })
      .first()
      .click()
    await page
      .getByText(/Objects/)
      .first()
      .waitFor()
  },
  async 'lake-snapshot'(page) {
    await source(page, 'flights', 'Overview')
    await page
      .locator('main')
      .getByRole('button', { name: /^Snapshot/ })
      .first()
      .click()
  },
  async 'lake-new'(page) {
    await command(page, 'Lake: all sources')
    await page
      .getByRole('button', { name: /New source/ })
      .first()
      .click()
  },

  'toolbox-doc': (page) => transform(page, 'late_share', 'Doc'),
  async toolbox(page) {
    await transform(page, 'late_share', 'Tests')
    await page.getByRole('button', { name: 'Test', exact: true }).first().click()
    await page
      .getByText(/tests \d+ of \d+/)
      .first()
      .waitFor()
  },
  async 'toolbox-failed'(page, workspace) {
    const undo = await edit(page, workspace, 'toolbox/late_share.sql', (text) =>
      text.replace('delay > bound', 'delay >= bound'),
    )
    await transform(page, 'late_share', 'Tests')
    await page.getByRole('button', { name: 'Test', exact: true }).first().click()
    await page.getByText('FAILED').first().waitFor()
    return undo
  },
  'toolbox-source': (page) => transform(page, 'late_share', 'Source'),
  'toolbox-used': (page) => transform(page, 'late_share', 'Used by'),
  async 'toolbox-extract'(page) {
    await draft(page, 'SELECT origin, avg((delay > 30)::INT) AS share\nFROM flights\nGROUP BY ALL')
    await page.keyboard.press('Control+Home')
    for (let step = 0; step < 'SELECT origin, '.length; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.down('Shift')
    for (let step = 0; step < 'avg((delay > 30)::INT)'.length; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.up('Shift')
    await page.keyboard.press('Control+.')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('late_over_half_hour')
    await page.getByText(/Same plans|Equal rows/).waitFor()
  },

  'evaluation-definition': (page) => evaluation(page, 'Definition'),
  async 'evaluation-plan'(page) {
    await evaluation(page, 'Plan')
    await versions(page)
  },
  async evaluation(page) {
    await evaluation(page, 'Runs')
    await group(page, 0)
    await page.getByRole('row').filter({ hasText: 'route_hour_median' }).first().waitFor()
  },
  async 'evaluation-run'(page) {
    await evaluation(page, 'Runs')
    await run(page)
  },
  async 'evaluation-verify'(page) {
    await evaluation(page, 'Runs')
    await run(page)
    await verify(page, 'Equal: the same bits again')
  },
  async 'evaluation-verify-differs'(page) {
    // No run of the demo differs from itself, so that its answer is changed on the way.
    await page.route('**/rpc/evaluation/verify', async (route) => {
      const response = await route.fetch()
      const body = (await response.text())
        .replace(/"equal":true/, '"equal":false')
        .replace(/("is":.*?"mae":)[\d.]+/, '$116.5')
      await route.fulfill({ response, body })
    })
    await evaluation(page, 'Runs')
    await run(page)
    await verify(page, 'NOT equal')
  },
  async 'evaluation-group'(page) {
    await evaluation(page, 'Runs')
    await group(page, 1)
  },
  async 'evaluation-compare'(page) {
    await evaluation(page, 'Runs')
    const ticks = page.locator('main [data-tick]')
    await ticks.nth(0).click()
    await ticks.nth(3).click()
    await page
      .getByRole('button', { name: /^Compare/ })
      .last()
      .click()
    await page
      .getByText(/better|worse/)
      .first()
      .waitFor()
  },
  async 'evaluation-gates'(page) {
    await evaluation(page, 'Plan')
    await versions(page)
    await page.getByRole('button', { name: /^gates \d+ of \d+ passed/ }).click()
    await page.getByRole('region', { name: 'Gates' }).scrollIntoViewIfNeeded()
  },
  async 'evaluation-running'(page) {
    await evaluation(page, 'Plan')
    await page.getByText('Run all again').click()
    await page.getByRole('button', { name: /^Run \d/ }).click()
    await page
      .getByText(/running/)
      .first()
      .waitFor()
  },

  async git(page) {
    await feature(page, 'Source control')
    await side(page, 'Source control').getByText('Learn by route and hour').first().click()
  },
  async 'git-changes'(page) {
    await feature(page, 'Source control')
  },

  async 'git-diff'(page, workspace) {
    const undo = await edit(page, workspace, 'queries/start_here.sql', (text) =>
      text.replace('AS mean_delay_min', 'AS mean_delay').replace('ORDER BY ALL', 'ORDER BY flights DESC'),
    )
    await feature(page, 'Source control')
    await side(page, 'Source control').getByText('start_here.sql').first().click()
    await page.locator('.monaco-diff-editor').waitFor()
    return undo
  },

  async settings(page) {
    await page.getByRole('button', { name: 'Settings' }).first().click()
    await page.getByRole('searchbox').first().waitFor()
  },
  'settings-appearance': (page) => settings(page, 'Appearance'),
  'settings-engine': (page) => settings(page, 'Engine'),
  async 'settings-store'(page) {
    await settings(page, 'Store')
    await page.getByRole('button', { name: 'Measure again' }).waitFor()
  },
  'settings-remotes': (page) => settings(page, 'Remotes'),
  'settings-git': (page) => settings(page, 'Git'),
  'settings-trust': (page) => settings(page, 'Trust'),
  async 'settings-none'(page) {
    await settings(page, 'General')
    await page.getByRole('searchbox').first().fill('nothing like that')
  },
  async keyboard(page) {
    await command(page, 'Keyboard map')
    await page
      .getByRole('button', { name: /Record a key/ })
      .first()
      .waitFor()
  },
  async palette(page) {
    await page.keyboard.press('Control+P')
    await page.keyboard.type('delay')
  },
  async 'palette-commands'(page) {
    await openQuery(page, 'start_here.sql')
    await page.keyboard.press('Control+Shift+P')
  },
  async 'palette-help'(page) {
    await openQuery(page, 'start_here.sql')
    await page.keyboard.press('Control+P')
    await page.keyboard.type('?')
  },
  'panel-jobs': (page) => panel(page, 'Control+K', 'j'),
  async 'panel-jobs-running'(page) {
    await screens['evaluation-running'](page)
    await panel(page, 'Control+K', 'j')
  },
  async 'panel-problems'(page) {
    await screens['explore-error'](page)
    await page.keyboard.press('Control+Shift+M')
  },
  async 'panel-history'(page) {
    await openQuery(page, 'start_here.sql')
    await runQuery(page)
    await page.keyboard.press('Control+Shift+H')
  },
}

/** What the README shows. */
export const readme = ['explore', 'evaluation']

const values = `SELECT NULL::VARCHAR AS nothing, '' AS empty, ' ' AS space, 0 AS zero, 'NaN'::DOUBLE AS nan, 1000000000.5 AS big,
  TIMESTAMP '2001-02-03 04:05:06' AS at, 12.30::DECIMAL(9,2) AS price, [1, NULL, 3] AS list,
  {'a': 1, 'b': {'c': 'x', 'd': [true, false]}} AS struct, '\\xAA\\xBBtext'::BLOB AS bytes, repeat('long ', 200) AS long
UNION ALL
SELECT 'text', 'a', 'b', -1, 'Infinity'::DOUBLE, -0.25, TIMESTAMP '1999-12-31 23:59:59.123456', 1234567.89, [], NULL, ''::BLOB, 'tab\there'`

const cte = `WITH late AS (
  SELECT origin, destination, delay FROM flights WHERE delay > 60
)
SELECT origin, count(*) AS flights, round(avg(delay), 1) AS mean_delay
FROM late
GROUP BY ALL
ORDER BY flights DESC`

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
export async function openQuery(page, file) {
  await feature(page, 'Explore')
  await side(page, 'Explore').getByText(file, { exact: true }).first().click()
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
const focusEditor = (page) =>
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
async function query(page, text) {
  await draft(page, text)
  await runQuery(page)
}
async function focusCell(page, column) {
  const grid = page.getByRole('grid').first()
  await grid.focus()
  await page.keyboard.press('Control+Home')
  for (let step = 0; step < column; step++) await page.keyboard.press('ArrowRight')
}
async function chart(page) {
  await page.getByRole('tab', { name: 'Chart' }).click()
  await page.locator('[data-outcome] svg').first().waitFor()
}
async function source(page, name, view) {
  await feature(page, 'Lake')
  await side(page, 'Lake').getByText(name, { exact: true }).first().click()
  await page
    .getByRole('tablist', { name: `Views of ${name}` })
    .getByRole('tab', { name: new RegExp(`^${view}`) })
    .click()
}
async function transform(page, name, view) {
  await feature(page, 'Toolbox')
  await side(page, 'Toolbox').getByText(name, { exact: true }).first().click()
  await page
    .getByRole('tab', { name: new RegExp(`^${view}`) })
    .first()
    .click()
}
async function evaluation(page, view) {
  await feature(page, 'Evaluation')
  await side(page, 'Evaluation').getByText('delay', { exact: true }).first().click()
  await page
    .getByRole('tablist', { name: 'Views of delay' })
    .getByRole('tab', { name: new RegExp(`^${view}`) })
    .click()
}
/** Groups the runs by what stands at this place of the menu; 0 is by nothing. */
async function group(page, at) {
  await page.getByRole('button', { name: /Group/ }).first().click()
  await page.getByRole('option').nth(at).click()
}
async function versions(page) {
  await page.getByRole('button', { name: /^Versions/ }).click()
  await page.getByRole('button', { name: 'Last 5' }).click()
  await page.keyboard.press('Escape')
}
async function run(page) {
  await group(page, 0)
  await page
    .getByRole('row')
    .filter({ hasText: 'route_hour_median' })
    .first()
    .click({ position: { x: 60, y: 12 } })
  await page.keyboard.press('Enter')
}
async function verify(page, words) {
  await page.keyboard.press('v')
  const told = page.getByText(words).first()
  await told.waitFor({ timeout: 30_000 })
  await told.scrollIntoViewIfNeeded()
}
async function settings(page, group) {
  await screens.settings(page)
  await page
    .getByRole('navigation', { name: 'Groups of settings' })
    .getByRole('button', { name: group })
    .click()
}
async function trust(page) {
  await command(page, 'Review trust')
  await page.getByRole('button', { name: 'Trust this workspace' }).click()
  await page.getByRole('button', { name: 'Trust this workspace' }).waitFor({ state: 'detached' })
}
/** Changes a file as another program would, and looks again; returns what puts it back. */
async function edit(page, workspace, file, change) {
  const path = join(workspace, file)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, change(text))
  await page.reload()
  await page.locator('[data-part]').first().waitFor()
  return () => writeFileSync(path, text)
}
async function panel(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key)
  await page.getByRole('region', { name: 'Panel' }).waitFor()
}

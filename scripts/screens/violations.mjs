import axe from 'axe-core'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * What axe-core finds serious or critical in the window, a line each; with `colours` alone only what another theme can
 * change. Monaco's inner nodes, and its menu, are its own.
 */
export async function violations(page, { colours = false } = {}) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const found = await page.evaluate(
    (runOnly) =>
      globalThis.axe.run(
        { exclude: [['.monaco-editor'], ['.shadow-root-host']] },
        { resultTypes: ['violations'], runOnly },
      ),
    colours ? ['color-contrast'] : rules,
  )
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 160)}`),
    )
}

import axe from 'axe-core'

/** What axe-core finds serious or critical in the window, a line each. Monaco's inner nodes are its own. */
export async function violations(page) {
  await page.evaluate(axe.source)
  const found = await page.evaluate(() =>
    globalThis.axe.run(
      { exclude: [['.monaco-editor']] },
      { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
    ),
  )
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 160)}`),
    )
}

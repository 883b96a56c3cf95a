/** A definition to start from: it compares the first query files that look like algorithms. */
export function evaluationTemplate(queries: readonly string[]): string {
  const likely = queries.filter((path) => /predict|algorithm|model/.test(path))
  const chosen = (likely.length > 0 ? likely : queries).slice(0, 4)
  const nameOf = (path: string) => {
    const base = path.slice(path.lastIndexOf('/') + 1, -'.sql'.length).replace(/^predict_/, '')
    return (
      base
        .toLowerCase()
        .replaceAll(/[^a-z0-9_]/g, '_')
        .replace(/^[^a-z]+/, '') || 'algorithm'
    )
  }
  const algorithms = chosen.length > 0 ? chosen : ['queries/algorithm.sql']
  return [
    'version: 1',
    'description: What is better?',
    'refs: [HEAD]',
    'algorithms:',
    ...algorithms.map((path) => `  ${nameOf(path)}: {query: ${path}}`),
    'metrics:                           # SQL over `predictions`, the result of the algorithm; one number',
    '  rows: {sql: SELECT count(*) FROM predictions, better: none}',
    `baseline: ${nameOf(algorithms[0] ?? '')}`,
    'gates: []',
    '',
  ].join('\n')
}

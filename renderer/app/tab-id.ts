import type { Tab, TabKind } from '../ui/workbench.ts'

/** The params that make two tabs of a kind the same tab; the others only say what it shows first. */
const naming: Record<TabKind, string[]> = {
  welcome: [],
  trust: [],
  settings: [],
  'charts.chart': ['path'],
  'charts.board': ['path'],
  'explore.query': ['path'],
  'explore.profile': ['source', 'at'],
  'explore.file': ['id', 'sha256'],
  'explore.import': [],
  'explore.uses': ['table', 'column'],
  'explore.compare': ['before', 'after'],
  'lake.sources': [],
  'lake.source': ['source'],
  'lake.diff': ['from', 'to'],
  'lake.snapshot': ['id'],
  'toolbox.transform': ['name'],
  'toolbox.rename': ['name', 'column'],
  'toolbox.extract': ['tab', 'file', 'from', 'to'],
  evaluation: ['name'],
  'evaluation.compare': ['baseline', 'candidates'],
  'git.diff': ['path'],
  'git.commit': ['commit'],
  'git.file': ['path'],
  'git.conflict': ['path'],
  text: ['path'],
}

/** The id of a tab that was opened without one: stable, so that opening the same thing again shows its tab. */
export function tabId({ kind, params }: Pick<Tab, 'kind' | 'params'>, random = crypto.randomUUID()): string {
  // The names that Explore gives to its own tabs.
  if (kind === 'explore.query') return params.path ? `query:${params.path}` : `draft:${random}`
  const parts = naming[kind].map((name) => params[name] ?? '')
  return parts.length === 0 ? kind : `${kind}:${parts.join(':')}`
}

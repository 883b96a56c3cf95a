import type { ReactNode } from 'react'
import { useWorkspaceInfo } from '../client/index.ts'
import { Provenance, type ProvenanceProps, provenanceText } from '../ui/index.ts'
import { useCatalogue } from './data.ts'
import type { Execution, QueryTabState } from './types.ts'

/** What of an execution says where its numbers come from. */
type Answered = Pick<Execution, 'base' | 'resolved' | 'params' | 'note'>

/** Where the numbers of an execution come from; `latest` tells which snapshots are the last ones. */
function provenanceOf(
  execution: Answered,
  latest: Map<string, string>,
  commit: string | null,
): ProvenanceProps {
  const { base, resolved, params, note } = execution
  return {
    files: (resolved?.reads ?? []).flatMap(({ source, file }) => (file ? [{ source, ...file }] : [])),
    snapshots: (resolved?.reads ?? [])
      .filter(({ file }) => !file)
      .map(({ source, snapshot }) => ({
        source,
        snapshot,
        pinned: latest.has(source) && latest.get(source) !== snapshot,
      })),
    commit,
    params,
    ...(base && {
      engine: { name: base.engine, threads: base.threads, ...(note !== null && { note }) },
    }),
  }
}

/** The provenance line of a result. A commit stands there only while it holds the very text that ran. */
export function ResultProvenance({
  state,
  execution,
  sample,
  children,
}: {
  state: QueryTabState
  execution: Answered
  /** What part of the data was read, where it is not all. */
  sample?: string
  children: ReactNode
}) {
  return (
    <Provenance {...useProvenance(state, execution)} sample={sample}>
      {children}
    </Provenance>
  )
}

export function useProvenance(state: QueryTabState | undefined, execution: Answered): ProvenanceProps {
  const { data: catalogue } = useCatalogue({})
  const { data: info } = useWorkspaceInfo()
  const latest = new Map(
    (catalogue?.sources ?? []).flatMap(({ name, image }) => (image ? [[name, image.snapshot] as const] : [])),
  )
  const committed = state?.path !== null && info?.git?.changes === 0
  return provenanceOf(execution, latest, committed ? (info?.git?.commit ?? null) : null)
}

export { provenanceText }

import { useMemo } from 'react'
import { useWorkspaceInfo } from '../client/index.ts'
import { type ProvenanceProps, provenanceText } from '../ui/index.ts'
import type { PictureProvenance } from './export.ts'
import type { LoadedRows } from './rows.ts'

/** Where the numbers of some rows come from. A commit stands there only while it holds the very files. */
export function useRowsProvenance(rows: readonly LoadedRows[]): ProvenanceProps {
  const { data: info } = useWorkspaceInfo()
  const commit = info?.git?.changes === 0 ? info.git.commit : null
  return useMemo(() => {
    const reads = new Map(
      rows.flatMap(({ resolved }) =>
        resolved.reads.map((read) => [`${read.source} ${read.snapshot}`, read] as const),
      ),
    )
    const [first] = rows
    return {
      snapshots: [...reads.values()],
      commit,
      params: Object.assign({}, ...rows.map(({ params }) => params)),
      ...(first && { engine: { name: first.handle.engine, threads: first.handle.threads } }),
    }
  }, [rows, commit])
}

/** The same for the metadata of a picture. */
export function pictureProvenance(
  title: string,
  { sql, resolved, params }: LoadedRows,
  props: ProvenanceProps,
  filters: string | null,
): PictureProvenance {
  return {
    title,
    query: sql,
    snapshots: resolved.reads,
    commit: props.commit ?? null,
    engine: provenanceText({ engine: props.engine }),
    params,
    filters,
  }
}

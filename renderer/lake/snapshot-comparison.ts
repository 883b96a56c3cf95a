import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RowDifference } from '#shared/contract/difference.ts'
import type { SnapshotDiff } from '#shared/contract/lake.ts'
import { short } from '#shared/names.ts'
import { snapshotRowsSql } from '#shared/sql/index.ts'
import { client, follow, typed } from '../client/index.ts'
import { openComparison } from '../engine/index.ts'
import { type Compared, useCompared } from '../ui/diff-grid/index.ts'
import { runJob } from '../ui/index.ts'

/** The paths that differ, when all of them are known. */
export const allPaths = ({ objects, added, changed, gone }: SnapshotDiff): string[] | null =>
  objects.length === added + changed + gone ? objects.map(({ path }) => path) : null

/** Two snapshots of a source side by side in the engine; `objects` as for `snapshotRowsSql`. Null waits. */
export function useSnapshotComparison(
  { source, from, to }: Pick<SnapshotDiff, 'source' | 'from' | 'to'>,
  objects: string[] | null,
  ready: boolean,
): Compared<Awaited<ReturnType<typeof openComparison>>> {
  const sql = snapshotRowsSql(source, objects)
  return useCompared(
    ['sides', source, from, to, sql],
    ready
      ? (work) =>
          openComparison(
            { before: { sql, at: { [source]: from } }, after: { sql, at: { [source]: to } } },
            work,
          )
      : null,
    (comparison) => void comparison.close(),
  )
}

/** Rows that were not read are equal on both sides. */
export function wholeCounts(facts: RowDifference, rows: SnapshotDiff['rows']): RowDifference {
  if (!rows) return facts
  return {
    ...facts,
    rows: { before: rows.from, after: rows.to },
    equal: rows.to - facts.added - facts.changed,
  }
}

/** Whether the images of both snapshots are there, and the way to build those that are not. */
export function useImages({ source, from, to }: Pick<SnapshotDiff, 'source' | 'from' | 'to'>) {
  const queries = useQueryClient()
  const [building, setBuilding] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const query = useQuery({
    queryKey: ['engine', 'images', source, from, to],
    queryFn: async ({ signal }) => {
      const states = await Promise.all(
        [from, to].map(async (id) => {
          const { sources } = await typed(client.engine.catalogue({ at: { [source]: id } }, { signal }))
          const found = sources.find(({ name }) => name === source)
          return { id, there: found?.image?.snapshot === id, problem: found?.problem }
        }),
      )
      return states
    },
    retry: false,
  })
  const missing = query.data?.filter(({ there }) => !there) ?? []
  const build = async () => {
    setBuilding(true)
    setProblem(null)
    try {
      for (const { id } of missing) {
        await runJob({ name: `Build ${source} ${short(id)}` }, (work) =>
          follow((options) => client.engine.build({ at: { [source]: id } }, options), work),
        )
      }
    } catch (thrown) {
      setProblem(thrown instanceof Error ? thrown.message : String(thrown))
    } finally {
      setBuilding(false)
      await queries.invalidateQueries({ queryKey: ['engine', 'images'] })
      await queries.invalidateQueries({ queryKey: ['lake', 'diff'] })
    }
  }
  return {
    ready: query.data !== undefined && missing.length === 0,
    missing: missing.map(({ id }) => id),
    problem: problem ?? missing.find((one) => one.problem)?.problem ?? null,
    building,
    build: () => void build(),
  }
}

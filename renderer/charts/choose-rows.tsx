import type { ChartData } from '#shared/format/chart.ts'
import { ComboBox, StateView } from '../ui/index.ts'
import { useSources, useWorkspaceFiles } from './data.ts'

/** An empty board: which rows its charts are of. */
export function ChooseRows({ onChoose }: { onChoose: (data: Pick<ChartData, 'query' | 'source'>) => void }) {
  const sources = useSources()
  const files = useWorkspaceFiles().data ?? []
  const queries = files.filter((path) => path.startsWith('queries/') && path.endsWith('.sql'))
  return (
    <StateView
      state="empty"
      title="Which rows are the charts of?"
      actions={
        <ComboBox
          label="A source or a query"
          value=""
          placeholder="flights"
          options={[
            ...sources.map((source) => ({ id: `source:${source}`, label: source, detail: 'source' })),
            ...queries.map((query) => ({ id: `query:${query}`, label: query, detail: 'query' })),
          ]}
          onChange={(id) =>
            onChoose(
              id.startsWith('source:')
                ? { source: id.slice('source:'.length) }
                : { query: id.slice('query:'.length) },
            )
          }
        />
      }
    />
  )
}

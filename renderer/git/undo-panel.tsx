import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { client, onChanged, typed } from '../client/index.ts'
import { undoFiles } from '../ui/file-changes.ts'
import { Button, formatInstant, SmallTable, type TableColumn } from '../ui/index.ts'
import { undoDrop } from './branch-verbs.ts'

interface Row {
  id: string
  at: string | null
  words: string
  /** Null: it was undone. */
  undo: (() => void) | null
}

const columns: TableColumn<Row>[] = [
  { id: 'at', name: 'When', unit: 'UTC', width: '136px', render: ({ at }) => (at ? formatInstant(at) : '') },
  { id: 'words', name: 'What was done', render: ({ words }) => <span title={words}>{words}</span> },
  {
    id: 'undo',
    name: '',
    width: '88px',
    render: ({ undo, words }) =>
      undo ? (
        <Button kind="quiet" label={`Undo: ${words}`} onPress={undo}>
          Undo
        </Button>
      ) : (
        'undone'
      ),
  },
]

/** What was done to files, branches and shelves in the last 30 days on this computer; Enter undoes it. */
export function UndoPanel() {
  const { data = [], refetch } = useQuery({
    queryKey: ['git', 'kept'],
    queryFn: ({ signal }) => typed(readKept(signal)),
    retry: false,
  })
  useEffect(() => onChanged(() => void refetch()), [refetch])
  return (
    <SmallTable
      label="Changes that can be undone"
      rows={data}
      idOf={({ id }) => id}
      onAction={({ undo }) => undo?.()}
      empty="Nothing was changed in the last 30 days."
      columns={columns}
    />
  )
}

async function readKept(signal: AbortSignal): Promise<Row[]> {
  const [files, dropped] = await Promise.all([
    client.files.kept(undefined, { signal }),
    // A plain folder has no branches.
    client.git.dropped(undefined, { signal }).catch(() => []),
  ])
  const rows: Row[] = [
    ...files.map(({ undo, at, words, undone }) => ({
      id: undo,
      at,
      words,
      undo: undone ? null : () => void undoFiles(undo),
    })),
    ...dropped.map(({ undo, at, kind, name }) => ({
      id: undo,
      at,
      words: kind === 'branch' ? `Deleted the branch ${name}` : `Took the shelf ${name} away`,
      undo: () => void undoDrop(undo),
    })),
  ]
  return rows.sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : -1))
}

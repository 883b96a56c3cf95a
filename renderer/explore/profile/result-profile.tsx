import { useMemo } from 'react'
import { StateView } from '../../ui/index.ts'
import { useCatalogue } from '../data.ts'
import { openDraft } from '../open.ts'
import { tabState } from '../store.ts'
import type { Execution } from '../types.ts'
import { filterClicks } from './clicks.ts'
import { ProfileView } from './profile-view.tsx'
import { useShownBook } from './use-book.ts'

/** The columns of a result as a table. What is pressed filters the result. */
export function ResultProfile({ id, execution }: { id: string; execution: Execution }) {
  const at = tabState(id)?.at ?? {}
  const { data: catalogue } = useCatalogue(at)
  const book = useShownBook(execution, catalogue)
  const clicks = useMemo(() => filterClicks(id, execution.id), [id, execution.id])
  if (!book) return null
  if (book.target.columns.length === 0)
    return <StateView state="empty" title="The statement gives no columns." />
  return (
    <ProfileView
      book={book}
      label="the result"
      clicks={clicks}
      from={`(\n${execution.sql.replace(/[\s;]+$/, '')}\n) AS result`}
      onQuery={(sql) => openDraft(sql, { at: execution.at })}
    />
  )
}

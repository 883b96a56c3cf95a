import { useMemo } from 'react'
import { Heading, SnapshotChip, StateView } from '../../ui/index.ts'
import type { TabProps } from '../../ui/workbench.ts'
import { useCatalogue } from '../data.ts'
import { parseTexts } from '../load.ts'
import { openDraft } from '../open.ts'
import { nameInSql } from '../source-sql.ts'
import { queryClicks } from './clicks.ts'
import css from './profile-view.module.css'
import { ProfileView } from './profile-view.tsx'
import { sourceBook } from './use-book.ts'

/** The columns of a source as a table, in a tab of its own. What is pressed opens as a query. */
export default function ProfileTab({ tab }: TabProps) {
  const name = tab.params.source ?? ''
  const at = useMemo(() => parseTexts(tab.params.at), [tab.params.at])
  const catalogue = useCatalogue(at)
  const source = catalogue.data?.sources.find((one) => one.name === name)
  const book = useMemo(() => sourceBook(catalogue.data, name), [catalogue.data, name])
  const clicks = useMemo(() => queryClicks(name, book?.target.columns ?? [], at), [name, book, at])
  if (catalogue.isPending) return <StateView state="loading" title={`Reading ${name}`} />
  if (catalogue.isError)
    return <StateView state="error" error={catalogue.error} onRetry={() => void catalogue.refetch()} />
  if (!book || !source?.image)
    return (
      <StateView
        state="empty"
        title={
          source?.building
            ? `The image of ${name} is being built. Its profile follows.`
            : (source?.problem ?? `${name} is not on this computer yet. Sync it, then look again.`)
        }
      />
    )
  return (
    <div className={css.tab}>
      <Heading
        title={`Profile of ${name}`}
        chips={<SnapshotChip id={source.image.snapshot} source={name} />}
      />
      <div className={css.grow}>
        <ProfileView
          book={book}
          label={name}
          clicks={clicks}
          from={nameInSql(name)}
          onQuery={(sql) => openDraft(sql, { title: name, at })}
        />
      </div>
    </div>
  )
}

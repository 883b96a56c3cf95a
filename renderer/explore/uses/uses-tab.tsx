import type { FoundFile } from '#shared/contract/search.ts'
import { FoundFiles } from '../../ui/found-files/index.ts'
import { Heading, plural, StateView } from '../../ui/index.ts'
import type { TabProps } from '../../ui/workbench.ts'
import { type ColumnUsesState, useColumnUses } from './use-column-uses.ts'
import css from './uses.module.css'

/** Every place of the workspace's SQL that names a column, and the line that defines it. */
export default function UsesTab({ tab, active }: TabProps) {
  const { table = '', column = '' } = tab.params
  const { look, stop, ...found } = useColumnUses({ table, column }, active)
  const { files, state, error } = found
  const [sure, perhaps] = [part(files, false), part(files, true)]
  const name = `${column} of ${table}`
  return (
    <div className={css.tab}>
      <Heading title={`Uses of ${name}`} chips={<Counted sure={sure} perhaps={perhaps} found={found} />} />
      {state === 'running' && files.length === 0 ? (
        <StateView state="loading" title={`Looking for ${name} in all SQL`} onCancel={stop} />
      ) : state === 'failed' ? (
        <StateView state="error" error={error} onRetry={() => void look()} />
      ) : files.length === 0 ? (
        <StateView state="empty" title={`No SQL of this workspace names ${name}.`} />
      ) : (
        <div className={css.files}>
          <FoundFiles
            label={`Uses of ${name}`}
            groups={[
              { title: null, files: sure },
              { title: 'Perhaps: it may be another column of that name', files: perhaps },
            ]}
          />
        </div>
      )}
    </div>
  )
}

/** The files with those of their matches that are proved, or are not. */
const part = (files: readonly FoundFile[], perhaps: boolean): FoundFile[] =>
  files.flatMap((file) => {
    const matches = file.matches.filter((match) => (match.perhaps ?? false) === perhaps)
    return matches.length > 0 ? [{ ...file, matches }] : []
  })

const placesIn = (files: readonly FoundFile[]) => files.reduce((sum, { matches }) => sum + matches.length, 0)

function Counted({
  sure,
  perhaps,
  found,
}: {
  sure: FoundFile[]
  perhaps: FoundFile[]
  found: ColumnUsesState
}) {
  const { state, searched, more } = found
  if (state === 'failed' || (state === 'running' && searched === 0)) return null
  const cut = more || found.files.some((file) => file.more)
  const unsure = placesIn(perhaps)
  return (
    <span role="status" className={css.counted}>
      {`${cut ? 'More than ' : ''}${plural(placesIn(sure), 'place')} in ${plural(sure.length, 'file')}`}
      {unsure > 0 && `, perhaps ${unsure} more`}
      {state === 'stopped' && ', stopped'}
    </span>
  )
}

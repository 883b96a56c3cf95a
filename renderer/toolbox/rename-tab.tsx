import { useMemo, useState } from 'react'
import type { RenamePlan } from '#shared/contract/toolbox.ts'
import { client } from '../client/index.ts'
import { changeFiles } from '../ui/file-changes.ts'
import { Button, Heading, plural, SmallTable, StateView, TextField } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import { useRenamePlan, useToolboxRefresh } from './data.ts'
import { nameProblem } from './extract-choice.ts'
import { openTransform } from './find.ts'
import css from './toolbox.module.css'
import { openFile } from './used-by-view.tsx'

/** A table shows so many lines at most; all of them are changed. */
const mostShown = 500

/** Another name for a transform, or for a column of one: every line that changes is shown before anything is written. */
export default function RenameTab({ tab }: TabProps) {
  const name = tab.params.name ?? tab.title
  const { column } = tab.params
  const old = column ?? name
  const [to, setTo] = useState(old)
  const [busy, setBusy] = useState(false)
  const refresh = useToolboxRefresh()
  const problem = to === old ? undefined : nameProblem(to)
  const asked = to === old || problem !== undefined ? null : { name, to, column }
  const plan = useRenamePlan(asked)
  const current = asked !== null && plan.isSuccess && !plan.isPlaceholderData ? plan.data : null
  const reason =
    to === old ? 'Type another name' : (problem ?? (plan.isError ? 'See the problem below' : undefined))

  const rename = async () => {
    if (!current || busy) return
    setBusy(true)
    const files = current.files.map(({ path, was }) => ({ path, was }))
    const done = await changeFiles(() => client.toolbox.rename({ name, to, column, files }))
    setBusy(false)
    if (done === null) {
      void plan.refetch()
      return
    }
    const now = column === undefined ? to : name
    refresh(now)
    frame().closeTab(tab.id)
    openTransform(now)
  }
  return (
    <div className={css.tab}>
      <Heading
        title={column === undefined ? `Rename ${name}` : `Rename ${column} of ${name}`}
        chips={current && <span>{wordsOf(current)}</span>}
        actions={
          <Button
            kind="primary"
            busy={busy || (asked !== null && plan.isFetching)}
            disabledReason={reason}
            onPress={() => void rename()}
          >
            Rename
          </Button>
        }
      />
      <div className={css.renameName}>
        <TextField
          label="New name"
          mono
          autoFocus
          value={to}
          onChange={(text) => setTo(text.toLowerCase().replaceAll(/[\s-]+/g, '_'))}
          invalid={problem}
          onSubmit={() => void rename()}
        />
      </div>
      {asked !== null && plan.isError ? (
        <StateView state="error" error={plan.error} />
      ) : plan.data && asked !== null ? (
        <Lines plan={plan.data} />
      ) : (
        <StateView
          state="empty"
          title="The lines that define, test or call it appear here under the new name. Nothing is written before you choose Rename."
        />
      )}
    </div>
  )
}

function wordsOf({ files }: RenamePlan): string {
  const lines = files.reduce((sum, file) => sum + file.lines.length, 0)
  return `${plural(lines, 'line')} in ${plural(files.length, 'file')}`
}

function Lines({ plan: { files } }: { plan: RenamePlan }) {
  const lines = useMemo(
    () => files.flatMap(({ path, lines }) => lines.map((line) => ({ ...line, path }))),
    [files],
  )
  return (
    <>
      {lines.length > mostShown && (
        <p className={css.renameMore}>{`The first ${mostShown} of ${lines.length} lines:`}</p>
      )}
      <SmallTable
        label="Lines that change"
        rows={lines.slice(0, mostShown)}
        idOf={({ path, line }) => `${path}:${line}`}
        onAction={({ path, line }) => openFile(path, line)}
        columns={[
          { id: 'file', name: 'File', mono: true, width: '26%', render: ({ path }) => shown(path) },
          { id: 'line', name: 'Line', align: 'end', width: '56px', render: ({ line }) => line },
          { id: 'before', name: 'Now', mono: true, render: ({ before }) => shown(before) },
          { id: 'after', name: 'Then', mono: true, render: ({ after }) => shown(after) },
        ]}
      />
    </>
  )
}

/** What is cut at its end stands whole in its tooltip. */
const shown = (line: string) => <span title={line.trim()}>{line.trim().slice(0, 300)}</span>

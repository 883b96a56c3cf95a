import { useState } from 'react'
import { type ChartData, type ChartSpec, writeChart } from '#shared/format/chart.ts'
import { splitStatements } from '#shared/sql/index.ts'
import { appErrorOf, client } from '../client/index.ts'
import { Button, Popover, Select, TextField } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import css from './explore.module.css'
import { tabState } from './store.ts'
import type { Execution, QueryTabState } from './types.ts'

/** Where an execution's rows come from, as a chart's file names it; null while only this window knows the query. */
export function chartRows(tab: QueryTabState, execution: Execution): ChartData | null {
  const { resolved, params, sql, from } = execution
  if (!resolved) return null
  const rest = { statement: 1, at: {}, params }
  if (tab.path === null) return resolved.wholeTable === null ? null : { ...rest, source: resolved.wholeTable }
  const place = splitStatements(tab.text).findIndex((one) => one.from === from && one.text === sql)
  return place < 0 ? null : { ...rest, query: tab.path, statement: place + 1 }
}

/** Keeps a chart as a file of `charts/`, which names its query or source and its snapshots. */
export function SaveChart({ id, execution, spec }: { id: string; execution: Execution; spec: ChartSpec }) {
  const tab = tabState(id)
  const data = tab ? chartRows(tab, execution) : null
  const reason = data
    ? undefined
    : tab?.path === null
      ? 'Save the query first: a chart names its file'
      : 'Run the whole statement again: its text changed'
  return (
    <Popover
      label="Save chart"
      placement="bottom end"
      trigger={
        <Button kind="quiet" disabledReason={reason} id={`savechart-${id}`}>
          Save chart…
        </Button>
      }
    >
      {(close) =>
        data && (
          <SaveForm
            data={data}
            spec={spec}
            execution={execution}
            suggested={nameOf(tab, spec)}
            onDone={close}
          />
        )
      }
    </Popover>
  )
}

const nameOf = (tab: QueryTabState | undefined, { x }: ChartSpec): string => {
  const file = tab?.path
    ?.split('/')
    .at(-1)
    ?.replace(/\.sql$/, '')
  return (file ?? x).toLowerCase().replace(/[^a-z0-9_]+/g, '_')
}

const chartPath = (name: string) => `charts/${name.trim().replace(/\.yml$/, '')}.yml`

function SaveForm({
  data,
  spec,
  execution,
  suggested,
  onDone,
}: {
  data: ChartData
  spec: ChartSpec
  execution: Execution
  suggested: string
  onDone: () => void
}) {
  const pinned = Object.keys(execution.at).length > 0
  const [name, setName] = useState(suggested)
  const [at, setAt] = useState(pinned ? 'these' : 'latest')
  const [problem, setProblem] = useState<string | undefined>()
  const save = async () => {
    if (!/^[\w][\w .-]*$/u.test(name.trim())) {
      setProblem('Type a name of letters, digits, _ and -')
      return
    }
    const reads = execution.resolved?.reads ?? []
    const path = chartPath(name)
    const text = writeChart({
      version: 1,
      ...data,
      at: at === 'these' ? Object.fromEntries(reads.map(({ source, snapshot }) => [source, snapshot])) : {},
      ...spec,
    })
    try {
      await client.workspace.write({ path, text, was: null })
      onDone()
      const title = path.slice('charts/'.length, -'.yml'.length)
      frame().openTab({ id: `chart:${path}`, kind: 'charts.chart', title, params: { path } })
    } catch (thrown) {
      const error = appErrorOf(thrown)
      setProblem(
        error.code === 'FILE_CHANGED' ? `${path} is there already. Choose another name` : error.message,
      )
    }
  }
  return (
    <div className={css.form}>
      <TextField
        label="Name in charts/"
        value={name}
        onChange={(text) => {
          setName(text)
          setProblem(undefined)
        }}
        invalid={problem}
        onSubmit={() => void save()}
        autoFocus
        mono
      />
      <Select
        label="Snapshots"
        value={at}
        onChange={setAt}
        options={[
          { id: 'latest', label: 'The latest, each time it is shown' },
          { id: 'these', label: 'Those of this result' },
        ]}
      />
      <Button kind="primary" onPress={() => void save()}>
        Save chart
      </Button>
    </div>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { HandFile, HandTable } from '#shared/contract/hand.ts'
import { toAppError } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import { Download, Play, Trash2 } from '../../ui/icons.ts'
import {
  Button,
  formatBytes,
  formatInstant,
  Heading,
  Problem,
  plural,
  StateView,
  Tabs,
} from '../../ui/index.ts'
import { frame, type TabProps } from '../../ui/workbench.ts'
import { openDraft } from '../open.ts'
import { nameInSql, selectOf } from '../source-sql.ts'
import css from './at-hand.module.css'
import { useHandFiles } from './data.ts'
import { HandRows } from './hand-rows.tsx'
import { LakeForm } from './lake-form.tsx'
import { NameForm } from './name-form.tsx'
import { ReadingBar } from './reading-bar.tsx'
import { removeHandFile, restoreHandFile } from './remove.ts'
import { TableChooser } from './table-chooser.tsx'

/** A file at hand: where its rows came from, how it was read, and its rows. */
export default function FileTab({ tab }: TabProps) {
  const files = useHandFiles()
  const queries = useQueryClient()
  const { id, sha256, view } = tab.params
  if (files.isPending) return <StateView state="loading" title={`Opening ${tab.title}`} />
  if (files.isError)
    return <StateView state="error" error={files.error} onRetry={() => void files.refetch()} />
  const file = files.data.find((one) => one.id === id || one.sha256 === sha256)
  if (!file) {
    return (
      <StateView
        state="empty"
        title={`${tab.title} is not at hand any more.`}
        actions={
          <>
            {id !== undefined && (
              <Button onPress={() => void restoreHandFile(id, queries)}>Bring it back</Button>
            )}
            <Button onPress={() => frame().run('explore.openFile')}>Open data file…</Button>
          </>
        }
      />
    )
  }
  return <OneFile key={file.id} file={file} tab={tab.id} asksForLake={view === 'lake'} />
}

function OneFile({ file, tab, asksForLake }: { file: HandFile; tab: string; asksForLake: boolean }) {
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<string | null>(null)
  const [lake, setLake] = useState(asksForLake)
  useEffect(() => {
    if (asksForLake) setLake(true)
  }, [asksForLake])
  const table = file.tables.find(({ name }) => name === chosen) ?? file.tables[0]
  const showLake = (shown: boolean) => {
    setLake(shown)
    if (!shown) frame().updateTab(tab, { params: { id: file.id } })
  }
  const remove = () => {
    removeHandFile(file, queries).catch((thrown: unknown) =>
      frame().toast({ message: toAppError(thrown).message, tone: 'error' }),
    )
  }
  return (
    <div className={css.tab}>
      <Heading
        title={file.file}
        chips={<span className={css.badge}>not of the lake</span>}
        actions={
          <>
            {table && (
              <Button kind="primary" icon={Play} onPress={() => query(table)}>
                Query
              </Button>
            )}
            <Button icon={Download} onPress={() => showLake(!lake)}>
              Put into the lake…
            </Button>
            <Button icon={Trash2} onPress={remove}>
              Remove
            </Button>
          </>
        }
      />
      <Facts file={file} />
      {lake && table ? (
        <LakeForm file={file} table={table} onClose={() => showLake(false)} />
      ) : (
        <>
          <ReadingBar file={file} />
          <TableChooser file={file} />
          <Notes file={file} table={table} />
          {file.tables.length > 1 && table ? (
            <Tabs
              label="Tables of the file"
              selected={table.name}
              onSelect={setChosen}
              items={file.tables.map(({ name, rows }) => ({ id: name, title: name, count: rows }))}
            >
              {() => <TableView file={file} table={table} />}
            </Tabs>
          ) : (
            table && <TableView file={file} table={table} />
          )}
        </>
      )}
    </div>
  )
}

const query = ({ name, columns }: HandTable): void =>
  openDraft(
    selectOf(
      name,
      columns.map((column) => column.name),
    ),
    { title: name },
  )

const formats: Record<HandFile['format'], string> = {
  csv: 'Text with columns (CSV)',
  json: 'JSON',
  parquet: 'Parquet',
  xlsx: 'Excel',
  arrow: 'Arrow',
  duckdb: 'DuckDB',
}

function Facts({ file }: { file: HandFile }) {
  return (
    <dl className={css.facts}>
      <div>
        <dt>Format</dt>
        <dd>{formats[file.format]}</dd>
      </div>
      <div>
        <dt>Size</dt>
        <dd>{formatBytes(file.bytes)}</dd>
      </div>
      <div>
        <dt>SHA-256</dt>
        <dd className={css.mono} title={file.sha256}>
          {short(file.sha256)}
        </dd>
      </div>
      <div>
        <dt>Copied</dt>
        <dd>{`${formatInstant(file.at)} UTC`}</dd>
      </div>
    </dl>
  )
}

function Notes({ file, table }: { file: HandFile; table: HandTable | undefined }) {
  const rejects = table?.rejects ?? 0
  return (
    <div className={css.notes}>
      {file.notes.map((note) => (
        <Problem
          key={note}
          severity="note"
          error={{ code: '', kind: 'input', message: note, place: {}, details: {} }}
        />
      ))}
      {table && rejects > 0 && (
        <Problem
          severity="warning"
          error={{
            code: '',
            kind: 'input',
            message: `${plural(rejects, 'line')} did not fit and ${rejects === 1 ? 'is' : 'are'} kept apart, with ${rejects === 1 ? 'its' : 'their'} reason.`,
            place: {},
            details: {},
          }}
          action={
            <Button
              kind="quiet"
              onPress={() =>
                openDraft(`SELECT * FROM ${nameInSql(`${table.name}_rejects`)};\n`, {
                  title: `${table.name} rejects`,
                })
              }
            >
              Show them
            </Button>
          }
        />
      )}
    </div>
  )
}

function TableView({ file, table }: { file: HandFile; table: HandTable }) {
  return (
    <div className={css.rows}>
      <NameForm file={file} table={table} />
      <HandRows key={table.image} table={table} file={file} />
    </div>
  )
}

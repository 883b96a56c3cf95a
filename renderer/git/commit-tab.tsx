import { useState } from 'react'
import { short } from '#shared/names.ts'
import {
  Button,
  CommitChip,
  formatInstant,
  Heading,
  List,
  plural,
  StateView,
  useFirstFocus,
} from '../ui/index.ts'
import type { TabProps } from '../ui/workbench.ts'
import { ChangeMark } from './change-mark.tsx'
import { type SidedFile, useCommit } from './data.ts'
import { DiffActions } from './diff-actions.tsx'
import { DiffPane } from './diff-pane.tsx'
import css from './git.module.css'
import { useDiffLayout } from './layout.ts'
import { openFile } from './open.ts'
import { lineCounts, splitMessage, splitPath } from './words.ts'

/** A commit: its message, who made it and when, and what it changed. */
export default function CommitTab({ tab, active }: TabProps) {
  const list = useFirstFocus('[role="grid"]', active)
  const commit = tab.params.commit ?? ''
  const { data, isPending, isError, error, refetch } = useCommit(commit)
  const [chosen, setChosen] = useState<string | null>(null)
  const { inline } = useDiffLayout()
  if (isPending) return <StateView state="loading" title={`Reading commit ${short(commit)}`} />
  if (isError) return <StateView state="error" error={error} onRetry={() => void refetch()} />
  const { entry, files } = data
  const { title, body } = splitMessage(entry.message)
  const file = files.find(({ path }) => path === chosen) ?? files[0]
  return (
    <div className={css.tab}>
      <Heading
        title={title || 'No message'}
        chips={<CommitChip commit={entry.commit} />}
        actions={file?.before != null && file.after !== null && <DiffActions tab={tab.id} />}
      />
      <div className={css.about}>
        {body && <p className={css.body}>{body}</p>}
        <p className={css.meta}>
          <span>{entry.author}</span>
          <span>{formatInstant(entry.at)} UTC</span>
          <span>{plural(files.length, 'file')}</span>
          {entry.parents.map((parent) => (
            <span key={parent} className={css.parent}>
              {entry.parents.length > 1 ? 'merges' : 'after'} <CommitChip commit={parent} />
            </span>
          ))}
        </p>
      </div>
      {file ? (
        <div className={css.commitBody}>
          <div className={css.files} ref={list}>
            <List
              label="Files changed"
              items={files}
              idOf={({ path }) => path}
              textOf={({ path, state }) => `${path}, ${state}`}
              onAction={({ path }) => setChosen(path)}
              selected={file.path}
            >
              {(one) => <FileRow file={one} />}
            </List>
          </div>
          <div className={css.fileDiff}>
            <div className={css.fileHead}>
              <span className={css.filePath} title={file.path}>
                {file.path}
              </span>
              {file.from !== undefined && <span className={css.counts}>{`renamed from ${file.from}`}</span>}
              <Counts file={file} />
              <span className={css.spring} />
              {!file.path.startsWith('../') && file.after !== null && (
                <Button
                  kind="quiet"
                  hint="Open the file as it stands now"
                  onPress={() => openFile(file.path)}
                >
                  Open now
                </Button>
              )}
            </div>
            <DiffPane tab={tab.id} file={file} inline={inline} />
          </div>
        </div>
      ) : (
        <StateView state="empty" title="It changed no file." />
      )}
    </div>
  )
}

function FileRow({ file }: { file: SidedFile }) {
  const { name, folder } = splitPath(file.path)
  return (
    <span className={css.change} title={file.path}>
      <span className={css.file}>
        <span className={css.name}>{name}</span>
        <span className={css.folder}>{folder}</span>
      </span>
      <ChangeMark state={file.state} from={file.from} />
    </span>
  )
}

/** Lines added and taken away. Counted for the file that is shown alone. */
function Counts({ file: { before, after } }: { file: SidedFile }) {
  if (before === null && after === null) return null
  // The text of a missing side has no line, where an empty text has one.
  const { added, gone } =
    before === null
      ? { added: linesOf(after), gone: 0 }
      : after === null
        ? { added: 0, gone: linesOf(before) }
        : lineCounts(before, after)
  return <span className={css.counts}>{`+${added} −${gone} lines`}</span>
}

function linesOf(text: string | null): number {
  return text ? text.replace(/\n$/, '').split('\n').length : 0
}

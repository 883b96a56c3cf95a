import { useState } from 'react'
import type { FileVersion } from '#shared/contract/git-local.ts'
import { short } from '#shared/names.ts'
import { client } from '../client/index.ts'
import { changeFiles } from '../ui/file-changes.ts'
import { Play, Undo2 } from '../ui/icons.ts'
import {
  Button,
  CommitChip,
  formatCount,
  formatInstant,
  Heading,
  List,
  plural,
  SnapshotChip,
  StateView,
  useFirstFocus,
} from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import { useCommit, useFileLog } from './data.ts'
import { DiffActions } from './diff-actions.tsx'
import { DiffPane } from './diff-pane.tsx'
import css from './git.module.css'
import { useDiffLayout } from './layout.ts'
import { openCommit } from './open.ts'
import { sameResults } from './same-results.ts'
import { ago, splitMessage, splitPath } from './words.ts'

/** The history of one file: who changed it when, what each change was, and what its versions resulted in. */
export default function FileTab({ tab, active }: TabProps) {
  const path = tab.params.path ?? ''
  const list = useFirstFocus('[role="grid"]', active)
  const log = useFileLog(path)
  const [chosen, setChosen] = useState<string | null>(null)
  const [now] = useState(() => Date.now())
  const { inline } = useDiffLayout()
  if (log.isPending) return <StateView state="loading" title={`Reading the history of ${path}`} />
  if (log.isError) return <StateView state="error" error={log.error} onRetry={() => void log.refetch()} />
  const versions = log.data
  const version = versions.find(({ commit }) => commit === chosen) ?? versions[0]
  const same = sameResults(versions)
  return (
    <div className={css.tab}>
      <Heading
        title={path}
        mono
        chips={<span className={css.arrow}>{plural(versions.length, 'version')}</span>}
        actions={version && <DiffActions tab={tab.id} />}
      />
      {version ? (
        <div className={css.commitBody}>
          <div className={css.versions} ref={list}>
            <List
              label="Versions"
              items={versions}
              idOf={({ commit }) => commit}
              textOf={({ message }) => splitMessage(message).title}
              onAction={({ commit }) => setChosen(commit)}
              selected={version.commit}
              tall
            >
              {(one) => <VersionRow version={one} same={same.get(one.commit) ?? null} now={now} />}
            </List>
          </div>
          <Version key={version.commit} tab={tab.id} path={path} version={version} inline={inline} />
        </div>
      ) : (
        <StateView
          state="empty"
          title={`No commit holds ${path} yet. Commit it, and its history begins here.`}
        />
      )}
    </div>
  )
}

function VersionRow({ version, same, now }: { version: FileVersion; same: string | null; now: number }) {
  const { commit, message, author, at, from, runs } = version
  const [run] = runs
  return (
    <span className={css.entry} title={`${message.trim()}\n\n${author}, ${formatInstant(at)} UTC`}>
      <span className={css.entryTitle}>{splitMessage(message).title || 'no message'}</span>
      <span className={css.entryMeta}>
        <span className={css.hash}>{short(commit)}</span>
        <span className={css.author}>{author}</span>
        <span className={css.when}>{ago(at, now)}</span>
      </span>
      {(from || run?.result) && (
        <span className={css.entryMeta}>
          {from && <span>renamed from {splitPath(from).name}</span>}
          {run?.result && <span className={css.hash}>result {short(run.result)}</span>}
          {same && <span>same result as {short(same)}</span>}
        </span>
      )}
    </span>
  )
}

interface VersionProps {
  tab: string
  path: string
  version: FileVersion
  inline: boolean
}

/** One version beside the one before it. */
function Version({ tab, path, version, inline }: VersionProps) {
  const commit = useCommit(version.commit)
  if (commit.isPending) return <StateView state="loading" title={`Reading commit ${short(version.commit)}`} />
  if (commit.isError) {
    return <StateView state="error" error={commit.error} onRetry={() => void commit.refetch()} />
  }
  const { files } = commit.data
  const text = files.find((file) => file.path === version.path)?.after ?? null
  const before = files.find((file) => file.path === (version.from ?? version.path))?.before ?? null
  const state = before === null ? 'added' : text === null ? 'deleted' : 'modified'
  return (
    <div className={css.fileDiff}>
      <div className={css.fileHead}>
        <CommitChip commit={version.commit} />
        <span className={css.spring} />
        {text !== null && path.endsWith('.sql') && (
          <Button icon={Play} onPress={() => runAt(path, version, text)}>
            Run at this version
          </Button>
        )}
        {text !== null && (
          <Button icon={Undo2} onPress={() => void restore(path, version, text)}>
            Restore this version
          </Button>
        )}
        <Button kind="quiet" onPress={() => openCommit(version.commit)}>
          Open commit
        </Button>
      </div>
      {version.runs.length > 0 && <Runs version={version} />}
      <DiffPane
        key={version.commit}
        tab={tab}
        file={{ path: version.path, state, before, after: text }}
        inline={inline}
      />
    </div>
  )
}

/** What this version resulted in, on each set of inputs it was run on. */
function Runs({ version }: { version: FileVersion }) {
  return (
    <ul className={css.runs} aria-label="Runs of this version">
      {version.runs.map(({ key, evaluation, algorithm, result, rows, at, params, startedAt }) => (
        <li key={key} className={css.run}>
          <span>{`${evaluation}, ${algorithm}`}</span>
          {result && <span className={css.hash}>{`result ${short(result)}`}</span>}
          {rows !== null && <span>{`${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`}</span>}
          {params && <span>{params}</span>}
          {Object.entries(at).map(([source, id]) => (
            <SnapshotChip key={source} id={id} source={source} />
          ))}
          <span className={css.when}>{`${formatInstant(startedAt)} UTC`}</span>
        </li>
      ))}
    </ul>
  )
}

/** Opens a version as a query of its own, on the snapshots that its last run read. */
function runAt(path: string, { commit, runs }: FileVersion, text: string): void {
  const [run] = runs
  frame().openTab({
    id: `draft:${path}@${commit}`,
    kind: 'explore.query',
    title: `${splitPath(path).name} ${short(commit)}`,
    params: { sql: text, ...(run && { at: JSON.stringify(run.at) }) },
  })
  if (!run) {
    frame().toast({ message: 'No run of this version is known, so it reads the latest snapshots.' })
  }
}

/** Writes a version's text into the file as it is called now. */
async function restore(path: string, { commit }: FileVersion, text: string): Promise<void> {
  await changeFiles(async () => {
    const now = await client.workspace.read({ path }).catch(() => null)
    return client.files.write({
      words: `Restored ${splitPath(path).name} as of ${short(commit)}`,
      edits: [{ path, was: now?.digest ?? null, text }],
    })
  })
}
